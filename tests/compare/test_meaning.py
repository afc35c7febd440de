"""What a change means for the customer: attributes with direction, clauses, subprocessors."""

from __future__ import annotations

import copy
import random
import time

import pytest
from comparekit import CONTEXT, judged, reading, row, table

from clausewatch.compare.direction import direction
from clausewatch.compare.judge import compare
from clausewatch.model import Direction

NOTICE = "The vendor gives notice of new subprocessors {} days in advance."
OTHER = "A list of all subprocessors with the notice that applies to them is kept by the vendor in its portal."


def notice(days: int) -> tuple[str, str, dict[str, int]]:
    return ("subprocessor_change", NOTICE.format(days), {"notice_days": days})


def test_a_shorter_notice_is_weaker_and_grave() -> None:
    change = judged(reading(NOTICE.format(30), (notice(30),)), reading(NOTICE.format(14), (notice(14),)))
    only = change.attributes[0]
    assert (only.type, only.attribute, only.old, only.new, only.direction) == (
        "subprocessor_change",
        "notice_days",
        30,
        14,
        Direction.WEAKER,
    )
    assert (change.severity, change.rule, change.types) == (3, "S06", ("subprocessor_change",))
    assert "from 30 days to 14 days" in change.summary["en"]
    assert "från 30 dagar till 14 dagar" in change.summary["sv"]


def test_a_clause_weakened_here_and_restored_elsewhere_is_no_weakening() -> None:
    promise = "The customer is told of new subprocessors 30 days before they start."
    old = reading(f"{NOTICE.format(30)}\n\n## 9. Portal\n\n{OTHER}", (notice(30),))
    new = reading(
        f"The vendor gives notice of new subprocessors.\n\n## 9. Portal\n\n{OTHER} {promise}",
        (
            ("subprocessor_change", "The vendor gives notice of new subprocessors.", {}),
            ("subprocessor_change", promise, {"notice_days": 30}),
        ),
    )
    change = judged(old, new)
    assert not [a for a in change.attributes if a.direction is Direction.WEAKER]
    assert change.severity < 3


def test_a_value_that_an_untouched_clause_still_states_is_not_lost() -> None:
    kept = "Transfers rest on the standard contractual clauses."
    gone = "Support staff abroad work under the standard contractual clauses."
    both = (("transfer_mechanism", kept, {"mechanisms": ("scc",)}), ("transfer_mechanism", gone, {"mechanisms": ("scc",)}))
    change = judged(reading(f"{kept}\n\n{gone}", both), reading(kept, both[:1]))
    assert change.substantive
    assert change.attributes == ()


def test_a_detector_that_reads_unchanged_text_differently_makes_no_change() -> None:
    text = NOTICE.format(30)
    assert not judged(reading(text, (notice(30),)), reading(text)).substantive


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "expected"),
    [
        ("subprocessor_change", "objection_days", 30, None, "weaker"),
        ("breach_notification", "hours", 24, 72, "weaker"),
        ("data_return_deletion", "days", 90, 30, "stronger"),
        ("data_return_deletion", "days", 30, None, "weaker"),
        ("terms_change", "assent", "opt_in", "continued_use", "weaker"),
        ("terms_change", "assent", "none", "silence", "stronger"),
        ("subprocessor_authorisation", "authorisation", "general", "specific", "stronger"),
        ("dispute_venue", "forum", "courts", "arbitration", "weaker"),
        ("government_access", "commitments", ("challenges", "notifies"), ("notifies",), "weaker"),
        ("vendor_data_use", "purposes", ("none",), None, "weaker"),
        ("vendor_data_use", "purposes", ("improve",), ("improve", "train_ai"), "weaker"),
        ("data_location", "countries", ("SE",), ("SE", "US"), "weaker"),
        ("governing_law", "countries", ("SE",), ("IE",), "different"),
        ("transfer_mechanism", "mechanisms", ("scc",), ("dpf",), "different"),
        ("incorporated_documents", "documents", None, ("AUP",), "weaker"),
    ],
)
def test_direction_is_seen_from_the_customer(kind: str, name: str, old: object, new: object, expected: str) -> None:
    assert direction(kind, name, old, new) == expected  # type: ignore[arg-type]


def test_a_banner_that_comes_is_told_and_one_that_goes_is_not() -> None:
    rule = "## 1. Law\n\nSwedish law governs this agreement between the parties.\n"
    banner = "We are updating these terms: the new version will take effect on 18 January 2027.\n\n"
    long = "\n\n".join(f"The customer must keep record number {n} of its users for the vendor." for n in range(30))
    with_banner, without = reading("", body=banner + rule + long), reading("", body=rule + long)
    comes, goes = compare(without, with_banner, CONTEXT), compare(with_banner, without, CONTEXT)
    assert (comes.substantive, comes.severity, comes.types) == (True, 2, ("terms_change",))
    assert comes.deadlines[-1].day.isoformat() == "2027-01-18"
    assert (goes.substantive, goes.noise) == (False, ("ui_text",))


def test_added_and_removed_subprocessors_are_named() -> None:
    old = reading(
        table(("Alfa AB", "hosting", "Sweden"), ("Beta Inc.", "mail", "USA")), rows=(row("Alfa AB", "SE"), row("Beta Inc.", "US"))
    )
    new = reading(
        table(("Alfa AB", "hosting", "Sweden"), ("Gamma Ltd", "mail", "India")),
        rows=(row("Alfa AB", "SE"), row("Gamma Ltd", "IN")),
    )
    change = judged(old, new)
    assert [r.name for r in change.subprocessors.added] == ["Gamma Ltd"]
    assert [r.name for r in change.subprocessors.removed] == ["Beta Inc."]
    assert (change.severity, change.rule) == (3, "S07")
    assert "Gamma Ltd (India) is added to the subprocessors" in change.summary["en"]


def test_a_legal_form_that_comes_is_no_new_subprocessor() -> None:
    old = reading(table(("Alfa", "hosting", "Sweden")), rows=(row("Alfa", "SE"),))
    new = reading(table(("Alfa AB", "hosting", "Sweden")), rows=(row("Alfa AB", "SE"),))
    assert not judged(old, new).subprocessors


def test_a_renamed_subprocessor_is_changed_not_added() -> None:
    old = reading(table(("AWS (Amazon Web Services)", "hosting", "EU")), rows=(row("AWS (Amazon Web Services)", "IE"),))
    new = reading(table(("Amazon Web Services", "mail", "EU")), rows=(row("Amazon Web Services", "IE", purpose="mail"),))
    change = judged(old, new).subprocessors
    assert not change.added
    assert not change.removed
    assert len(change.changed) == 1


def test_a_subprocessor_that_moves_country_joins_the_facts() -> None:
    old = reading(table(("Alfa AB", "hosting", "Sweden")), rows=(row("Alfa AB", "SE"),))
    new = reading(table(("Alfa AB", "hosting", "Sweden, USA")), rows=(row("Alfa AB", "SE", "US"),))
    change = judged(old, new)
    assert (change.severity, change.rule) == (3, "S07")
    assert "adequacy-us-dpf" in change.facts


def test_a_name_that_the_old_text_held_as_well_was_not_added() -> None:
    text = table(("Alfa AB", "hosting", "Sweden"), ("Beta GmbH", "mail", "Germany"))
    old = reading(text, rows=(row("Alfa AB", "SE"),))
    new = reading(text.replace("mail", "e-post"), rows=(row("Alfa AB", "SE"), row("Beta GmbH", "DE")))
    assert not judged(old, new).subprocessors.added


def test_comparing_is_pure() -> None:
    old, new = reading(NOTICE.format(30), (notice(30),)), reading(NOTICE.format(14), (notice(14),))
    before = copy.deepcopy((old, new))
    assert compare(old, new, CONTEXT) == compare(old, new, CONTEXT)
    assert (old, new) == before


def test_two_long_versions_with_many_clauses_are_judged_within_a_quarter_second() -> None:
    """20,000 words each, a hundred clauses in edited sentences: at most 0.25 CPU-seconds (twice that on a busy machine)."""
    chance = random.Random(7)
    bank = [f"word{n}" for n in range(3000)]
    sentences = [" ".join(chance.choices(bank, k=20)).capitalize() + "." for _ in range(1000)]
    edited = [f"{s[:-1]} unless told." if n % 10 == 0 else s for n, s in enumerate(sentences)]
    old, new = (
        reading("\n\n".join(side), tuple(("customer_duties", s, {}) for s in side[::10]), body="") for side in (sentences, edited)
    )
    took = []
    for _ in range(3):
        start = time.process_time()
        change = compare(old, new, CONTEXT)
        took.append(time.process_time() - start)
    assert min(took) < 0.5
    assert len([p for p in change.parts if p.types]) == 100


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("terms_change", "The vendor tells customers of changes to these terms.", {"channels": ("unspecified",)}),
        ("vendor_data_use", "The vendor uses cookies to keep the session of a user open.", {"purposes": ("other",)}),
        ("government_access", "The vendor discloses data where the law demands it.", {"commitments": ("discloses",)}),
        ("vendor_data_use", "Both parties must use secrets for this contract only.", {"purposes": ("none",)}),
    ],
)
def test_what_names_nothing_beside_silence_is_no_value(kind: str, text: str, values: dict[str, tuple[str, ...]]) -> None:
    change = judged(reading(""), reading(text, ((kind, text, values),)))
    assert (change.types, change.attributes) == ((kind,), ())


def test_a_channel_that_takes_the_place_of_none_in_particular_is_told() -> None:
    told = "The vendor tells customers of changes to these terms{}."
    old, new = (
        reading(told.format(more), (("terms_change", told.format(more), {"channels": (channel,)}),))
        for more, channel in (("", "unspecified"), (" on its website", "website"))
    )
    assert [(a.old, a.new) for a in judged(old, new).attributes] == [(("unspecified",), ("website",))]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Alfa Master Agreement", "Master Agreement", []),
        ("Alfa Master Agreement", "Alfa Support Agreement", [(("Alfa Master Agreement",), ("Alfa Support Agreement",))]),
    ],
)
def test_a_document_named_without_its_brand_is_the_same_document(before: str, after: str, told: object) -> None:
    rule = "Customers who buy support must also agree to the {}."
    old, new = (
        reading(rule.format(name), (("incorporated_documents", rule.format(name), {"documents": (name,)}),))
        for name in (before, after)
    )
    assert [(a.old, a.new) for a in judged(old, new).attributes] == told


def test_a_venue_that_moves_is_told_without_venues_of_clauses_that_go() -> None:
    moved, aside = "Disputes are decided by the courts of {}.", "People in Switzerland may also go to court where they live."
    old = reading(
        f"{moved.format('Sweden')}\n\n{aside}",
        (
            ("dispute_venue", moved.format("Sweden"), {"countries": ("SE",)}),
            ("dispute_venue", aside, {"countries": ("CH",)}),
        ),
    )
    new = reading(moved.format("Ireland"), (("dispute_venue", moved.format("Ireland"), {"countries": ("IE",)}),))
    assert [(a.old, a.new) for a in judged(old, new).attributes] == [(("SE",), ("IE",))]


@pytest.mark.parametrize(
    ("kind", "name", "days", "told"),
    [("data_return_deletion", "days", (90, 730), 730), ("subprocessor_change", "notice_days", (14, 30), 14)],
)
def test_of_periods_that_all_go_the_one_to_reckon_with_is_told(kind: str, name: str, days: tuple[int, int], told: int) -> None:
    texts = [f"The vendor owes the customer period number {n} of {d} days." for n, d in enumerate(days)]
    old = reading("\n\n".join(texts), tuple((kind, text, {name: d}) for text, d in zip(texts, days, strict=True)))
    assert [(a.old, a.new) for a in judged(old, reading("")).attributes] == [(told, None)]
