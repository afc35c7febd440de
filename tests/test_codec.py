"""Dataclasses survive the way to JSON and back."""

import json
from datetime import UTC, date, datetime

import pytest

from clausewatch.codec import build, plain
from clausewatch.model import (
    AttributeChange,
    Change,
    Deadline,
    Detection,
    Direction,
    Document,
    Finding,
    PageKind,
    Passage,
    PassageKind,
    Reading,
    Run,
    Section,
    SubprocessorChange,
    SubprocessorRow,
)


def _reading() -> Reading:
    document = Document(
        text="1. Law\nSwedish law governs.",
        title="Terms",
        lang="en",
        sections=(Section("1", "Law", 1, 0, 27),),
        passages=(Passage(PassageKind.PARAGRAPH, 7, 27, section=0, marks=("scc",), cells=((7, 14), (15, 27))),),
        runs=(Run(0, 27, 0, 30),),
        links=((0, 2, "https://vendor.example"),),
    )
    finding = Finding("governing_law", "Swedish law governs.", 7, 27, attributes={"countries": ("SE",), "notice_days": 30})
    row = SubprocessorRow("Exempel AB", ("SE", "DE"), "hosting")
    detection = Detection((finding,), (row,), ("governing_law",))
    return Reading(document, detection, datetime(2026, 3, 2, tzinfo=UTC))


def test_reading_comes_back_equal_from_json() -> None:
    """Nested tuples, enums, mappings and times are restored exactly."""
    reading = _reading()
    assert build(Reading, json.loads(json.dumps(plain(reading)))) == reading


def test_change_comes_back_equal_from_json() -> None:
    """Attribute values keep being tuples, directions keep being enum members."""
    change = Change(
        substantive=True,
        severity=3,
        rule="S06",
        attributes=(AttributeChange("subprocessor_change", "notice_days", 30, 14, Direction.WEAKER),),
        subprocessors=SubprocessorChange(added=(SubprocessorRow("A", ("IN",)),)),
        summary={"en": "Shorter.", "sv": "Kortare."},
        deadlines=(Deadline("objection", date(2026, 8, 18), estimated=True),),
    )
    assert build(Change, json.loads(json.dumps(plain(change)))) == change


def test_unknown_keys_of_newer_writers_are_ignored() -> None:
    """An older program reads what a newer one wrote, as far as it understands it."""
    assert build(SubprocessorRow, {"name": "A", "invented_later": 1}) == SubprocessorRow("A")


def test_values_without_plain_form_are_refused() -> None:
    """Nothing is silently turned into its repr."""
    with pytest.raises(TypeError):
        plain(object())


def test_page_kinds_are_plain_strings_in_json() -> None:
    """Enum members are written by value."""
    assert plain(PageKind.NOT_FOUND) == "not_found"
