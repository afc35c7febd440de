"""Search over passages of all versions: the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clausewatch.errors import UsageError
from clausewatch.model import Cause, Detection, Document, Finding, Passage, PassageKind, Reading, Section
from clausewatch.record.protocol import Observation, Record
from recordkit import OTHER, SOURCE, day, observation


def document(*paragraphs: str) -> Reading:
    """A reading with one passage a paragraph, all in one section; the first holds a clause."""
    text, passages = "", []
    for paragraph in paragraphs:
        passages.append(Passage(PassageKind.PARAGRAPH, len(text), len(text) + len(paragraph), section=0))
        text += paragraph + "\n\n"
    found = Finding("governing_law", paragraphs[0], 0, len(paragraphs[0]))
    made = Document(text, lang="sv", sections=(Section("7", "Lag", 1, 0, len(text)),), passages=tuple(passages))
    return Reading(made, Detection((found,)))


def seen(number: float, *paragraphs: str, **fields: Any) -> Observation:
    """An observation of these paragraphs."""
    made: Observation = replace(observation(number, " ".join(paragraphs)), reading=document(*paragraphs), **fields)
    return made


def texts(record: Record, query: str, **options: Any) -> list[str]:
    """The texts that a query finds."""
    return [hit.text for hit in record.search(query, **options)]


def test_passage_is_found_with_its_place_and_clause_types(record: Record) -> None:
    written = record.observe(seen(0, "Svensk lag gäller.", "Uppgifter lagras i Åre."))
    (hit,) = record.search("svensk LAG")
    assert (hit.source, hit.version, hit.section, hit.types) == (SOURCE.key, written.version, "7 Lag", ("governing_law",))
    assert (hit.text, hit.since, hit.until) == ("Svensk lag gäller.", day(0), None)


def test_words_of_the_nordic_alphabet_keep_their_letters(record: Record) -> None:
    record.observe(seen(0, "Svensk lag gäller.", "Uppgifter lagras i Åre."))
    assert texts(record, "åre") == texts(record, "ÅRE") == ["Uppgifter lagras i Åre."]
    assert texts(record, "are") == []


def test_long_words_may_go_on_and_phrases_stand_together(record: Record) -> None:
    record.observe(seen(0, "Notice of changes: 30 days.", "Changes need no notice. See acme.example/terms-of-use."))
    assert texts(record, "noti days") == ["Notice of changes: 30 days."]
    assert texts(record, '"need no notice"') == ["Changes need no notice. See acme.example/terms-of-use."]
    assert texts(record, '"notice need"') == []
    assert texts(record, "acme.example terms-of") == ["Changes need no notice. See acme.example/terms-of-use."]


def test_history_says_from_when_until_when_a_passage_stood(record: Record) -> None:
    record.observe(seen(0, "Swedish law applies.", "Notice: 30 days."))
    record.observe(seen(5, "Swedish law applies.", "Notice: 14 days."))
    hits = record.search("notice")
    assert [(h.text, h.since, h.until) for h in hits] == [
        ("Notice: 14 days.", day(5), None),
        ("Notice: 30 days.", day(0), day(5)),
    ]
    assert [(h.since, h.until) for h in record.search("swedish")] == [(day(0), None)]
    assert record.verify() == []


def test_clauses_come_before_other_text_and_vendors_can_be_chosen(record: Record) -> None:
    record.observe(seen(0, "Law of Sweden.", "The law of numbers."))
    record.observe(seen(1, "Law of Denmark.", source=OTHER))
    assert texts(record, "law") == ["Law of Denmark.", "Law of Sweden.", "The law of numbers."]
    assert texts(record, "law", vendor="acme") == ["Law of Sweden.", "The law of numbers."]
    assert texts(record, "law", limit=1) == ["Law of Denmark."]


def test_old_capture_derived_again_leaves_what_stands(record: Record) -> None:
    first = seen(0, "Notice: 30 days.")
    record.observe(first)
    record.observe(seen(1, "Notice: 14 days."))
    again = replace(first, reading=document("Notice: 30 days!"), fingerprints=("parser-2", "", ""), cause=Cause.EXTRACTOR)
    record.observe(again)
    assert [h.text for h in record.search("notice") if h.until is None] == ["Notice: 14 days."]


@pytest.mark.parametrize("query", ["", "  ", '""', "* - '"])
def test_query_without_a_word_is_a_usage_error(record: Record, query: str) -> None:
    with pytest.raises(UsageError):
        record.search(query)


@pytest.mark.parametrize("query", ['law" OR 1', "law NEAR(x)", "law:*", "law & !law", "a'b (law", '"law'])
def test_operators_of_databases_are_words(record: Record, query: str) -> None:
    record.observe(seen(0, "Law of Sweden."))
    assert isinstance(record.search(query), list)


def test_standing_passages_are_dated_by_the_version_that_brought_them(record: Record) -> None:
    record.observe(seen(0, "Svensk lag gäller.", "Varsel ges i 30 dagar."))
    record.observe(seen(3, "Svensk lag gäller.", "Varsel ges i 14 dagar."))
    assert sorted(record.standing(SOURCE.key)) == [("Svensk lag gäller.", day(0)), ("Varsel ges i 14 dagar.", day(3))]
    assert record.standing(OTHER.key) == []
