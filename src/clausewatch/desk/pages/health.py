"""Health: how the sources stand, what is in quarantine, and the operator's verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, PlainTextResponse

from clausewatch.desk.desk import Desk, Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.view import page
from clausewatch.errors import ParseError, UsageError
from clausewatch.model import PageKind, Source
from clausewatch.record.protocol import CaptureRow
from clausewatch.report.naming import title
from clausewatch.wording import inert, one_line

router = APIRouter(include_in_schema=False)
probe = APIRouter(include_in_schema=False)

OVERDUE = timedelta(days=3)
"""A source that was not soundly seen for so long is overdue, whatever the schedule."""
PREVIEW = 6_000
"""Characters of a capture in quarantine that are shown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one source stands; `state` is empty for a sound one."""

    source: Source
    title: str
    vendor: str
    sound_at: datetime | None
    state: str
    detail: str
    tried_at: datetime | None
    held: int
    overdue: bool


@router.get("/health", response_class=HTMLResponse)
def shown(here: Reader, show: str = "trouble") -> HTMLResponse:
    """The sources: those in trouble first, all on request."""
    rows = standings(here)
    trouble = [r for r in rows if r.state or r.overdue or not r.sound_at]
    counts = {"all": len(rows), "trouble": len(trouble), "held": sum(bool(r.held) for r in rows)}
    return page(here, "health.html", rows=rows if show == "all" else trouble, show=show, counts=counts)


@router.get("/captures/{number}", response_class=HTMLResponse)
def preview(here: Reader, number: int) -> HTMLResponse:
    """A capture: why it is no version, and the beginning of its text."""
    try:
        capture = here.desk.tools.record.capture(number)
    except UsageError as e:
        raise NotFound("capture", number) from e
    text, why = _text(here.desk, capture)
    source = here.desk.source(capture.source)
    held = here.desk.tools.record.held([capture.source]).get(capture.source)
    waiting = bool(held and held.capture == number)
    return page(
        here,
        "capture.html",
        capture=capture,
        source=source,
        title=title(source, None, here.lang),
        text=inert(text[:PREVIEW]),
        more=len(text) > PREVIEW,
        why=why,
        waiting=waiting,
    )


@probe.get("/healthz")
def healthz() -> PlainTextResponse:
    """That the server answers; says nothing about the record."""
    return PlainTextResponse("ok\n")


def standings(here: Visit) -> list[Standing]:
    """All sources, those in trouble first."""
    desk = here.desk
    sources = desk.shelf.sources()
    held = desk.tools.record.held(list(sources))
    rows = [_standing(here, source, held[key].capture if key in held else 0) for key, source in sources.items()]
    return sorted(rows, key=lambda r: (not r.state, not r.overdue, bool(r.sound_at), r.source.key))


def _standing(here: Visit, source: Source, held: int) -> Standing:
    desk = here.desk
    latest, state = desk.shelf.latest().get(source.key), desk.shelf.states().get(source.key, "")
    sound_at = latest.captured_at if latest else None
    attempts = desk.tools.record.attempts(source.key) if state or not sound_at else ()
    return Standing(
        source=source,
        title=title(source, None, here.lang),
        vendor=one_line(desk.vendor(source.vendor).name),
        sound_at=sound_at,
        state=state,
        detail=one_line(_why(desk, source, state) or (attempts[-1].detail if attempts else ""))[:400],
        tried_at=attempts[-1].at if attempts else sound_at,
        held=held,
        overdue=bool(sound_at and desk.tools.clock() - sound_at > OVERDUE),
    )


def _why(desk: Desk, source: Source, state: str) -> str:
    if state not in frozenset(PageKind):
        return ""
    captures = desk.tools.record.captures(source.key)
    return captures[-1].page_reason if captures else ""


def _text(desk: Desk, capture: CaptureRow) -> tuple[str, str]:
    """The text of a capture as the parser reads it, or why it cannot."""
    from clausewatch.parse.hints import Hints

    if not capture.sha256:
        return "", "empty"
    source = desk.source(capture.source)
    hints = Hints(url=capture.final_url or capture.url, lang=source.lang, content_type=capture.content_type)
    try:
        return desk.tools.pool.parse(desk.tools.record.raw(capture.sha256), hints).text, ""
    except ParseError as e:
        return "", one_line(str(e))
