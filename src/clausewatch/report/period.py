"""What changed in a period, and what was seen not to change: the report for a board or a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from clausewatch.model import RecordedChange
from clausewatch.report.blocks import Block, Heading, Report, Table, Text
from clausewatch.report.changes import cosmetic, entry, held_back
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.parts import Made, change, made_facts, method
from clausewatch.wording import SHAPES, between, capital, day, listing, number, one_line, term

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The changes observed from `since` until `until` (exclusive), and the rounds that saw them.

    `names` are the titles of documents and `vendors` the names of vendors, by key. `sources` were
    asked; `attempts` counts outcomes of fetches.
    """

    since: datetime
    until: datetime
    changes: tuple[RecordedChange, ...]
    names: Mapping[str, str]
    vendors: Mapping[str, str]
    sources: int
    attempts: Mapping[str, int]


def report(period: Period, made: Made, lang: str) -> Report:
    """The changes of a period as a report, the graver ones first within each vendor.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    telling = _telling(period)
    blocks: list[Block] = [Heading(t("period.summary"))]
    blocks += [Text(t.count("period.count", len(telling)) if telling else t("period.none"), "strong")]
    blocks += [*_quiet(period, t), *([table(period, lang)] if telling else ())]
    for vendor in dict.fromkeys(c.vendor for c in telling):
        blocks.append(Heading(one_line(period.vendors.get(vendor, vendor))))
        for recorded in (c for c in telling if c.vendor == vendor):
            blocks += change(entry(recorded, _name(period, recorded), t), t)
    return Report(
        title=t("period.title"),
        lead=t("period.lead", since=day(period.since, lang), until=day(period.until - _MOMENT, lang)),
        facts=made_facts(made, t),
        blocks=(*blocks, *_severities(t), *method(made.metrics, t)),
        lang=lang,
        version=made.version,
        kicker=t("period.kicker"),
    )


def table(period: Period, lang: str) -> Table:
    """One row per change in substance.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    header = tuple(t(f"period.{key}") for key in ("document", "observed", "severity", "what", "deadline"))
    return Table(header, tuple(_row(c, period, t) for c in _telling(period)), t("period.caption"))


def _telling(period: Period) -> list[RecordedChange]:
    shown = [c for c in period.changes if c.cause == "content" and c.change.substantive and not c.change.capture]
    return sorted(shown, key=lambda c: (c.vendor, -c.change.severity, c.new_captured_at, c.document))


def _row(recorded: RecordedChange, period: Period, t: Texts) -> tuple[str, ...]:
    shown = entry(recorded, _name(period, recorded), t)
    vendor = one_line(period.vendors.get(recorded.vendor, recorded.vendor))
    return (
        f"{vendor}: {shown.document}",
        between(recorded.old_captured_at, recorded.new_captured_at, t.lang),
        f"{shown.shape} {shown.word}",
        shown.summary,
        "; ".join(shown.deadlines),
    )


def _name(period: Period, recorded: RecordedChange) -> str:
    key = f"{recorded.vendor}/{recorded.document}"
    return one_line(period.names.get(key, recorded.document))


def _quiet(period: Period, t: Texts) -> Iterator[Block]:
    """The proof of silence: what was asked, and what was held back."""
    asked = sum(period.attempts.values())
    yield Text(t("period.asked", sources=number(period.sources, t.lang), attempts=number(asked, t.lang)))
    if held := cosmetic(held_back(period.changes), t):
        yield Text(held)
    failed = Counter({k: n for k, n in period.attempts.items() if k not in ("captured", "not_modified")})
    if failed:
        said = listing((f"{term('trouble', kind, t.lang)}: {number(n, t.lang)}" for kind, n in failed.most_common()), t.lang)
        yield Text(t("period.failed", kinds=said))


def _severities(t: Texts) -> Iterator[Block]:
    yield Heading(t("period.scale"))
    rows = ((SHAPES[key], capital(term("severity", key, t.lang)), t(f"period.meaning_{key}")) for key in "4321")
    yield Table((t("period.mark"), t("period.severity"), t("period.meaning")), tuple(rows))
