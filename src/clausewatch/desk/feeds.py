"""Feeds: changes as Atom, deadlines as iCalendar; by vendor, role and severity.

Readers of feeds send no headers of their own, so a token may stand in the address.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated
from xml.etree import ElementTree as ET

import icalendar
from fastapi import APIRouter, Depends, Query, Request, Response

from clausewatch.alert.text import html
from clausewatch.desk.api import caller
from clausewatch.desk.desk import Desk, desk_of
from clausewatch.desk.errors import SignInNeeded
from clausewatch.desk.people import NOBODY, Person
from clausewatch.desk.shelf import Line
from clausewatch.desk.texts import Texts
from clausewatch.desk.told import alert
from clausewatch.model import Alert
from clausewatch.settings import ROLES
from clausewatch.wording import LANGS, inert, one_line, short_day

router = APIRouter(prefix="/feeds", include_in_schema=False)

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 60
_NAMESPACE = uuid.UUID("0c0b6f3e-8a27-5d54-9c0f-3f5b8f0ad7c2")
Text = Annotated[str, Query(max_length=200)]


def reader(request: Request, response: Response, token: str = "") -> Person:
    """Who asks: a token in the address, or as for the API.

    Raises:
        SignInNeeded: the token is not one of ours.
    """
    if not token:
        return caller(request, response)
    desk = desk_of(request)
    person = desk.signer.bearer(token, desk.tools.record.users())
    if person == NOBODY:
        raise SignInNeeded("/")
    return person


def chosen(request: Request, vendor: Text = "", role: Text = "", severity: int = 2) -> list[Line]:
    """The changes that a feed is about, newest first."""
    lines = desk_of(request).shelf.lines()
    return [
        c
        for c in lines
        if c.told
        and c.severity >= severity
        and (not vendor or c.vendor == vendor)
        and (role not in ROLES or not c.roles or role in c.roles)
    ]


def language(request: Request, lang: Text = "") -> str:
    """The language of a feed: of its address, else of the home."""
    return lang if lang in LANGS else desk_of(request).tools.settings.lang


Who = Annotated[Person, Depends(reader)]
Lines = Annotated[list[Line], Depends(chosen)]
Lang = Annotated[str, Depends(language)]
At = Annotated[Desk, Depends(desk_of)]


@router.get("/changes.atom")
def atom(_who: Who, request: Request, desk: At, lines: Lines, lang: Lang) -> Response:
    """Changes as an Atom feed (RFC 4287); the last checkpoint of the log stands in it."""
    ET.register_namespace("", ATOM)
    base = base_url(request, desk)
    root = ET.Element(_q("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    head = desk.tools.record.checkpoint(desk.tools.clock())
    _add(root, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, head.origin + str(request.url.query and _plain_query(request)))}")
    _add(root, "title", Texts(lang)("feed.title"))
    _add(root, "updated", _stamp(max((c.new_at for c in lines), default=head.at)))
    _add(root, "subtitle", f"{head.origin} {head.size} {head.root} {head.at.isoformat()} {head.signature}")
    _add(_add(root, "author"), "name", "clausewatch")
    for line in lines[:ENTRIES]:
        said = _said(desk, line, lang)
        if said:
            root.append(_entry(said, line, f"{base}/changes/{line.id}"))
    ET.indent(root)
    return Response(ET.tostring(root, "utf-8", xml_declaration=True), media_type="application/atom+xml")


@router.get("/deadlines.ics")
def calendar(_who: Who, request: Request, desk: At, lines: Lines, lang: Lang) -> Response:
    """Deadlines of changes without a decision as iCalendar (RFC 5545)."""
    found = icalendar.Calendar()
    found.add("prodid", "-//clausewatch//desk//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", Texts(lang)("feed.deadlines"))
    decided, base = desk.shelf.decided(), base_url(request, desk)
    for line in lines:
        if line.deadlines and line.id not in decided:
            for event in _events(desk, line, lang, f"{base}/changes/{line.id}"):
                found.add_component(event)
    return Response(found.to_ical(), media_type="text/calendar; charset=utf-8")


def base_url(request: Request, desk: Desk) -> str:
    """How people reach the desk: `desk_url` of the settings, else as this request did."""
    return desk.tools.settings.desk_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def _said(desk: Desk, line: Line, lang: str) -> Alert | None:
    found = alert(desk, desk.shelf.change(line.id), lang)
    return replace(found, id=str(line.id), url="") if found else None


def _plain_query(request: Request) -> str:
    """What the feed is about, without the token: part of its id."""
    return "&".join(f"{k}={v}" for k, v in sorted(request.query_params.items()) if k != "token")


def _entry(said: Alert, line: Line, address: str) -> ET.Element:
    entry = ET.Element(_q("entry"))
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{line.key} {line.id} {line.new_at.isoformat()}')}")
    _add(entry, "title", one_line(said.title))
    _add(entry, "updated", _stamp(line.new_at))
    _add(entry, "link").attrib.update(rel="alternate", href=address)
    _add(entry, "category").attrib.update(term=f"severity-{line.severity}")
    _add(entry, "summary", " ".join(one_line(s) for s in said.sentences))
    _add(entry, "content", html(said)).set("type", "html")
    return entry


def _events(desk: Desk, line: Line, lang: str, address: str) -> Iterator[icalendar.Event]:
    said = _said(desk, line, lang)
    for deadline in line.deadlines if said else ():
        event = icalendar.Event()
        t = Texts(lang)
        event.add("uid", f"{line.key.replace('/', '-')}-{line.id}-{deadline.kind}@clausewatch")
        event.add("dtstamp", line.new_at)
        event.add("dtstart", deadline.day)
        event.add("dtend", deadline.day + timedelta(days=1))
        estimated = f" ({t('changes.estimated')})" if deadline.estimated else ""
        event.add(
            "summary",
            f"{t(f'feed.{deadline.kind}', day=short_day(deadline.day, lang))}{estimated}: {one_line(said.title)}" if said else "",
        )
        event.add("description", "\n".join(inert(s) for s in said.sentences) if said else "")
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        yield event


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, _q(tag))
    child.text = text
    return child


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _q(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"
