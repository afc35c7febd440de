"""What the evidence report says, and how it tells apart what it does not know."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report_samples import evidence

from clausewatch.errors import UsageError
from clausewatch.model import CLAUSE_TYPES, QUESTIONS
from clausewatch.report.evidence import render, view
from clausewatch.report.findings import Status, status
from clausewatch.report.i18n import texts
from clausewatch.report.model import Evidence


def words(html: str) -> str:
    """The text of a page without its tags, on one line."""
    body = html.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture(scope="module")
def english() -> str:
    """The sample report in English."""
    return render(evidence(), "en")


@pytest.fixture(scope="module")
def swedish() -> str:
    """The sample report in Swedish."""
    return render(evidence(), "sv")


def test_report_loads_nothing_from_anywhere(english: str) -> None:
    assert not re.search(r"<(script|link|img|iframe|object)\b", english)
    assert not re.search(r"url\(|@import|src=", english)


def test_report_quotes_every_rule_verbatim(english: str) -> None:
    for watched in evidence().documents:
        for finding in watched.reading.detection.findings:
            assert finding.quote in english.replace("&#39;", "'")


def test_report_is_arranged_under_the_three_questions(english: str) -> None:
    places = [english.index(f'<section class="part chapter" id="{question}"') for question in QUESTIONS]
    assert places == sorted(places)


def test_card_says_section_source_times_and_hash(english: str) -> None:
    dpa = evidence().documents[0]
    assert "5.3 New Subprocessors" in english
    assert dpa.captured.text_sha256 in english
    assert dpa.captured.sha256 in english
    assert "4 August 2026, 05:12 UTC" in english


def test_clause_that_changed_says_since_when_it_stands(english: str) -> None:
    card = english.partition("at least 14 days before")[2].partition("</article>")[0]
    assert "4 August 2026, when it was first seen after a change" in card


def test_clause_of_the_oldest_version_claims_no_more_than_is_known(english: str) -> None:
    card = english.partition("general authorisation to engage")[2].partition("</article>")[0]
    assert "at least 1 March 2024" in card


def test_not_found_not_captured_and_not_looked_for_are_three_sentences() -> None:
    full = evidence()
    assert status(full, "service_change") is Status.NOT_FOUND
    assert status(full, "price_change") is Status.NOT_LOOKED
    assert status(replace(full, documents=()), "price_change") is Status.NOT_CAPTURED
    text = words(render(full, "en"))
    assert "were looked for in Data Processing Addendum and Allmänna villkor, and no clause was found" in text
    assert "There is no detector for these types in the language of the captured documents" in text
    nothing = words(render(replace(full, documents=()), "en"))
    assert "No document in which these types could be looked for was captured" in nothing
    assert "were looked for in" not in nothing


def test_every_type_is_accounted_for_exactly_once() -> None:
    shown = view(evidence(), texts("en"))
    assert sum(shown.totals[:4]) == len(CLAUSE_TYPES)


def test_documents_not_captured_are_named_with_their_outcome(english: str) -> None:
    text = words(english)
    assert "Privacy policy https://nordkap.example/legal/privacy A check for robots, 4 August 2026, 05:12 UTC" in text
    assert "Service Levels https://nordkap.example/legal/sla not tried yet" in text


def test_passages_that_are_no_rules_are_counted_not_shown(english: str) -> None:
    assert "1 further passage only describes such a rule" in english
    assert english.count("Kunden ansvarar för att") == 1


def test_change_is_worded_as_observed_between_two_captures(english: str, swedish: str) -> None:
    assert "Observed between 3 and 4 August 2026" in english
    assert "Iakttaget mellan den 3 och 4 augusti 2026" in swedish


def test_change_marks_removed_and_added_words(english: str) -> None:
    assert "<del>30</del><ins>14</ins>" in english


def test_severity_is_a_word_and_a_shape(english: str, swedish: str) -> None:
    assert '<span class="shape" aria-hidden="true">▲</span>Action needed' in english
    assert '<span class="shape" aria-hidden="true">▲</span>Kräver åtgärd' in swedish


def test_cosmetic_changes_are_counted_by_kind(english: str) -> None:
    assert "1 change without effect was observed (dates and links)." in english


def test_subprocessor_countries_stand_against_the_facts(english: str) -> None:
    rows = re.findall(r"<tr>.*?</tr>", english, re.DOTALL)
    by_name = {name: words(f"<body>{row}") for row in rows for name in re.findall(r"<bdi>(.*?)</bdi></th>", row)}
    assert "Sweden (EEA)" in by_name["Glimmer Hosting AB"]
    assert "United Kingdom (adequacy decision)" in by_name["Kestrel Support Ltd"]
    assert "United States (adequacy decision of limited scope)" in by_name["Pellucid Mail, Inc."]
    assert "India (no adequacy decision on record)" in by_name["Tamarind Analytics Pvt Ltd"]
    assert "Not stated" in by_name["Fenwick Ticketing"]


def test_facts_repeat_how_they_were_checked(english: str, swedish: str) -> None:
    assert "from memory, not checked" in english
    assert "ur minnet, ej kontrollerad" in swedish


def test_position_of_the_record_is_on_the_title_page(english: str) -> None:
    head = english.partition("</header>")[0]
    position = evidence().position
    assert position is not None
    assert "1,284 entries" in head
    assert position.root in head
    assert position.signature in head


def test_measured_rates_are_stated_or_said_to_be_missing(english: str) -> None:
    assert '<td class="n">97%</td>' in english
    assert "Error rates are not stated" in render(replace(evidence(), metrics={}), "en")


def test_report_passes_no_verdict(english: str, swedish: str) -> None:
    for verdict in ("compliant", "non-compliant", "unlawful transfer", "risk score", "illegal"):
        assert verdict not in english.casefold()
    for verdict in ("olaglig överföring", "riskpoäng", "strider mot", "godkänd enligt"):
        assert verdict not in swedish.casefold()


def test_swedish_report_has_no_english_left(swedish: str) -> None:
    outside = re.sub(r"<(blockquote|th|td|p|article|del|ins)\b[^>]*>.*?</\1>", " ", swedish, flags=re.DOTALL)
    assert not re.search(r"\b(the|and|clause|found|since|observed|country)\b", words(outside), re.IGNORECASE)


def test_incomplete_document_is_said_to_be_incomplete() -> None:
    full = evidence()
    first = full.documents[0]
    torn = replace(first, reading=replace(first.reading, document=replace(first.reading.document, complete=False)))
    text = words(render(replace(full, documents=(torn, *full.documents[1:])), "en"))
    assert "A part of this document could not be read." in text
    assert "Data Processing Addendum could not be read in full; a clause may stand in the part" in text


def test_empty_evidence_still_makes_a_report() -> None:
    bare = Evidence(evidence().vendor, evidence().made_at, "0.1.0")
    for lang in ("en", "sv"):
        assert evidence().vendor.name in render(bare, lang)


def test_unknown_report_language_is_refused() -> None:
    with pytest.raises(UsageError, match="fi"):
        render(evidence(), "fi")
