"""Facts: strict rows, dated standing, events."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from comparekit import FACTS

from clausewatch import resources
from clausewatch.compare.facts import events, invalid, load, standing


def test_the_shipped_facts_have_no_problem() -> None:
    facts, problems = load(resources.corpus("facts"))
    assert problems == ()
    assert len(facts) > 50
    assert all(f.said("sv") != f.said("en") for f in facts)
    assert sum(f.kind == "eea" and f.valid_to is None for f in facts) == 30


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        ("SE", date(2026, 1, 1), "eea"),
        ("EEA", date(2026, 1, 1), "eea"),
        ("GB", date(2020, 12, 31), "eea"),
        ("GB-EAW", date(2026, 1, 1), "adequate"),
        ("CH", date(2026, 1, 1), "adequate"),
        ("US", date(2019, 1, 1), "adequate"),
        ("US", date(2022, 1, 1), "none"),
        ("US", date(2024, 1, 1), "dpf"),
        ("IN", date(2026, 1, 1), "none"),
        ("*", date(2026, 1, 1), "none"),
        ("", date(2026, 1, 1), "unknown"),
    ],
)
def test_standing_follows_the_day(country: str, day: date, expected: str) -> None:
    assert standing(country, day, FACTS) == expected


def test_an_invalidated_mechanism_is_invalid_from_the_judgment_on() -> None:
    assert not invalid("privacy_shield", date(2020, 7, 15), FACTS)
    assert invalid("privacy_shield", date(2020, 7, 16), FACTS)
    assert not invalid("scc", date(2026, 1, 1), FACTS)
    assert not invalid("unheard_of", date(2026, 1, 1), FACTS)


def test_a_validity_that_ends_is_an_event_once() -> None:
    found = [f.id for f in events(date(2020, 7, 1), date(2020, 7, 31), FACTS)]
    assert found == ["adequacy-us-privacy-shield", "supplementary-measures"]
    assert events(date(2020, 7, 16), date(2020, 7, 31), FACTS) == ()


ROW = "- id: x\n  kind: law\n  statement: s\n  source: t\n  checked_how: from memory\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (ROW + "  contry: SE\n", 6, "unknown key 'contry'", "did you mean 'country'?"),
        (ROW.replace("kind: law", "kind: laws"), 2, "'kind' must be one of", ""),
        (ROW + "  valid_from: soon\n", 6, "must be a date", ""),
        (ROW + "  country: Sweden\n", 6, "alpha-2", ""),
        (ROW.replace("  source: t\n", ""), 1, "'source' is missing", ""),
        (ROW + "  valid_from: 2024-01-01\n  valid_to: 2023-01-01\n", 1, "must be later", ""),
        (ROW.replace("from memory", "second-hand"), 1, "'checked_at' is missing", ""),
        (ROW.replace("law", "eea"), 1, "needs a 'country'", ""),
        (ROW + ROW, 0, "stands twice", ""),
        ("id: x\n", 1, "must be a list", ""),
        ("- just words\n", 1, "must be a mapping", ""),
        ("- id: [\n", 2, "not valid YAML", ""),
    ],
)
def test_a_bad_row_is_a_problem_with_line_and_hint(tmp_path: Path, text: str, line: int, message: str, hint: str) -> None:
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    _, problems = load(tmp_path)
    assert message in problems[0].message
    assert problems[0].line == line
    assert hint in problems[0].hint


def test_good_rows_stand_beside_bad_ones(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(ROW + ROW.replace("id: x", "id: y").replace("kind", "kinds"), encoding="utf-8")
    facts, problems = load(tmp_path)
    assert [f.id for f in facts] == ["x"]
    assert problems


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere")[1][0].message == "there is no such folder"
