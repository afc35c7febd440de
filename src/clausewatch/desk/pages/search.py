"""Search over the passages of all versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from clausewatch.desk.desk import Desk, Reader
from clausewatch.desk.texts import Texts
from clausewatch.desk.view import page
from clausewatch.errors import UsageError
from clausewatch.model import SIGNED, Source
from clausewatch.record.protocol import Hit
from clausewatch.report.naming import title
from clausewatch.wording import capital, inert, one_line, term

router = APIRouter(include_in_schema=False)

MOST = 50
"""Hits that are shown."""
ROOM = 420
"""Characters of a passage that are shown around the words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that holds the words, with the version in which it came."""

    vendor: str
    document: str
    types: tuple[str, ...]
    section: str
    text: Markup
    at: str
    lang: str
    since: datetime
    until: datetime | None


@router.get("/search", response_class=HTMLResponse)
def search(here: Reader, q: str = "") -> HTMLResponse:
    """Passages that hold all the words, those that stand first."""
    asked = one_line(q)[:200]
    words = re.findall(r"[^\W_]+", asked)
    try:
        hits = here.desk.tools.record.search(asked, MOST + 1) if words else ()
    except UsageError:
        hits = ()
    found = [_found(here.desk, hit, words, here.lang) for hit in hits[:MOST]]
    return page(here, "search.html", q=asked, hits=found, more=len(hits) > MOST)


def _found(desk: Desk, hit: Hit, words: Sequence[str], lang: str) -> Found:
    vendor, _, document = hit.source.partition("/")
    source = desk.shelf.sources().get(hit.source) or Source(vendor, document, "")
    return Found(
        vendor=one_line(desk.vendor(vendor).name),
        document=title(source, None, lang)
        + (f" ({Texts(lang)('signed_page.mark')})" if source.document.endswith(SIGNED) else ""),
        types=tuple(capital(term("types", t, lang)) for t in hit.types),
        section=one_line(hit.section),
        text=marked(hit.text, words),
        at=f"/documents/{hit.source}/passage?version={hit.version}&q={_start(hit.text)}",
        lang=source.lang,
        since=hit.since,
        until=hit.until,
    )


def _start(text: str) -> str:
    return quote(text[:160], errors="replace")


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
