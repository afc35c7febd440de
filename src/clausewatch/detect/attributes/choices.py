"""Attributes with one value: `forum`, `assent` and `authorisation`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausewatch.detect.attributes.clause import Clause, Mark
from clausewatch.detect.attributes.words import pattern, values


def forum(clause: Clause) -> Iterator[Mark]:
    """Who decides disputes: courts, arbitrators, both, or only a waiver of class and jury.

    What is denied ("not subject to arbitration") and courts that only help ("judgment may be
    entered in any court") count for nothing; an arbitration agreement that is merely named counts
    as arbitration when nothing else is said.
    """
    if waived := clause.first("forum.waiver"):
        yield Mark("forum", "waiver", waived)
        return
    bare = replace(clause, folded=pattern("forum.left_out", clause.lang).sub(" ", clause.folded))
    named = bare.first("forum.agreement_to_arbitrate")
    bare = replace(bare, folded=pattern("forum.agreement_to_arbitrate", clause.lang).sub(" ", bare.folded))
    arbitration, court = bare.first("forum.arbitration"), bare.first("forum.courts")
    if arbitration and court:
        yield Mark("forum", "both", f"{arbitration}; {court}")
    elif arbitration or court:
        yield Mark("forum", "arbitration" if arbitration else "courts", arbitration or court)
    elif named:
        yield Mark("forum", "arbitration", named)
    elif waiver := clause.first("forum.waiver_named"):
        yield Mark("forum", "waiver", waiver)


def assent(clause: Clause) -> Iterator[Mark]:
    """How a change comes to bind the customer: the first that fits, in the order of the word table.

    "If you do not wish to continue" is no continued use.
    """
    yield from _choice(replace(clause, folded=pattern("assent.left_out", clause.lang).sub(" ", clause.folded)), "assent")


def authorisation(clause: Clause) -> Iterator[Mark]:
    """Whether subprocessors are authorised one by one (or by a closed list), or in general."""
    for mark in _choice(clause, "authorisation"):
        yield replace(mark, value="general") if mark.value == "general_said" else mark


def _choice(clause: Clause, attribute: str) -> Iterator[Mark]:
    for value in values(attribute):
        if words := clause.first(f"{attribute}.values.{value}"):
            yield Mark(attribute, value, words)
            return
