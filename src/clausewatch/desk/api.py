"""The read-only API: what the record holds as JSON, with an OpenAPI description at `/api/openapi.json`."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, BeforeValidator

from clausewatch.codec import plain
from clausewatch.desk.desk import Desk, desk_of, visit
from clausewatch.desk.errors import Forbidden, NotFound, SignInNeeded
from clausewatch.desk.people import LOCAL, NOBODY, Person
from clausewatch.desk.shelf import Line
from clausewatch.errors import UsageError

router = APIRouter(prefix="/api")

Number = Annotated[int, Path(ge=1, le=2**53)]
Key = Annotated[str, Path(min_length=1, max_length=200)]
FAULTS: dict[int | str, dict[str, Any]] = {
    code: {"description": said, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}}
    for code, said in (
        (401, "No valid token"),
        (403, "The role does not reach"),
        (404, "There is none"),
        (410, "It was erased on purpose"),
        (422, "A value does not fit"),
    )
}


class Fault(BaseModel):
    """Why a request was not answered."""

    detail: str


class SourceOut(BaseModel):
    """A declared document and where it stands."""

    key: str
    vendor: str
    document: str
    kind: str
    lang: str
    title: str
    url: str
    version: int | None
    last_seen: datetime | None
    state: str


class VersionOut(BaseModel):
    """A recorded version of a document; hashes are SHA-256, hex."""

    id: int
    seq: int
    first_seen: datetime
    last_seen: datetime
    title: str
    lang: str
    cause: str
    text_sha256: str
    raw_sha256: str


class FindingOut(BaseModel):
    """A clause; `text[start:end] == quote` in the version's text (code points)."""

    type: str
    quote: str
    start: int
    end: int
    section: str
    lang: str
    attributes: dict[str, Any]
    operative: bool
    scc: bool


class SubprocessorOut(BaseModel):
    """A named subprocessor; countries as ISO 3166-1 alpha-2."""

    vendor: str
    document: str
    name: str
    countries: list[str]
    purpose: str
    safeguard: str


class ReadingOut(BaseModel):
    """The text of a version with what was found in it."""

    id: int
    captured_at: datetime | None
    text: str
    findings: list[FindingOut]
    subprocessors: list[SubprocessorOut]
    looked_for: list[str]
    complete: bool


class DeadlineOut(BaseModel):
    """A day until which somebody can act."""

    kind: str
    day: date
    estimated: bool


class ChangeOut(BaseModel):
    """A recorded change, observed between two captures."""

    id: int
    vendor: str
    document: str
    old_captured_at: datetime
    new_captured_at: datetime
    substantive: bool
    severity: int
    capture: str | None
    cause: str
    summary: dict[str, str]
    deadlines: list[DeadlineOut]
    decision: str | None


class ChangesOut(BaseModel):
    """Changes by id; `next` is the `after` of the following page."""

    changes: list[ChangeOut]
    next: int | None


class CheckpointOut(BaseModel):
    """The signed head of the log."""

    origin: str
    size: int
    root: str
    at: datetime
    signature: str
    public_key: str


def _iso(text: object) -> object:
    """Only what RFC 3339 knows: no number of seconds, which the library would take as well."""
    if isinstance(text, str) and not re.match(r"\d{4}-\d\d-\d\d[Tt ]", text):
        raise ValueError("a time as in RFC 3339, such as 2026-08-04T05:12:00Z")
    return text


def caller(request: Request, response: Response) -> Person:
    """Who asks: by token, by session, or whoever sits at the machine while no sign-in is asked for.

    Raises:
        SignInNeeded: neither token nor session is valid.
    """
    desk = desk_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if token:
        person = desk.signer.bearer(token.strip(), desk.tools.record.users()) if scheme.casefold() == "bearer" else NOBODY
    else:
        person = visit(request, response).person if desk.sign_in else LOCAL
    if person == NOBODY:
        raise SignInNeeded("/")
    if not person.may("reader"):
        raise Forbidden("reader")
    return person


Caller = Annotated[Person, Depends(caller)]
At = Annotated[Desk, Depends(desk_of)]


@router.get("/openapi.json", include_in_schema=False)
def openapi(_who: Caller, request: Request) -> JSONResponse:
    """The description of this API."""
    app = request.app
    spec = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = spec.setdefault("components", {})
    components.setdefault("schemas", {})["Fault"] = Fault.model_json_schema()
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    spec["security"] = [{"token": []}, {}]
    return JSONResponse(spec)


@router.get("/sources", responses=FAULTS)
def sources(_who: Caller, desk: At) -> list[SourceOut]:
    """All watched documents."""
    latest, states = desk.shelf.latest(), desk.shelf.states()
    return [
        SourceOut(
            **{n: getattr(s, n) for n in ("key", "vendor", "document", "kind", "lang", "title", "url")},
            version=latest[s.key].version if s.key in latest else None,
            last_seen=latest[s.key].captured_at if s.key in latest else None,
            state=states.get(s.key, ""),
        )
        for s in sorted(desk.shelf.sources().values(), key=lambda s: s.key)
    ]


@router.get("/documents/{vendor}/{document}/versions", responses=FAULTS)
def versions(_who: Caller, desk: At, vendor: Key, document: Key) -> list[VersionOut]:
    """The recorded versions of a document, oldest first."""
    source = desk.source(f"{vendor}/{document}")
    captures = {c.id: c.sha256 for c in desk.tools.record.captures(source.key)}
    return [
        VersionOut(
            **{n: plain(getattr(v, n)) for n in VersionOut.model_fields if n != "raw_sha256"}, raw_sha256=captures[v.capture]
        )
        for v in desk.tools.record.versions(source.key)
    ]


@router.get("/versions/{number}", responses=FAULTS)
def version(_who: Caller, desk: At, number: Number) -> ReadingOut:
    """The text of a version and its clauses."""
    try:
        reading = desk.tools.record.reading(number)
    except UsageError as e:
        raise NotFound("version", number) from e
    detection = reading.detection
    return ReadingOut(
        id=number,
        captured_at=reading.captured_at,
        text=_storable(reading.document.text),
        findings=[FindingOut(**{n: _clean(plain(getattr(f, n))) for n in FindingOut.model_fields}) for f in detection.findings],
        subprocessors=[_subprocessor("", "", r) for r in detection.subprocessors],
        looked_for=list(detection.looked_for),
        complete=reading.document.complete and detection.complete,
    )


@router.get("/changes", responses=FAULTS)
def changes(  # budget: the query of an address
    _who: Caller,
    desk: At,
    vendor: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[AwareDatetime, BeforeValidator(_iso)] | None = None,
    severity: Annotated[int, Query(ge=0, le=4)] = 0,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> ChangesOut:
    """Recorded changes by id, 200 at a time; `since` compares with the capture of the new text."""
    found = [
        c
        for c in sorted(desk.shelf.lines(), key=lambda c: c.id)
        if c.id > after and c.severity >= severity and (not vendor or c.vendor == vendor) and (since is None or c.new_at >= since)
    ]
    part = found[:200]
    return ChangesOut(changes=[_change(desk, c) for c in part], next=part[-1].id if len(found) > len(part) else None)


@router.get("/changes/{number}", responses=FAULTS)
def change(_who: Caller, desk: At, number: Number) -> dict[str, Any]:
    """A change with all its parts, as it was recorded."""
    try:
        found: dict[str, Any] = _clean(plain(desk.shelf.change(number)))
    except UsageError as e:
        raise NotFound("change", number) from e
    return found


@router.get("/subprocessors", responses=FAULTS)
def subprocessors(_who: Caller, desk: At, vendor: Annotated[str, Query(max_length=200)] = "") -> list[SubprocessorOut]:
    """The register over the newest versions."""
    return [
        _subprocessor(key.partition("/")[0], key.partition("/")[2], row)
        for key, stand in sorted(desk.shelf.stands().items())
        if not vendor or key.startswith(f"{vendor}/")
        for row in stand.detection.subprocessors
    ]


@router.get("/checkpoint", responses=FAULTS)
def checkpoint(_who: Caller, desk: At) -> CheckpointOut:
    """The signed head of the log: keep it elsewhere, and nobody can rewrite what came before unnoticed."""
    return CheckpointOut(**plain(desk.tools.record.checkpoint(desk.tools.clock())))


def _change(desk: Desk, line: Line) -> ChangeOut:
    decision = desk.shelf.decided().get(line.id)
    return ChangeOut(
        id=line.id,
        vendor=line.vendor,
        document=line.document,
        old_captured_at=line.old_at,
        new_captured_at=line.new_at,
        substantive=line.substantive,
        severity=line.severity,
        capture=line.capture or None,
        cause=line.cause.value,
        summary=dict(line.summary),
        deadlines=[DeadlineOut(kind=d.kind, day=d.day, estimated=d.estimated) for d in line.deadlines],
        decision=decision.decision if decision else None,
    )


def _subprocessor(vendor: str, document: str, row: Any) -> SubprocessorOut:
    said = {n: _storable(getattr(row, n)) for n in ("name", "purpose", "safeguard")}
    return SubprocessorOut(vendor=vendor, document=document, countries=list(row.countries), **said)


def _storable(text: str) -> str:
    """Text that JSON in UTF-8 can hold: a lone surrogate becomes U+FFFD, so that offsets stay."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text) if not text.isascii() else text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, list):
        return [_clean(v) for v in value]
    return {k: _clean(v) for k, v in value.items()} if isinstance(value, dict) else value
