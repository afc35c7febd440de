"""The whole detector on texts of our own."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch import resources
from clausewatch.detect.pipeline import Detector
from clausewatch.model import Document, PassageKind
from detectkit import document_of


class Remembering:
    """A cache in memory that counts its calls."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.gets = self.puts = 0
        self.put_last = 0

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.gets += 1
        return {k: self.entries[k] for k in keys if k in self.entries}

    def put(self, entries: Mapping[str, str]) -> None:
        self.puts += 1
        self.put_last = len(entries)
        self.entries.update(entries)


TERMS = (
    "# Terms of Service",
    "# Changes",
    "We may change these terms at any time by posting a new version. If you go on using it, you accept the new terms.",
    "# Governing law",
    "This agreement is governed by the laws of Norway, without regard to its conflict of laws rules.",
    "# Weather",
    "The town lies by a lake and the winters are long.",
)


def test_detect_finds_clauses_with_reasons(detector: Detector) -> None:
    found = detector.detect(document_of("en", *TERMS)).findings
    assert {"terms_change", "governing_law"} <= {f.type for f in found}
    law = next(f for f in found if f.type == "governing_law")
    assert law.quote.startswith("This agreement is governed by the laws of Norway")
    assert any(r.startswith("rule governing_law/") for r in law.reasons)
    assert any("threshold" in r for r in law.reasons)


def test_detect_says_nothing_about_the_weather(detector: Detector) -> None:
    document = document_of("en", *TERMS)
    town = document.text.index("The town")
    assert all(f.end <= town for f in detector.detect(document).findings)


def test_detect_in_unknown_language_looks_for_nothing(detector: Detector) -> None:
    detection = detector.detect(document_of("fi", "Tähän sopimukseen sovelletaan Suomen lakia."))
    assert detection.looked_for == ()
    assert detection.findings == ()


def test_cache_gives_equal_findings_with_one_get_and_one_put(detector: Detector) -> None:
    cache, document = Remembering(), document_of("en", *TERMS)
    first = detector.detect(document, cache)
    assert (cache.gets, cache.puts) == (1, 1)
    again = detector.detect(document, cache)
    assert again == first == detector.detect(document)
    assert (cache.gets, cache.puts) == (2, 1)


def test_cache_examines_only_changed_passages_and_their_neighbours(detector: Detector) -> None:
    cache = Remembering()
    many = [f"# Part {i}\n" if i % 4 == 0 else f"Sentence number {i} tells of a lake and a town." for i in range(40)]
    detector.detect(document_of("en", *TERMS[:3], *many), cache)
    many[20 + 1] = "This agreement is governed by the laws of Iceland."
    changed = document_of("en", *TERMS[:3], *many)
    assert detector.detect(changed, cache) == detector.detect(changed)
    assert cache.put_last <= 3


def test_two_sentences_that_each_state_something_are_two_findings(detector: Detector) -> None:
    first = "We may change these terms at any time by posting them on our website."
    second = "We may amend these terms on thirty (30) days' notice by e-mail."
    plain = "We may also amend these terms in any other way."
    found = [f for f in detector.detect(document_of("en", f"{first} {second} {plain}")).findings if f.type == "terms_change"]
    assert [f.quote for f in found] == [first, f"{second} {plain}"]
    assert [f.attributes for f in found] == [
        {"channels": ("website",)},
        {"notice_days": 30, "channels": ("email",)},
    ]


LIST = (
    "We may change these terms by:",
    "posting the new terms on our website;",
    "an e-mail to the person named in the order;",
    "x" * 700,
)


def test_a_lead_in_goes_on_over_its_items(detector: Detector) -> None:
    document = listing(*LIST)
    found = next(f for f in detector.detect(document).findings if f.quote.startswith(LIST[0]))
    assert found.quote == document.text[found.start : found.end] == "\n".join(LIST[:3])
    assert found.attributes["channels"] == ("website", "email")
    assert [r.partition("=")[0] for r in found.reasons[-len(found.attributes) :]] == list(found.attributes)


def test_a_lead_in_goes_on_over_items_from_the_cache_too(detector: Detector) -> None:
    cache = Remembering()
    first = detector.detect(listing(*LIST), cache)
    assert detector.detect(listing(*LIST), cache) == first
    changed = listing(*LIST[:2], "writing a letter;")
    assert detector.detect(changed, cache) == detector.detect(changed)


def test_items_that_state_a_rule_by_themselves_stay_apart(detector: Detector) -> None:
    by_itself = "We may amend this agreement at any time by posting a new version on our website."
    document = listing("We may change these terms:", "by e-mail;", by_itself)
    quotes = [f.quote for f in detector.detect(document).findings if f.type == "terms_change"]
    assert quotes == ["We may change these terms:\nby e-mail;", by_itself]


def test_items_that_name_data_add_no_purpose(detector: Detector) -> None:
    lead, items = (
        "To improve our services we use the following customer data:",
        ("suggestions for marketing;", "ratings."),
    )
    for end in (":", " for our own purposes:"):
        document = listing(lead[:-1] + end, *items)
        found = next(f for f in detector.detect(document).findings if f.type == "vendor_data_use")
        assert (found.quote, found.attributes["purposes"]) == (document.text.rstrip(), ("improve",))


def test_items_that_say_nothing_of_the_rule_are_left_out(detector: Detector) -> None:
    document = listing("We may change these terms:", "if the law changes;", "if prices rise.")
    assert [f.quote for f in detector.detect(document).findings if f.type == "terms_change"] == ["We may change these terms:"]


def listing(lead: str, *items: str) -> Document:
    document = document_of("en", lead, *items)
    first, *rest = document.passages
    return replace(document, passages=(first, *(replace(p, kind=PassageKind.LIST_ITEM, lead_in=0) for p in rest)))


def test_fingerprint_names_language_rules_and_model(detector: Detector) -> None:
    assert detector.fingerprint("en") != detector.fingerprint("sv")
    again = Detector(resources.models(), resources.corpus("rules"))
    assert again.fingerprint("en") == detector.fingerprint("en")


def test_what_is_nearly_found_has_a_rule_and_lies_where_it_was_asked(detector: Detector) -> None:
    document = document_of("en", *TERMS)
    sure = detector.detect(document).findings
    whole = [(f.type, 0, len(document.text)) for f in sure]
    found = detector.nearly(document, whole)
    assert {(f.type, f.quote) for f in sure if f.reasons[0].startswith("rule ")} <= {(f.type, f.quote) for f in found}
    assert all(f.reasons[0].startswith("rule ") for f in found)
    one = found[0]
    assert {f.type for f in detector.nearly(document, [(one.type, one.start, one.end)])} == {one.type}
    assert detector.nearly(document, [(one.type, one.end, one.end)]) == ()


def test_explain_gives_scores_of_every_unit(detector: Detector) -> None:
    document = document_of("en", *TERMS)
    explained = detector.explain(document)
    law = next(e for e in explained if "governed" in document.text[e.start : e.end])
    assert law.scores["governing_law"] >= law.thresholds["governing_law"]
    assert any(name.startswith("governing_law/") for name in law.rules)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=120),
            st.sampled_from(TERMS),
            st.sampled_from(["\u202eשלום עולם\u202c", "ﬁnal\u00adly", "a" * 3000, "(a) x; (b) y; (c) z. " * 40]),
        ),
        max_size=8,
    ),
    st.sampled_from(["en", "sv", "de", "fr"]),
)
def test_quotes_are_verbatim_in_any_text(paragraphs: list[str], lang: str) -> None:
    detector = _shared()
    document = document_of(lang, *paragraphs)
    for found in detector.detect(document).findings:
        assert document.text[found.start : found.end] == found.quote
        assert found.quote.strip() == found.quote


_ONE: list[Detector] = []


def _shared() -> Detector:
    if not _ONE:
        _ONE.append(Detector(resources.models(), resources.corpus("rules")))
    return _ONE[0]


@pytest.mark.parametrize("size", [200_000])
def test_single_line_document_takes_linear_time(detector: Detector, size: int) -> None:
    sentence = "We may change these terms, and any dispute goes to the courts of Bergen; nobody pays twice for one thing. "

    def seconds(length: int) -> float:
        document = document_of("en", (sentence * (length // len(sentence) + 1))[:length])
        start = time.process_time()
        detector.detect(document)
        return time.process_time() - start

    seconds(size // 4)
    assert seconds(size) < 12 * seconds(size // 4) + 0.2
