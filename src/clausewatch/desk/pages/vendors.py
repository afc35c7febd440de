"""Vendors: the list, and one vendor under the three questions with clauses, documents and history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from clausewatch import showing
from clausewatch.desk.desk import Desk, Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.pages.changes import packed
from clausewatch.desk.shelf import Line
from clausewatch.desk.told import told
from clausewatch.desk.view import page
from clausewatch.model import CLAUSE_TYPES, SIGNED, Detection, Document, Reading, Source
from clausewatch.report.changes import cosmetic
from clausewatch.report.evidence import Processor, processors
from clausewatch.report.findings import Card, Chapter, block, chapters
from clausewatch.report.history import Since, flat
from clausewatch.report.i18n import texts
from clausewatch.report.model import Captured, Evidence, NotCaptured, Watched
from clausewatch.report.naming import title
from clausewatch.wording import capital, inert, one_line, term

router = APIRouter(include_in_schema=False)

CHANGES, SHOWN, CARDS = 8, 3, 40
"""Changes, and clauses of one type, that the page of a vendor shows; clauses on one page of a type."""


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


@dataclass(frozen=True)
class Shown:
    """What the page of a vendor says, worked out; kept until one of its documents changes."""

    evidence: Evidence
    chapters: tuple[Chapter, ...]
    links: Mapping[Card, str]
    titles: tuple[str, ...]
    incorporated: tuple[Incorporated, ...]
    processors: tuple[Processor, ...]
    missing: tuple[tuple[str, str, NotCaptured], ...]


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
    desk = here.desk
    lines = [c for c in desk.shelf.lines() if c.vendor == key]
    changes = [c for c in lines if c.told]
    return page(
        here,
        "vendor.html",
        vendor=desk.vendor(key),
        shown=shown(here, key),
        changes=[told(desk, c, here.lang) for c in changes[:CHANGES]],
        more=max(0, len(changes) - CHANGES),
        cosmetic=cosmetic([c.noise for c in lines if c.cosmetic], texts(here.lang)),
        signed=[s for s in desk.shelf.sources().values() if s.vendor == key and s.document.endswith(SIGNED)],
    )


@router.get("/vendors/{key}/clauses/{kind}", response_class=HTMLResponse)
def clauses(here: Reader, key: str, kind: str, p: int = 1) -> HTMLResponse:
    """All clauses of one type of a vendor."""
    if kind not in CLAUSE_TYPES:
        raise NotFound("clause type", one_line(kind)[:60])
    evidence, start = evidence_of(here.desk, key), max(p - 1, 0) * CARDS
    found = block(evidence, kind, texts(here.lang), _pasts(here.desk, evidence), slice(start, start + CARDS))
    if not found.cards:
        raise NotFound("clause", f"{kind} of {one_line(key)[:60]}")
    links = _links(evidence, found.cards)
    return page(here, "clauses.html", vendor=evidence.vendor, block=found, links=links, p=start // CARDS + 1, step=CARDS)


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


def shown(here: Visit, key: str) -> Shown:
    """What the page of a vendor shows.

    Raises:
        NotFound: no such vendor is watched.
    """
    desk = here.desk
    sources = _sources(desk, key)
    latest, states = desk.shelf.latest(), desk.shelf.states()
    seen = tuple((s, latest.get(s.key), states.get(s.key, "")) for s in sources)
    return desk.once(f"vendor {key}", here.lang, lambda: _shown(here, key), seen)


def _shown(here: Visit, key: str) -> Shown:
    evidence, t = evidence_of(here.desk, key), texts(here.lang)
    found = chapters(evidence, t, _pasts(here.desk, evidence), SHOWN)
    return Shown(
        evidence=replace(evidence, documents=tuple(replace(w, reading=_light(w.reading)) for w in evidence.documents)),
        chapters=found,
        links=_links(evidence, [c for chapter in found for b in chapter.blocks for c in b.cards]),
        titles=tuple(title(w.source, w.reading.document, here.lang) for w in evidence.documents),
        incorporated=tuple(_incorporated(here.desk, evidence)),
        processors=processors(evidence, here.desk.today(), t),
        missing=tuple(_missing(m, here) for m in evidence.missing),
    )


def _light(reading: Reading) -> Reading:
    """A reading of which only the title is kept: the page was worked out from the whole one."""
    return Reading(Document("", title=reading.document.title), Detection(), reading.captured_at)


def evidence_of(desk: Desk, key: str) -> Evidence:
    """What is known of a vendor now, without its earlier versions.

    Raises:
        NotFound: no such vendor is watched.
    """
    sources = _sources(desk, key)
    found = [watched(desk, s) for s in sources]
    return Evidence(
        vendor=desk.vendor(key),
        made_at=desk.tools.clock(),
        version="",
        documents=tuple(w for w in found if w),
        missing=tuple(_not_captured(desk, s) for s, w in zip(sources, found, strict=True) if not w),
        facts=desk.tools.facts,
    )


def _sources(desk: Desk, key: str) -> list[Source]:
    found = [s for s in desk.shelf.published() if s.vendor == key]
    if not found:
        raise NotFound("vendor", one_line(key)[:60])
    return found


class _Past:
    """Since when quotes stand, as far as the passages around them tell: said as "at least"."""

    def __init__(self, desk: Desk, watched: Watched) -> None:
        self._now = watched.captured.first_seen
        self._passages = [(at, flat(text)) for text, at in desk.tools.record.standing(watched.source.key)]
        self._passages.sort(key=lambda found: found[0])

    def unchanged(self, quote: str) -> Since:
        """The time of the oldest passage that holds the quote; of a quote over several ones, of the newest of them."""
        pieces = [piece for line in quote.splitlines() if (piece := flat(line))]
        return Since(max((self._since(piece) for piece in pieces), default=self._now), oldest=True)

    def _since(self, piece: str) -> datetime:
        return next((at for at, text in self._passages if piece in text), self._now)


def _pasts(desk: Desk, evidence: Evidence) -> list[_Past]:
    return [_Past(desk, w) for w in evidence.documents]


def watched(desk: Desk, source: Source) -> Watched | None:
    """A document with its newest version alone; None before the first."""
    rows = desk.tools.record.versions(source.key)
    found = desk.shelf.newest(source.key, rows)
    if found is None:
        return None
    row, reading = found
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


def _links(evidence: Evidence, cards: Iterable[Card]) -> dict[Card, str]:
    """Where each clause stands in the captured document, with the quote marked."""
    places: dict[tuple[int, str], str] = {}
    for number, watched in enumerate(evidence.documents, 1):
        for index, finding in enumerate(watched.reading.detection.findings):
            address = f"/documents/{watched.source.key}?at={finding.start}#f{index}"
            places.setdefault((number, inert(finding.quote)), address)
    return {c: places.get((c.number, c.quote), "") for c in cards}


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
