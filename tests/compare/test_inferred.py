"""Clauses that one sentence alone does not show."""

from __future__ import annotations

import pytest
from comparekit import judged, reading, row, table

from clausewatch.model import Direction

ROWS = (row("Alfa AB", "SE"), row("Beta GmbH", "DE"), row("Gamma SA", "FR"))
LIST = table(*((r.name, "hosting", "Europe") for r in ROWS))
OFFER = "\n\nYou can subscribe to be notified of changes to this list.\n"


def test_an_offer_to_be_told_of_this_list_is_about_subprocessors() -> None:
    change = judged(reading(LIST, rows=ROWS), reading(LIST + OFFER, rows=ROWS))
    only = change.attributes[0]
    assert change.types == ("subprocessor_change",)
    assert (only.attribute, only.old, only.new) == ("channels", None, ("list_subscription",))


def test_an_offer_that_goes_away_is_grave() -> None:
    change = judged(reading(LIST + OFFER, rows=ROWS), reading(LIST, rows=ROWS))
    assert change.attributes[0].direction is Direction.WEAKER
    assert (change.severity, change.rule) == (3, "S06")


def test_this_list_elsewhere_is_not_about_subprocessors() -> None:
    assert judged("", "You can subscribe to be notified of changes to this list.").types == ()


def test_a_rule_that_moved_to_a_web_page_is_an_incorporated_document() -> None:
    old = "The vendor keeps customer data for thirty days and deletes it then."
    new = "The vendor keeps customer data as set forth at https://fjallmoln.example/retention."
    change = judged(old, new)
    only = change.attributes[0]
    assert change.types == ("incorporated_documents",)
    assert (only.new, only.direction) == (("https://fjallmoln.example/retention",), Direction.WEAKER)


def test_an_address_that_the_old_text_knows_moves_nothing() -> None:
    old = "Data is kept for thirty days, see https://fjallmoln.example/retention."
    new = "Data is kept as set forth at https://fjallmoln.example/retention."
    assert judged(old, new).attributes == ()


def test_a_promise_cut_at_its_exceptions_is_read_with_them() -> None:
    """A detector may end a quote where the exceptions begin; a plan added to them is a change of the promise."""
    said, left = (
        "The vendor will not use customer data to train models except",
        " (a) under the free plan{}, or (b) with consent.",
    )
    old, new = (
        reading(f"Training. {said}{left.format(more)}", (("vendor_data_use", f"Training. {said}", {"purposes": ("none",)}),))
        for more in ("", " or the plan for teams")
    )
    change = judged(old, new)
    assert (change.severity, change.rule, change.types) == (3, "S10", ("vendor_data_use",))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("suspension_termination", "Before terminating this contract, we'll give you no less than 30 days advance notice."),
        ("terms_change", "If we change these terms, we will give customers at least 30 days’ notice."),
    ],
)
def test_days_of_notice_before_the_vendor_acts_are_a_rule(kind: str, text: str) -> None:
    change = judged(text, "")
    only = change.attributes[0]
    assert (change.types, only.attribute, only.old, only.new) == ((kind,), "notice_days", 30, None)


def test_notice_that_the_detector_read_is_told_once() -> None:
    text = "Before terminating this contract, we give you 30 days' notice."
    old = reading(text, (("suspension_termination", text, {"notice_days": 30}),))
    assert len(judged(old, "").attributes) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A customer who terminates pays for 30 days.",
        "We keep data for 30 days after terms that changed give notice.",
        "A customer may at any time terminate this contract by giving the vendor 30 days' notice.",
    ],
)
def test_days_that_are_no_notice_of_the_vendor_are_left(text: str) -> None:
    assert judged(text, "").types == ()
