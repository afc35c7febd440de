"""A document as it was captured: sections, clauses marked, any two versions compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from clausewatch.comparing import compare_readings
from clausewatch.desk.desk import Desk, Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.pages.changes import places_of
from clausewatch.desk.reading import outline, part_at, parts, shown
from clausewatch.desk.view import page
from clausewatch.errors import UsageError
from clausewatch.model import SIGNED, Document, Reading, RecordedChange, Source
from clausewatch.record.protocol import VersionRow
from clausewatch.report.changes import entry as entry_of
from clausewatch.report.changes import noise
from clausewatch.report.i18n import texts
from clausewatch.report.naming import title
from clausewatch.wording import one_line

router = APIRouter(include_in_schema=False)


@router.get("/documents/{vendor}/{document}", response_class=HTMLResponse)
def one(  # budget: the query of an address
    here: Reader, vendor: str, document: str, version: int = 0, part: int = 0, at: int = -1
) -> HTMLResponse:
    """A version of a document, by default the newest; `at` is an offset in its text to open it at."""
    source = here.desk.source(f"{vendor}/{document}")
    rows = tuple(here.desk.tools.record.versions(source.key))
    if not rows:
        return page(here, "document_none.html", source=source, state=here.desk.shelf.states().get(source.key, ""))
    row, reading = _chosen(here.desk, rows, version)
    cuts = parts(reading.document)
    number = part_at(cuts, at) if at >= 0 else min(max(part, 1), len(cuts)) - 1
    capture = here.desk.tools.record.capture(row.capture)
    return page(
        here,
        "document.html",
        source=source,
        title=title(source, reading.document, here.lang),
        rows=rows,
        row=row,
        capture=capture,
        document=reading.document,
        shown=shown(reading, cuts[number], here.lang),
        part=number + 1,
        count=len(cuts),
        outline=outline(reading.document, cuts),
        findings=len(reading.detection.findings),
        newest=row.id == rows[-1].id,
        signed=_signed(here.desk, source.key),
        size=len(here.desk.tools.record.raw(capture.sha256)) if capture.sha256 else 0,
    )


@router.get("/documents/{vendor}/{document}/compare", response_class=HTMLResponse)
def compared(here: Reader, vendor: str, document: str, old: int = 0, new: int = 0) -> HTMLResponse:
    """Two versions of a document, judged as a change from the one to the other."""
    source = here.desk.source(f"{vendor}/{document}")
    rows = tuple(here.desk.tools.record.versions(source.key))
    if len(rows) < 2:
        raise NotFound("second version of", one_line(source.key))
    after = _row(rows, new) if new else rows[-1]
    before = _row(rows, old) if old else _previous(rows, after)
    change = _between(here.desk, source, before, after)
    return page(here, "compare.html", source=source, rows=rows, old=before, new=after, **_judged(here, source, change, after))


def _between(desk: Desk, source: Source, old: VersionRow, new: VersionRow) -> RecordedChange:
    """The change from one version to another: as it was recorded, else judged now (number 0) and kept for a while."""
    known = next((c for c in desk.shelf.lines() if (c.old_version, c.new_version) == (old.id, new.id)), None)
    if known:
        return desk.shelf.change(known.id)

    def judged() -> RecordedChange:
        change = compare_readings(desk.tools, desk.shelf.reading(old.id), desk.shelf.reading(new.id), source)
        between = (old.first_seen, new.first_seen, old.id, new.id, new.cause)
        return RecordedChange(0, source.vendor, source.document, *between, change)

    return desk.once(f"compared {old.id} {new.id}", "", judged, source.fingerprint)


def _judged(here: Visit, source: Source, recorded: RecordedChange, new: VersionRow) -> dict[str, Any]:
    t, change = texts(here.lang), recorded.change
    return {
        "title": title(source, Document("", title=new.title), here.lang),
        "recorded": recorded,
        "change": change,
        "entry": entry_of(recorded, "", t),
        "places": places_of(change.parts, here.lang),
        "noise": [noise(kind, t) for kind in change.noise],
    }


def _signed(desk: Desk, key: str) -> str:
    """The document of which there is a signed copy, or of which this is one; else empty."""
    own = key.removesuffix(SIGNED)
    return own if own + SIGNED in desk.shelf.latest() else ""


def _chosen(desk: Desk, rows: Sequence[VersionRow], version: int) -> tuple[VersionRow, Reading]:
    """The version that is asked for, by default the newest that was not erased."""
    found = None if version else desk.shelf.newest(rows[-1].source, rows)
    row = _row(rows, version or rows[-1].id)
    return found or (row, desk.shelf.reading(row.id))


def _row(rows: Sequence[VersionRow], version: int) -> VersionRow:
    found = next((v for v in rows if v.id == version), None)
    if found is None:
        raise NotFound("version", version)
    return found


def _previous(rows: Sequence[VersionRow], row: VersionRow) -> VersionRow:
    earlier = [v for v in rows if v.seq < row.seq]
    return earlier[-1] if earlier else rows[0]


@router.get("/documents/{vendor}/{document}/passage")
def passage(here: Reader, vendor: str, document: str, version: int, q: str = "") -> RedirectResponse:
    """The place of a passage in a version, by the text that it begins with: searches know no offsets."""
    source = here.desk.source(f"{vendor}/{document}")
    row = _row(here.desk.tools.record.versions(source.key), version)
    at = max(0, here.desk.shelf.reading(row.id).document.text.find(q))
    return RedirectResponse(f"/documents/{source.key}?version={row.id}&at={at}#p{at}", 302)


@router.get("/captures/{number}/raw")
def raw(here: Reader, number: int) -> Response:
    """The bytes of a capture as they came: to be kept, never to be shown by the browser."""
    try:
        capture = here.desk.tools.record.capture(number)
    except UsageError as e:
        raise NotFound("capture", number) from e
    if not capture.sha256:
        raise NotFound("body of capture", number)
    name = f"{capture.source.replace('/', '-')}-{capture.at:%Y-%m-%dT%H-%M-%SZ}.bin"
    headers = {"Content-Disposition": f'attachment; filename="{_plain(name)}"', "Content-Security-Policy": "sandbox"}
    return Response(here.desk.tools.record.raw(capture.sha256), media_type="application/octet-stream", headers=headers)


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
