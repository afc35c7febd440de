"""Mistakes in rule files are named with file, line and a way out, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch import resources
from clausewatch.detect.rulecheck import problems

GOOD = "type: governing_law\nlang: en\npatterns:\n  - id: a\n    match: law of\n    examples: The law of Norway applies.\n"


def written(tmp_path: Path, text: str, place: str = "governing_law/en.yml") -> Path:
    """A rules folder that holds one file."""
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return tmp_path


def test_shipped_rules_have_no_problems() -> None:
    """What ships passes its own check."""
    assert problems(resources.corpus("rules")) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD.replace("match", "mach"), 5, "'mach'"),
        (GOOD.replace("    examples: The law of Norway applies.\n", ""), 4, "'examples'"),
        (GOOD + GOOD.split("patterns:\n")[1], 7, "duplicate id 'a'"),
        (GOOD.replace("law of", "$nosuchset of"), 4, "$nosuchset"),
        ("type: [", 1, "not YAML"),
        ("- a\n- b\n", 1, "mapping"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    """File, line and what is wrong."""
    found = problems(written(tmp_path, text))
    assert [(p.line, said in p.message) for p in found if said in p.message] == [(line, True)]


def test_file_in_a_folder_of_no_type_is_named(tmp_path: Path) -> None:
    """A misspelt folder would silently never be read."""
    (problem,) = problems(written(tmp_path, GOOD, "governing_laws/en.yml"))
    assert "governing_law?" in problem.hint
