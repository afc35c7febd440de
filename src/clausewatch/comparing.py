"""Comparing two readings: joins the facts of a day and the detector's second look to the pure stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from clausewatch.model import Change, Document, Finding, Reading, Source
from clausewatch.tools import Reader, utc_now

if TYPE_CHECKING:
    from clausewatch.compare.context import Context


def compare_readings(tools: Reader, old: Reading, new: Reading, source: Source | None = None, confirmed: bool = False) -> Change:
    """What changed between two readings, with the facts of the day joined in.

    `confirmed` says that the new text is the document, however different it looks.
    """
    from clausewatch.compare.judge import compare

    day = (new.captured_at or utc_now()).date()
    kind, lang = (source.kind, source.lang) if source else ("", "")
    return compare(old, new, context_of(tools, day, kind, lang, confirmed))


def context_of(tools: Reader, day: date, kind: str, lang: str, confirmed: bool = False) -> Context:
    """What a comparison knows beside the two readings; `lang` is the language that the new one should be in, if any."""
    from clausewatch.compare.context import Context

    def again(document: Document, places: Sequence[tuple[str, int, int]]) -> Sequence[Finding]:
        return tools.detector.nearly(document, places)  # loaded only where it is asked

    return Context(tools.facts, day, kind, lang, tools.settings.country, confirmed=confirmed, again=again)
