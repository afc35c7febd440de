"""Vendors: the list, and one vendor under the three questions with clauses, documents and history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from clausewatch import showing
from clausewatch.desk.desk import Desk, Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.pages.changes import packed
from clausewatch.desk.shelf import Line
from clausewatch.desk.told import told
from clausewatch.desk.view import page
from clausewatch.model import SIGNED, Reading, Source
from clausewatch.report.changes import cosmetic
from clausewatch.report.evidence import Processor, view
from clausewatch.report.findings import Card, Chapter, chapters, is_rule
from clausewatch.report.history import History
from clausewatch.report.i18n import texts
from clausewatch.report.model import Captured, Evidence, NotCaptured, Watched
from clausewatch.report.naming import title
from clausewatch.report.timeline import Line as Band
from clausewatch.report.timeline import timeline
from clausewatch.wording import capital, inert, one_line, term

router = APIRouter(include_in_schema=False)

CHANGES = 8
"""Changes that the page of a vendor shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor of the list."""

    key: str
    name: str
    country: str
    documents: int
    captured: int
    trouble: int
    undecided: int
    last: Line | None


@dataclass(frozen=True, slots=True)
class Incorporated:
    """A document that a vendor's terms take in; `key` is the watched source, where there is one."""

    name: str
    where: str
    at: str
    key: str


@dataclass(frozen=True, slots=True)
class Since:
    """Since when the wording of a clause stands, as far as versions are on record."""

    type: str
    quote: str
    at: str
    said: str


@router.get("/vendors", response_class=HTMLResponse)
def listed(here: Reader) -> HTMLResponse:
    """Every watched vendor."""
    desk = here.desk
    by_vendor: dict[str, list[Source]] = {}
    for source in desk.shelf.published():
        by_vendor.setdefault(source.vendor, []).append(source)
    lines = [c for c in desk.shelf.lines() if c.told]
    waiting = Counter(c.vendor for c in lines if c.severity >= 2 and c.id not in desk.shelf.decided())
    newest = {c.vendor: c for c in reversed(lines)}
    rows = [_row(here, key, found, waiting[key], newest) for key, found in by_vendor.items()]
    return page(here, "vendors.html", rows=sorted(rows, key=lambda r: r.name.casefold()))


def _row(here: Visit, key: str, sources: Sequence[Source], waiting: int, newest: Mapping[str, Line]) -> Row:
    desk, vendor = here.desk, here.desk.vendor(key)
    latest, states = desk.shelf.latest(), desk.shelf.states()
    return Row(
        key=key,
        name=one_line(vendor.name),
        country=vendor.country,
        documents=len(sources),
        captured=sum(s.key in latest for s in sources),
        trouble=sum(s.key in states for s in sources),
        undecided=waiting,
        last=newest.get(key),
    )


@router.get("/vendors/{key}", response_class=HTMLResponse)
def one(here: Reader, key: str) -> HTMLResponse:
    """One vendor under the three questions."""
    evidence = evidence_of(here.desk, key)
    t = texts(here.lang)
    found = chapters(evidence, t)
    changes = [c for c in here.desk.shelf.lines() if c.told and c.vendor == key]
    return page(
        here,
        "vendor.html",
        vendor=evidence.vendor,
        evidence=evidence,
        chapters=found,
        links=_links(evidence, found),
        titles=[title(w.source, w.reading.document, here.lang) for w in evidence.documents],
        incorporated=_incorporated(here.desk, evidence),
        processors=_processors(evidence, here),
        changes=[told(here.desk, c, here.lang) for c in changes[:CHANGES]],
        more=max(0, len(changes) - CHANGES),
        cosmetic=cosmetic(here.desk.tools.record.changes(vendor=key), t),
        missing=[_missing(m, here) for m in evidence.missing],
    )


@router.get("/vendors/{key}/history", response_class=HTMLResponse)
def history(here: Reader, key: str) -> HTMLResponse:
    """How the vendor's clauses went over time: asked for apart, since it reads every version."""
    desk = here.desk
    evidence = evidence_of(desk, key)
    whole = [replace(w, earlier=_earlier(desk, w.source.key)) for w in evidence.documents]
    bands = [(title(w.source, w.reading.document, here.lang), _bands(w, here)) for w in whole]
    since = [s for w in whole for s in _since(w)]
    shape = "history_part.html" if here.by_htmx else "history.html"
    return page(here, shape, vendor=evidence.vendor, bands=[(n, b) for n, b in bands if b], since=since, versions=whole)


@router.get("/vendors/{key}/pack.zip")
def pack(here: Reader, key: str) -> Response:
    """The evidence pack of a vendor."""
    evidence_of(here.desk, key)
    return packed(here.desk, key, "".join(c if c.isalnum() and c.isascii() else "-" for c in key))


@router.get("/vendors/{key}/report", response_class=HTMLResponse)
def report(here: Reader, key: str) -> HTMLResponse:
    """The evidence report of a vendor: one page that holds its own style and nothing else."""
    evidence_of(here.desk, key)
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    return HTMLResponse(showing.report(here.desk.tools, key, here.lang), headers={"Content-Security-Policy": policy})


def evidence_of(desk: Desk, key: str) -> Evidence:
    """What is known of a vendor now, without its earlier versions.

    Raises:
        NotFound: no such vendor is watched.
    """
    sources = [s for s in desk.shelf.sources().values() if s.vendor == key and not s.document.endswith(SIGNED)]
    if not sources:
        raise NotFound("vendor", one_line(key)[:60])
    watched = [_watched(desk, s) for s in sources]
    return Evidence(
        vendor=desk.vendor(key),
        made_at=desk.tools.clock(),
        version="",
        documents=tuple(w for w in watched if w),
        missing=tuple(_not_captured(desk, s) for s, w in zip(sources, watched, strict=True) if not w),
        facts=desk.tools.facts,
    )


def _watched(desk: Desk, source: Source) -> Watched | None:
    reading = desk.shelf.newest(source.key)
    if reading is None:
        return None
    rows = desk.tools.record.versions(source.key)
    row = rows[-1]
    capture = desk.tools.record.capture(row.capture)
    captured = Captured(
        capture.url, capture.final_url, capture.sha256, row.text_sha256, row.first_seen, row.last_seen, capture.status
    )
    return Watched(source, reading, captured, versions=len(rows))


def _not_captured(desk: Desk, source: Source) -> NotCaptured:
    attempts = desk.tools.record.attempts(source.key)
    if not attempts:
        return NotCaptured(source)
    state = desk.shelf.states().get(source.key, attempts[-1].outcome)
    return NotCaptured(source, state, attempts[-1].detail, attempts[-1].at)


def _missing(missing: NotCaptured, here: Visit) -> tuple[str, str, NotCaptured]:
    said = capital(term("trouble", missing.outcome, here.lang)) if missing.outcome else here.t("sources.never")
    return title(missing.source, None, here.lang), said, missing


def _links(evidence: Evidence, found: Iterable[Chapter]) -> dict[Card, str]:
    """Where each clause stands in the captured document, with the quote marked."""
    places: dict[tuple[int, str], str] = {}
    for number, watched in enumerate(evidence.documents, 1):
        for index, finding in enumerate(watched.reading.detection.findings):
            address = f"/documents/{watched.source.key}?at={finding.start}#f{index}"
            places.setdefault((number, inert(finding.quote)), address)
    return {c: places.get((c.number, c.quote), "") for chapter in found for b in chapter.blocks for c in b.cards}


def _incorporated(desk: Desk, evidence: Evidence) -> list[Incorporated]:
    """Documents that the terms take in, watched or not: by the names that the clauses give them."""
    titles = {title(s, None, s.lang).casefold(): s.key for s in desk.shelf.sources().values() if s.vendor == evidence.vendor.key}
    titles |= {one_line(w.reading.document.title).casefold(): w.source.key for w in evidence.documents}
    found: dict[str, Incorporated] = {}
    for watched in evidence.documents:
        for index, finding in enumerate(watched.reading.detection.findings):
            named = finding.attributes.get("documents", ()) if finding.type == "incorporated_documents" else ()
            for name in named if isinstance(named, tuple) else (named,):
                said = one_line(str(name))
                at = f"/documents/{watched.source.key}?at={finding.start}#f{index}"
                found.setdefault(said.casefold(), Incorporated(said, one_line(finding.section), at, _known(said, titles)))
    return sorted(found.values(), key=lambda i: i.name.casefold())


def _known(name: str, titles: Mapping[str, str]) -> str:
    """The watched document with this title; a longer title that holds the name as a whole will do."""
    flat = name.casefold()
    exact = titles.get(flat)
    return exact or next((key for known, key in titles.items() if len(flat) > 8 and known and flat in known), "")


def _processors(evidence: Evidence, here: Visit) -> tuple[Processor, ...]:
    return view(evidence, texts(here.lang)).processors


def _earlier(desk: Desk, key: str) -> tuple[Reading, ...]:
    rows = desk.tools.record.versions(key)[:-1]
    return tuple(desk.shelf.reading(v.id) for v in rows[-showing.EARLIER :])


def _bands(watched: Watched, here: Visit) -> list[Band]:
    readings = (*watched.earlier, watched.reading)
    types = dict.fromkeys(f.type for f in watched.reading.detection.findings)
    return [b for kind in types for b in timeline(kind, readings, watched.captured.last_seen, texts(here.lang))]


def _since(watched: Watched) -> list[Since]:
    """The clauses whose wording is newer than the oldest version on record, newest first."""
    known, rows = History(watched), []
    for index, finding in enumerate(watched.reading.detection.findings):
        if is_rule(finding):
            since = known.unchanged(finding.quote)
            rows.append((since.oldest, -since.first.timestamp(), index, since, finding))
    rows.sort(key=lambda r: r[:3])
    return [
        Since(f.type, inert(f.quote), f"/documents/{watched.source.key}?at={f.start}#f{i}", f"{s.first:%Y-%m-%d}")
        for oldest, _, i, s, f in rows
        if not oldest
    ]
