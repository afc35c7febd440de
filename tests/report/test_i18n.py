"""Both languages say everything, with the same places to fill."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

from clausewatch import wording
from clausewatch.errors import UsageError
from clausewatch.model import CLAUSE_TYPES, DOCUMENT_KINDS, QUESTIONS, Direction, Outcome, PageKind
from clausewatch.report.i18n import messages, texts
from clausewatch.wording import LANGS, keys


def leaves(node: object, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every leaf of a catalogue with its path; a mapping that mixes languages and groups is a leaf too."""
    if isinstance(node, dict) and not set(node) & set(LANGS):
        for key, child in node.items():
            yield from leaves(child, f"{path}.{key}")
    elif isinstance(node, dict):
        yield path, node


CATALOGUES = {"messages": messages(), "terms": wording._terms()}


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_text_stands_in_both_languages_and_nothing_else(name: str) -> None:
    assert [path for path, leaf in leaves(CATALOGUES[name]) if set(leaf) != set(LANGS) or not all(leaf.values())] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_fill_the_same_places(name: str) -> None:
    def places(text: str) -> set[str]:
        return {found for _, found, _, _ in string.Formatter().parse(text) if found}

    assert [path for path, leaf in leaves(CATALOGUES[name]) if places(leaf["en"]) != places(leaf["sv"])] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_have_the_same_plural_forms(name: str) -> None:
    assert [path for path, leaf in leaves(CATALOGUES[name]) if leaf["en"].count("|") != leaf["sv"].count("|")] == []


def test_every_noun_of_the_model_has_its_term() -> None:
    assert keys("types") == set(CLAUSE_TYPES)
    assert keys("questions") == set(QUESTIONS)
    assert keys("kinds") == set(DOCUMENT_KINDS)
    assert keys("directions") == {str(d) for d in Direction}
    sound = {Outcome.CAPTURED, Outcome.NOT_MODIFIED, PageKind.TERMS}
    assert keys("trouble") >= {str(k) for k in (*PageKind, *Outcome)} - {str(k) for k in sound}


def test_country_names_come_in_the_readers_language() -> None:
    assert [wording.country(c, "sv") for c in ("DE", "US", "EEA", "US-CA", "GB-EAW", "ZZ-X")] == [
        "Tyskland",
        "USA",
        "EES",
        "Kalifornien (USA)",
        "England och Wales",
        "okänd region (ZZ-X)",
    ]
    assert wording.place("US", "en") == "United States"


def test_days_are_counted_in_days() -> None:
    assert [wording.days(n, "sv") for n in (0, 1, 14)] == ["0 dagar", "1 dag", "14 dagar"]
    assert [wording.days(n, "en") for n in (0, 1, 14)] == ["0 days", "1 day", "14 days"]


def test_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        texts("de")
    assert "en, sv" in caught.value.hint
