"""How the clauses of a vendor went over time, one document after the other: each reads all its versions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from clausewatch import showing
from clausewatch.desk.desk import Desk, Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.pages.vendors import evidence_of
from clausewatch.desk.view import page
from clausewatch.errors import Removed
from clausewatch.model import Detection, Document, Reading
from clausewatch.report.findings import is_rule
from clausewatch.report.history import flat
from clausewatch.report.i18n import texts
from clausewatch.report.model import Watched
from clausewatch.report.naming import title
from clausewatch.report.timeline import Line as Band
from clausewatch.report.timeline import timeline
from clausewatch.wording import inert, one_line

router = APIRouter(include_in_schema=False)

NEWER = 60
"""Clauses with newer wording that one document shows."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A clause whose wording is newer than the oldest version on record, and since when it stands."""

    type: str
    quote: str
    at: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """One document over time."""

    key: str
    title: str
    versions: int
    first: datetime
    bands: tuple[Band, ...]
    newer: tuple[Newer, ...]


@router.get("/vendors/{key}/history", response_class=HTMLResponse)
def history(here: Reader, key: str, document: str = "") -> HTMLResponse:
    """The clauses of one document over time, by default of the vendor's first; as a part of a page where one is asked for."""
    evidence = evidence_of(here.desk, key)
    names = [(w.source.document, title(w.source, w.reading.document, here.lang)) for w in evidence.documents]
    chosen = next((w for w in evidence.documents if document in ("", w.source.document)), None)
    if chosen is None and document:
        raise NotFound("document", one_line(document)[:60])
    past = past_of(here, chosen) if chosen else None
    shape = "history_part.html" if here.by_htmx else "history.html"
    return page(here, shape, vendor=evidence.vendor, past=past, documents=names, chosen=chosen)


def past_of(here: Visit, watched: Watched) -> Past:
    """A document over time; read once and kept until it has another version or was seen again."""
    desk, state = here.desk, (watched.versions, watched.captured.last_seen, watched.captured.text_sha256)
    return desk.once(f"past {watched.source.key}", here.lang, lambda: _past(here, watched), state)


def _past(here: Visit, watched: Watched) -> Past:
    whole = replace(watched, earlier=_earlier(here.desk, watched.source.key))
    first = min((r.captured_at for r in (*whole.earlier, whole.reading) if r.captured_at), default=whole.captured.first_seen)
    return Past(
        key=watched.source.key,
        title=title(watched.source, watched.reading.document, here.lang),
        versions=watched.versions,
        first=first,
        bands=tuple(_bands(whole, here)),
        newer=tuple(_newer(here.desk, watched, first))[:NEWER],
    )


def _earlier(desk: Desk, key: str) -> tuple[Reading, ...]:
    """The findings of the earlier versions, without their texts."""
    rows = desk.tools.record.versions(key)[:-1]
    found = (_read(desk, v.id) for v in rows[-showing.EARLIER :])
    return tuple(_light(reading) for reading in found if reading)


def _read(desk: Desk, version: int) -> Reading | None:
    try:
        return desk.tools.record.reading(version)
    except Removed:
        return None


def _light(reading: Reading) -> Reading:
    return Reading(Document(""), Detection(reading.detection.findings), reading.captured_at)


def _bands(watched: Watched, here: Visit) -> list[Band]:
    readings = (*watched.earlier, watched.reading)
    types = dict.fromkeys(f.type for f in watched.reading.detection.findings)
    return [b for kind in types for b in timeline(kind, readings, watched.captured.last_seen, texts(here.lang))]


def _newer(desk: Desk, watched: Watched, first: datetime) -> Sequence[Newer]:
    """The clauses that stand in passages newer than the oldest version on record, newest first."""
    since = Standing(watched.reading.document, desk.tools.record.standing(watched.source.key))
    found = []
    for index, finding in enumerate(watched.reading.detection.findings):
        at = since.of(finding.start, finding.end) if is_rule(finding) else None
        if at and at > first:
            place = f"/documents/{watched.source.key}?at={finding.start}#f{index}"
            found.append(Newer(finding.type, inert(finding.quote), place, at))
    return sorted(found, key=lambda n: -n.since.timestamp())


class Standing:
    """Since when runs of a text stand, by the passages that they touch."""

    def __init__(self, document: Document, standing: Iterable[tuple[str, datetime]]) -> None:
        since = {flat(text): at for text, at in standing}
        self._starts = [p.start for p in document.passages]
        self._ends = [p.end for p in document.passages]
        self._since = [since.get(flat(document.passage_text(p))) for p in document.passages]

    def of(self, start: int, end: int) -> datetime | None:
        """The time of the newest passage that the run touches; None where one of them is not known."""
        touched = self._since[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        known = [at for at in touched if at]
        return max(known) if known and len(known) == len(touched) else None
