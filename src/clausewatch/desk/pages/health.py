"""Health: how the sources stand, what is in quarantine, and the operator's verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from clausewatch import measuring, watch
from clausewatch.desk.api import Caller
from clausewatch.desk.desk import Desk, Form, Operator, Reader, Visit, desk_of
from clausewatch.desk.errors import NotFound
from clausewatch.desk.view import page
from clausewatch.errors import ParseError, UsageError
from clausewatch.model import Attempt, Outcome, PageKind, Source
from clausewatch.record.protocol import AuditRow, CaptureRow
from clausewatch.report.naming import title
from clausewatch.wording import inert, one_line

router = APIRouter(include_in_schema=False)
probe = APIRouter(include_in_schema=False)
scraped = APIRouter(include_in_schema=False)

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
    return _preview(here, _capture(here.desk, number))


@router.post("/captures/{number}/acceptance", response_class=HTMLResponse)
def accept(here: Operator, number: int, fields: Form) -> Response:
    """Take a capture in quarantine as the document, with name and reason."""
    capture = _capture(here.desk, number)
    name = (here.person.name or fields.get("name", "")).strip()[:200]
    reason = fields.get("reason", "").strip()[:4000]
    missing = "name" if not name else "reason" if not reason else ""
    if missing:
        return _preview(here, capture, here.t(f"decide.missing.{missing}"), 422)
    if not _waits(here.desk, capture):
        return _preview(here, capture, here.t("capture.over"), 409)
    _accepted(here.desk, capture, name, reason)
    return RedirectResponse(f"/documents/{capture.source}", 303)


def _accepted(desk: Desk, capture: CaptureRow, name: str, reason: str) -> None:
    """The bytes go in once more, as handed in by a person, and become a version by the usual way."""
    tools, now = desk.tools, desk.tools.clock()
    attempt = Attempt(
        url=capture.url,
        at=now,
        outcome=Outcome.CAPTURED,
        detail=f"capture {capture.id} accepted as the document by {one_line(name)}: {one_line(reason)}",
        final_url=capture.final_url,
        status=capture.status,
        headers=tools.record.headers(capture.id),
        body=tools.record.raw(capture.sha256),
        content_type=capture.content_type,
    )
    watch.take(tools, desk.source(capture.source), attempt, accepted=True)
    desk.shelf.touch()
    tools.record.note(AuditRow(now, name, "accept capture", f"{capture.source} {capture.id}", reason))


def _capture(desk: Desk, number: int) -> CaptureRow:
    try:
        return desk.tools.record.capture(number)
    except UsageError as e:
        raise NotFound("capture", number) from e


def _waits(desk: Desk, capture: CaptureRow) -> bool:
    held = desk.tools.record.held([capture.source]).get(capture.source)
    return bool(held and held.capture == capture.id and capture.sha256)


def _preview(here: Visit, capture: CaptureRow, error: str = "", status: int = 200) -> HTMLResponse:
    text, why = _text(here.desk, capture)
    source = here.desk.source(capture.source)
    return page(
        here,
        "capture.html",
        status,
        capture=capture,
        source=source,
        title=title(source, None, here.lang),
        text=inert(text[:PREVIEW]),
        more=len(text) > PREVIEW,
        why=why,
        waiting=_waits(here.desk, capture),
        error=error,
    )


@probe.get("/healthz")
def healthz() -> PlainTextResponse:
    """That the server answers; says nothing about the record."""
    return PlainTextResponse("ok\n")


@scraped.get("/metrics")
def metrics(_who: Caller, request: Request) -> Response:
    """The record in numbers, for Prometheus; with a token, as the API."""
    return Response(measuring.exposition(desk_of(request).tools), media_type=measuring.CONTENT_TYPE)


def standings(here: Visit) -> list[Standing]:
    """All sources, those in trouble first."""
    desk = here.desk
    sources = {s.key: s for s in desk.shelf.published()}
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
        overdue=bool(sound_at and desk.tools.clock() - sound_at > timedelta(days=desk.tools.settings.fresh_days)),
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
