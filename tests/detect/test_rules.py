"""Rules bring their examples: what the rule files promise holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewatch import resources
from clausewatch.detect.rules import Pattern, Rules, read_rules
from clausewatch.model import CLAUSE_TYPES, LANGUAGES

RULES = {lang: Rules(lang, read_rules(resources.corpus("rules"), lang)) for lang in LANGUAGES}
PATTERNS = [pytest.param(lang, p, id=f"{lang}:{p.name}") for lang in LANGUAGES for p in RULES[lang].patterns]


@pytest.mark.parametrize(("lang", "pattern"), PATTERNS)
def test_pattern_matches_its_examples_and_no_counterexample(lang: str, pattern: Pattern) -> None:
    assert pattern.examples
    for example in pattern.examples:
        assert pattern.name in RULES[lang].names(example), example
    for other in pattern.counterexamples:
        assert pattern.name not in RULES[lang].names(other), other


@pytest.mark.parametrize(("lang", "pattern"), PATTERNS)
def test_example_fires_no_other_type(lang: str, pattern: Pattern) -> None:
    allowed = {pattern.type, *pattern.also}
    for example in pattern.examples:
        assert {n.split("/")[0] for n in RULES[lang].names(example)} <= allowed, example


@pytest.mark.parametrize(("lang", "pattern"), PATTERNS)
def test_pattern_is_needed_by_one_of_its_examples(lang: str, pattern: Pattern) -> None:
    mine = f"{pattern.type}/"
    found = [{n for n in RULES[lang].names(e) if n.startswith(mine)} for e in pattern.examples]
    assert {pattern.name} in found


def test_english_has_rules_for_all_types() -> None:
    assert {p.type for p in RULES["en"].patterns} == set(CLAUSE_TYPES)


def test_pattern_ids_are_unique_in_a_type() -> None:
    for rules in RULES.values():
        names = [p.name for p in rules.patterns]
        assert len(names) == len(set(names))


def one(match: str, unless: str = "") -> Rules:
    pattern = Pattern("governing_law", "one", (match,), (unless,) if unless else ())
    return Rules("en", [pattern])


def test_gap_spans_a_number_of_words() -> None:
    assert one("red ..2 house").names("red and old house")
    assert not one("red ..2 house").names("red and very old house")


def test_words_match_by_stem_and_without_punctuation() -> None:
    assert one("change policy").names("It changed, policies too: changing-policy")


def test_optional_word_may_be_missing() -> None:
    rules = one("red [old|new] house")
    assert rules.names("a red house")
    assert rules.names("a red old house")
    assert not rules.names("a red big house")


def test_parts_may_stand_in_any_order() -> None:
    assert one("house & red").names("red is the house")
    assert not one("house & red").names("blue is the house")


def test_unless_takes_a_match_back() -> None:
    assert not one("red house", "not red").names("this is not red house")


def test_role_words_stand_for_the_party() -> None:
    assert one("we tell you").names("Provider tells Customer")


@pytest.mark.parametrize("pattern", ["", "(red", "[red]"])
def test_pattern_without_words_or_bracket_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        one(pattern)


def test_file_that_is_no_rule_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "governing_law"
    folder.mkdir()
    (folder / "en.yml").write_text("patterns: 3\n", "utf-8")
    with pytest.raises(ValueError, match=r"en\.yml"):
        read_rules(tmp_path, "en")
