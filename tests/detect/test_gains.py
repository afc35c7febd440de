"""Gains and losses against earlier findings are named clause by clause."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from clausewatch import resources
from clausewatch.detect.gains import moves, summary
from clausewatch.detect.training import Example, read_examples
from clausewatch.model import Detection, Finding
from clausewatch.modelling import parsed

LAW = "This agreement is governed by the laws of Ireland."
FEES = "We may raise the fees on thirty days' notice."
OTHER = "Our office is open on weekdays."


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """One labelled document of ours with two clauses and a sentence that is none."""
    tmp_path = tmp_path_factory.mktemp("labelled")
    (tmp_path / "docs").mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / "index.jsonl").write_text(json.dumps({"doc": "ours", "family": "ours", "lang": "en"}) + "\n", "utf-8")
    (tmp_path / "docs" / "ours.md").write_text(f"# Terms\n\n{LAW}\n\n{FEES}\n\n{OTHER}\n", "utf-8")
    clauses = [{"type": "governing_law", "quote": LAW}, {"type": "price_change", "quote": FEES}]
    (tmp_path / "labels" / "ours.json").write_text(json.dumps({"doc": "ours", "clauses": clauses}), "utf-8")
    return read_examples([tmp_path], parsed, resources.corpus("rules"))[0]


def finding(example: Example, clause_type: str, quote: str) -> Finding:
    start = example.document.text.index(quote)
    return Finding(type=clause_type, quote=quote, start=start, end=start + len(quote), section="", lang="en", attributes={})


def test_what_is_newly_found_and_newly_wrong_is_named(example: Example) -> None:
    before = [finding(example, "price_change", FEES)]
    now = Detection(findings=(finding(example, "governing_law", LAW), finding(example, "audit_rights", OTHER)))
    found = moves([(example, now)], {"ours": before})
    assert [(m.kind, m.type) for m in found] == [
        ("found", "governing_law"),
        ("missed", "price_change"),
        ("wrong", "audit_rights"),
    ]
    assert str(found[0]) == f"+ found   governing_law               ours: {LAW}"
    assert summary(found).splitlines()[0].split() == ["type", "found", "mended", "missed", "wrong"]


def test_a_false_finding_that_is_gone_is_a_gain(example: Example) -> None:
    found = moves([(example, Detection())], {"ours": [finding(example, "audit_rights", OTHER)]})
    assert [(m.kind, m.quote) for m in found] == [("mended", OTHER)]


def test_equal_findings_move_nothing(example: Example) -> None:
    same = finding(example, "governing_law", LAW)
    assert moves([(example, Detection(findings=(same,)))], {"ours": [same]}) == []
    assert moves([(example, Detection(findings=(same,)))], {}) == []


def test_earlier_findings_beyond_the_text_are_no_trouble(example: Example) -> None:
    far = replace(finding(example, "governing_law", LAW), start=10_000, end=10_040)
    assert [m.kind for m in moves([(example, Detection())], {"ours": [far]})] == ["mended"]
