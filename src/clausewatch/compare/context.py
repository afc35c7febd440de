"""What a comparison knows beside the two readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from clausewatch.model import Document, Fact, Finding

Place = tuple[str, int, int]
"""A clause type and the half-open span of text to look at for it."""
Again = Callable[[Document, Sequence[Place]], Sequence[Finding]]
"""Looks at places of a document for what was nearly found."""


@dataclass(frozen=True, slots=True)
class Context:
    """Facts, the day of judgement and the reader.

    `kind` is one of `model.DOCUMENT_KINDS`, `lang` the document's declared language, `country` the
    customer's (holidays, home courts). `notified` is the date of the vendor's notice where known.
    `confirmed` says that the new text was seen again: what looked cut off or like another document
    is the document then. `again` finds what was nearly found; without it, only the readings count.
    """

    facts: tuple[Fact, ...] = ()
    today: date = date.min
    kind: str = ""
    lang: str = ""
    country: str = "SE"
    notified: date | None = None
    confirmed: bool = False
    again: Again | None = None
