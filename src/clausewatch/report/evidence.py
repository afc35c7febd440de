"""The evidence report of a vendor: one self-contained HTML page, for screen and for A4 paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clausewatch.model import Fact, Source
from clausewatch.report import changes as observed
from clausewatch.report import signed
from clausewatch.report.blocks import Block
from clausewatch.report.findings import Chapter, chapters, is_rule
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.method import Rate, rates
from clausewatch.report.model import Evidence, NotCaptured, SignedCopy, Watched
from clausewatch.report.naming import title
from clausewatch.report.page import render_page
from clausewatch.report.standing import Standing, concerning, members, standing
from clausewatch.report.tables import Named, named
from clausewatch.report.timeline import Line, timeline
from clausewatch.wording import capital, place, term


@dataclass(frozen=True, slots=True)
class Place:
    """A country of a subprocessor as it is shown."""

    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Processor:
    """A named subprocessor as it is shown."""

    item: Named
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that is not captured, and the last outcome in words."""

    source: Source
    title: str
    outcome: str
    detail: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed copy beside the published text, as it is shown: blocks with the names of their kinds."""

    title: str
    facts: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, Block], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the template shows, worked out."""

    chapters: tuple[Chapter, ...]
    totals: tuple[int, int, int, int, int]
    titles: tuple[str, ...]
    incomplete: tuple[str, ...]
    missing: tuple[Missing, ...]
    processors: tuple[Processor, ...]
    by_country: tuple[tuple[str, Standing, int], ...]
    entries: tuple[observed.Entry, ...]
    cosmetic: str
    lines: Mapping[str, tuple[Line, ...]]
    facts: tuple[Fact, ...]
    members: tuple[str, ...]
    rates: tuple[Rate, ...]
    signed: tuple[Signed, ...] = ()


def render(evidence: Evidence, lang: str) -> str:
    """The report as HTML that loads nothing from anywhere.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    return render_page("evidence.html", t, evidence=evidence, view=view(evidence, t), period=_period(evidence))


def view(evidence: Evidence, t: Texts) -> View:
    """What the report shows, in the reader's language."""
    titles = tuple(title(w.source, w.reading.document, t.lang) for w in evidence.documents)
    keyed = {w.source.document: name for w, name in zip(evidence.documents, titles, strict=True)}
    found = chapters(evidence, t)
    day = evidence.made_at.date()
    return View(
        chapters=found,
        totals=_totals(found),
        titles=titles,
        incomplete=tuple(n for w, n in zip(evidence.documents, titles, strict=True) if not _whole(w)),
        missing=tuple(_missing(m, t) for m in evidence.missing),
        processors=processors(evidence, day, t),
        by_country=_by_country(evidence, day, t.lang),
        entries=observed.entries(evidence.changes, keyed, t),
        cosmetic=observed.cosmetic(observed.held_back(evidence.changes), t),
        lines=_lines(evidence, found, t),
        facts=_facts(evidence),
        members=members(evidence.facts, day, t.lang),
        rates=rates(evidence.metrics, t.lang),
        signed=tuple(_signed(copy, t) for copy in evidence.signed),
    )


def _signed(copy: SignedCopy, t: Texts) -> Signed:
    shown = tuple((type(b).__name__, b) for b in signed.blocks(copy, t, 3))
    return Signed(title(copy.source, None, t.lang), signed.facts(copy, t), shown)


def _period(evidence: Evidence) -> tuple[datetime, datetime]:
    """From the first version on record to the last sighting; the time of making without documents."""
    first = [r.captured_at for w in evidence.documents for r in w.earlier if r.captured_at]
    first += [w.captured.first_seen for w in evidence.documents]
    last = [w.captured.last_seen for w in evidence.documents]
    return min(first, default=evidence.made_at), max(last, default=evidence.made_at)


def _totals(found: Sequence[Chapter]) -> tuple[int, int, int, int, int]:
    a, b, c, d, e = (sum(column) for column in zip(*(chapter.counts for chapter in found), strict=True))
    return a, b, c, d, e


def _whole(watched: Watched) -> bool:
    return watched.reading.document.complete and watched.reading.detection.complete


def _missing(missing: NotCaptured, t: Texts) -> Missing:
    outcome = capital(term("trouble", missing.outcome, t.lang)) if missing.outcome else t("sources.never")
    return Missing(missing.source, title(missing.source, None, t.lang), outcome, missing.detail, missing.at)


def processors(evidence: Evidence, day: date, t: Texts) -> tuple[Processor, ...]:
    """The named subprocessors, each with its countries and what is on record about them on a day."""

    def places(item: Named) -> tuple[Place, ...]:
        return tuple(Place(place(c, t.lang), standing(c, evidence.facts, day)) for c in item.row.countries)

    return tuple(Processor(item, places(item)) for item in named(evidence, t.lang))


def _by_country(evidence: Evidence, day: date, lang: str) -> tuple[tuple[str, Standing, int], ...]:
    """Countries by the number of subprocessors named there; one counts in each of its countries."""
    counts: dict[str, set[str]] = {}
    for item in named(evidence, lang):
        for code in item.row.countries:
            counts.setdefault(code, set()).add(item.row.name)
    rows = [(place(code, lang), standing(code, evidence.facts, day), len(who)) for code, who in counts.items()]
    return tuple(sorted(rows, key=lambda r: (-r[2], r[0])))


def _lines(evidence: Evidence, found: Iterable[Chapter], t: Texts) -> Mapping[str, tuple[Line, ...]]:
    lines: dict[str, tuple[Line, ...]] = {}
    for block in (b for chapter in found for b in chapter.blocks):
        lines[block.type] = tuple(line for w in evidence.documents for line in _document_lines(w, block.type, t))
    return lines


def _document_lines(watched: Watched, clause_type: str, t: Texts) -> tuple[Line, ...]:
    if not watched.earlier:
        return ()
    return timeline(clause_type, (*watched.earlier, watched.reading), watched.captured.last_seen, t)


def _facts(evidence: Evidence) -> tuple[Fact, ...]:
    """The facts that concern the countries and mechanisms of this report."""
    rules = [f for w in evidence.documents for f in w.reading.detection.findings if is_rule(f)]
    said = {name: _strings(f.attributes.get(name) for f in rules) for name in ("countries", "mechanisms")}
    rows = (c for w in evidence.documents for row in w.reading.detection.subprocessors for c in row.countries)
    vendor = (evidence.vendor.country, evidence.vendor.parent_country)
    return concerning(evidence.facts, {*said["countries"], *rows, *vendor} - {""}, said["mechanisms"])


def _strings(values: Iterable[object]) -> set[str]:
    return {str(item) for value in values if isinstance(value, tuple) for item in value}
