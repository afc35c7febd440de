"""What `detect` prints, on detections made by hand and once through the whole command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clausewatch.cli import found
from clausewatch.detect.pipeline import Explained
from clausewatch.model import Detection, Document, Finding, Passage, PassageKind, SubprocessorRow

LAW = "Norwegian law applies."
LIST = "We store data in:\nOslo;"
TEXT = f"Terms\nWe greet you. {LAW} Farewell.\n{LIST}\nThe end."
FILE = Path("terms.md")


def document() -> Document:
    ends = [0]
    passages = []
    for line, kind in zip(TEXT.split("\n"), ("heading", "paragraph", "paragraph", "list_item", "paragraph"), strict=True):
        passages.append(Passage(PassageKind(kind), ends[-1], ends[-1] + len(line), -1))
        ends.append(ends[-1] + len(line) + 1)
    return Document(TEXT, lang="en", format="markdown", passages=tuple(passages))


def finding(kind: str, quote: str, *reasons: str, **changes: object) -> Finding:
    start = TEXT.index(quote)
    values = {"type": kind, "quote": quote, "start": start, "end": start + len(quote), "lang": "en", "reasons": reasons}
    return Finding(**{**values, **changes})  # type: ignore[arg-type]


DETECTION = Detection(
    findings=(
        finding(
            "governing_law",
            LAW,
            "rule governing_law/applies: law, applies",
            "score 2.00, threshold -1.00",
            "countries=NO: Norwegian",
            attributes={"countries": ("NO",)},
        ),
        finding("data_location", LIST, "score 0.10, threshold -0.30", operative=False),
    ),
    subprocessors=(SubprocessorRow("Harbour Mail, Inc.", ("US",), "e-mail"),),
    looked_for=("governing_law",),
)
EXPLAINED = (
    Explained(
        6, 19, {"terms_change": -0.5, "price_change": -3.0}, {"terms_change": 0.0, "price_change": 0.0}, ("terms_change/greet",)
    ),
)


def test_text_brackets_and_numbers_quotes_where_nobody_sees_colours(capsys: pytest.CaptureFixture[str]) -> None:
    found.text(FILE, document(), DETECTION, ())
    assert capsys.readouterr().out.splitlines() == [
        "terms.md",
        "Terms",
        "We greet you. ⟦Norwegian law applies.⟧[1] Farewell.",
        "  [1] governing_law  countries NO",
        "⟦We store data in:⟧[2]",
        "  [2] data_location  (not operative)",
        "⟦Oslo;⟧",
        "The end.",
        "2 clauses, 1 subprocessors",
    ]


def test_text_explained_tells_scores_rules_words_and_what_was_nearly_found(capsys: pytest.CaptureFixture[str]) -> None:
    found.text(FILE, document(), DETECTION, EXPLAINED)
    lines = capsys.readouterr().out.splitlines()
    assert lines[3:8] == [
        "  [1] governing_law  countries NO",
        "      score 2.00, threshold -1.00",
        "      rule governing_law/applies: law, applies",
        "      countries=NO: Norwegian",
        "    not found: terms_change, score -0.50 under threshold 0.00; rule terms_change/greet",
    ]
    assert not any("price_change" in line for line in lines)


def test_text_on_a_terminal_colours_quotes_and_prints_no_brackets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    found.text(FILE, document(), DETECTION, ())
    out = capsys.readouterr().out
    assert "⟦" not in out
    assert "\x1b[4;36m law applies." in out
    assert "\x1b[1;4;36mNorwegian" in out


def test_table_shows_what_rules_and_who_the_subprocessors_are(capsys: pytest.CaptureFixture[str]) -> None:
    found.table(FILE, document(), DETECTION, EXPLAINED)
    out = capsys.readouterr().out
    assert "terms.md: 1 clauses (en, markdown)" in out
    assert "data_location" not in out
    assert "rule governing_law/applies: law, applies" in out
    assert "Harbour Mail, Inc." in out


def test_jsonl_holds_every_finding_and_row(capsys: pytest.CaptureFixture[str]) -> None:
    found.jsonl(FILE, document(), DETECTION, ())
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["record"], r["file"]) for r in rows] == [("finding", "terms.md")] * 2 + [("subprocessor", "terms.md")]
    assert TEXT[rows[0]["start"] : rows[0]["end"]] == rows[0]["quote"]


def test_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    found.text(FILE, document(), Detection(), ())
    assert capsys.readouterr().out.splitlines()[-1] == "0 clauses, 0 subprocessors"


def test_vendor_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = Document("a\x1b[2J\u202eb", lang="en", passages=(Passage(PassageKind.PARAGRAPH, 0, 7, -1),))
    found.text(Path("e\x1bvil.md"), evil, Detection(), ())
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_the_command_explains_what_it_found(cli: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "terms.md"
    file.write_text("# Terms\n\nThese terms are governed by the laws of Norway. We may change these terms at any time.\n" * 3)
    done = cli("detect", file, "--format", "text", "--explain", "--lang", "en")
    assert done.code == 0
    assert "⟦These terms are governed by the laws of Norway.⟧[1]" in done.out
    assert "countries=NO: Norway" in done.out
    assert "rule governing_law/" in done.out
    assert "threshold" in done.out
