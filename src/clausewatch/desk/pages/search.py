"""Search over all clauses and versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from clausewatch.desk.desk import Desk, Reader
from clausewatch.desk.view import page
from clausewatch.report.naming import title
from clausewatch.wording import capital, inert, one_line, term

router = APIRouter(include_in_schema=False)

MOST = 50
"""Hits that are shown."""
ROOM = 420
"""Characters of a clause that are shown around the words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that holds the words."""

    vendor: str
    document: str
    note: str
    section: str
    text: Markup
    at: str
    lang: str


@router.get("/search", response_class=HTMLResponse)
def search(here: Reader, q: str = "", type: str = "") -> HTMLResponse:  # noqa: A002 - the name in the address
    """Clauses that hold all the words."""
    words = one_line(q).casefold().split()[:8]
    hits = list(_hits(here.desk, words, type, here.lang)) if words else []
    return page(here, "search.html", q=one_line(q)[:200], hits=hits[:MOST], count=len(hits))


def _hits(desk: Desk, words: list[str], kind: str, lang: str) -> Iterator[Hit]:
    for key, stand in desk.shelf.stands().items():
        source = desk.shelf.sources()[key]
        for index, finding in enumerate(stand.detection.findings):
            flat = finding.quote.casefold()
            if (not kind or finding.type == kind) and all(w in flat for w in words):
                yield Hit(
                    vendor=one_line(desk.vendor(source.vendor).name),
                    document=title(source, None, lang),
                    note=capital(term("types", finding.type, lang)),
                    section=one_line(finding.section),
                    text=marked(finding.quote, words),
                    at=f"/documents/{key}?at={finding.start}#f{index}",
                    lang=finding.lang or source.lang,
                )


def marked(text: str, words: Sequence[str]) -> Markup:
    """A text around the first of the words, with all of them marked."""
    flat = inert(text)
    found = re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = found.search(flat)
    start = max(0, (first.start() if first else 0) - ROOM // 3)
    start = flat.rfind(" ", 0, start) + 1 if start else 0
    cut = flat[start : start + ROOM]
    return escape("… " if start else "") + _with_marks(cut, found) + escape("…" if start + ROOM < len(flat) else "")


def _with_marks(text: str, found: re.Pattern[str]) -> Markup:
    out, at = escape(""), 0
    for match in found.finditer(text):
        out += escape(text[at : match.start()]) + Markup("<mark>{}</mark>").format(match[0])
        at = match.end()
    return out + escape(text[at:])
