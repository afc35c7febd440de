"""Parts that several reports share, as blocks: sources, method, a change, and the pages made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.numbers import format_percent

from clausewatch import wording
from clausewatch.record.protocol import Checkpoint
from clausewatch.report.blocks import Block, Diff, Heading, Items, Report, Table, Text
from clausewatch.report.changes import Entry
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.method import rates
from clausewatch.report.model import Evidence, Watched
from clausewatch.report.naming import title
from clausewatch.report.page import render_page
from clausewatch.wording import day, moment, one_line


@dataclass(frozen=True, slots=True)
class Made:
    """When and with what a report was made, and where the record stood."""

    at: datetime
    version: str
    position: Checkpoint | None
    metrics: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A captured document with its number among the sources of a report over several vendors."""

    number: int
    vendor: str
    title: str
    watched: Watched


def numbered(evidence: Sequence[Evidence], lang: str) -> tuple[Numbered, ...]:
    """All captured documents of some vendors, numbered from 1 in the order given."""
    found = [(e, w) for e in evidence for w in e.documents]
    return tuple(
        Numbered(n, one_line(e.vendor.name), title(w.source, w.reading.document, lang), w) for n, (e, w) in enumerate(found, 1)
    )


def html(report: Report) -> str:
    """The report as one self-contained page."""
    return render_page("blocks.html", texts(report.lang), report=report)


def made_facts(made: Made, t: Texts) -> tuple[tuple[str, str], ...]:
    """When and with what it was made, and the position of the record."""
    facts = [(t("cover.made"), moment(made.at, t.lang)), (t("cover.program"), f"clausewatch {made.version}")]
    if made.position:
        entries = t.count("cover.entries", made.position.size)
        facts.append((t("cover.position"), f"{entries}; {t('cover.root')} {made.position.root}"))
        facts.append((t("cover.signed").capitalize(), made.position.signature))
    return tuple(facts)


def sources(found: Sequence[Numbered], missing: Sequence[tuple[str, str]], t: Texts) -> Iterator[Block]:
    """The chapter of sources: each captured document, and by vendor those that are not captured."""
    yield Heading(t("sources.title"))
    if found:
        yield Text(t("sources.lead"))
        yield Table(
            tuple(t(f"reports.{key}") for key in ("number", "vendor", "document", "address", "first", "last", "hash")),
            tuple(_source(item, t) for item in found),
        )
    else:
        yield Text(t("sources.none"), "strong")
    if missing:
        yield Heading(t("sources.missing"), 2)
        yield Text(t("sources.missing_lead"))
        yield Items(tuple(f"{vendor}: {name}" for vendor, name in missing))


def _source(item: Numbered, t: Texts) -> tuple[str, ...]:
    captured = item.watched.captured
    return (
        f"[{item.number}]",
        item.vendor,
        item.title,
        one_line(captured.final_url or captured.url),
        day(captured.first_seen, t.lang),
        day(captured.last_seen, t.lang),
        captured.text_sha256,
    )


def method(metrics: Mapping[str, Any], t: Texts) -> Iterator[Block]:
    """How it was made, what may and what must not be concluded, and how often the program errs."""
    yield Heading(t("method.title"))
    yield Text(t("method.how"))
    yield Heading(t("method.may"), 2)
    yield Items((t("method.may_1"), t("method.may_2")))
    yield Heading(t("method.may_not"), 2)
    yield Items((t("method.may_not_1"), t("method.may_not_2"), t("method.may_not_3")))
    yield Heading(t("method.rates"), 2)
    measured = rates(metrics, t.lang)
    if not measured:
        yield Text(t("method.no_rates"))
        return
    yield Text(t("method.rates_lead"))
    yield Table(
        tuple(t(f"method.{key}") for key in ("type", "precision", "recall", "labelled")),
        tuple((r.name, _percent(r.precision, t), _percent(r.recall, t), wording.number(r.labelled, t.lang)) for r in measured),
    )


def change(entry: Entry, t: Texts, level: int = 2, graded: bool = True) -> Iterator[Block]:
    """One observed change; without its severity where it is no event but a difference."""
    yield Heading(entry.document, level)
    grade = (f"{entry.shape} {entry.word}", entry.rule, entry.when) if graded else (entry.when,)
    yield Text("  ·  ".join(filter(None, grade)), "quiet")
    yield from (Text(deadline, "strong") for deadline in entry.deadlines)
    if entry.summary:
        yield Text(entry.summary)
    if entry.rows:
        header = tuple(t(f"changes.{key}") for key in ("what", "before", "after", "direction"))
        yield Table(header, tuple((r.what, r.before, r.after, r.direction) for r in entry.rows), t("changes.caption"))
    for place in entry.places:
        yield Text(f"{place.section} ({place.kind})" if place.section else wording.capital(place.kind), "quiet")
        yield Diff(place.pieces)
    if entry.more:
        yield Text(t.count("changes.more_parts", entry.more), "quiet")


def _percent(value: float, t: Texts) -> str:
    return format_percent(value, "0 %" if t.lang == "sv" else "0%", locale=wording.locale(t.lang))
