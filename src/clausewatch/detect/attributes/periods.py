"""`hours` of a breach notification and `days` of a return or deletion."""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.detect.attributes import durations
from clausewatch.detect.attributes.clause import Clause, Mark


def hours(clause: Clause) -> Iterator[Mark]:
    """The first stated length of time of a breach notification, in hours."""
    for d in durations.find(clause.folded)[:1]:
        yield Mark("hours", d.hours, clause.text[d.start : d.end])


def days(clause: Clause) -> Iterator[Mark]:
    """The first stated length of time of at least a day."""
    found = [d for d in durations.find(clause.folded) if d.days]
    for d in found[:1]:
        yield Mark("days", d.days, clause.text[d.start : d.end])
