"""The register of subprocessors with the columns that articles 28 and 30 of the GDPR ask for.

What the published documents do not say stays open, for the controller to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from clausewatch.model import Fact, SubprocessorRow
from clausewatch.report.blocks import Block, Facts, Heading, Items, Report, Table, Text
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.matrix import cell
from clausewatch.report.model import Evidence
from clausewatch.report.naming import title
from clausewatch.report.parts import Made, Numbered, made_facts, method, numbered, sources
from clausewatch.report.standing import standing
from clausewatch.wording import capital, day, listing, number, one_line, place

COLUMNS: tuple[str, ...] = (
    "vendor",
    "entity",
    "subprocessor",
    "purpose",
    "country",
    "standing",
    "safeguard",
    "authorisation",
    "notice",
    "since",
    "last",
    "source",
    "data",
    "persons",
    "security",
)
"""Keys of the columns, in order; the last three are the controller's."""
_OPEN = ("", "", "")


def report(evidence: Sequence[Evidence], made: Made, lang: str) -> Report:
    """The register as a report, with numbered sources and method.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    missing = [(one_line(e.vendor.name), title(m.source, None, lang)) for e in evidence for m in e.missing]
    blocks: list[Block] = [Heading(t("register.heading")), Text(t("register.reading"))]
    blocks += [Items((t("register.legend_28"), t("register.legend_30"), t("register.legend_open")))]
    blocks += _by_vendor(evidence, t)
    blocks += _concentration(evidence, t)
    blocks += [*sources(numbered(evidence, lang), missing, t), *method(made.metrics, t)]
    return Report(
        title=t("register.title"),
        lead=t("register.lead", vendors=listing((one_line(e.vendor.name) for e in evidence), lang)),
        facts=made_facts(made, t),
        blocks=tuple(blocks),
        lang=lang,
        version=made.version,
        kicker=t("register.kicker"),
        wide=True,
    )


def _by_vendor(evidence: Sequence[Evidence], t: Texts) -> Iterator[Block]:
    """A chapter per vendor: what holds for all of its subprocessors once, then their table."""
    across = table(evidence, t.lang)
    if not across.rows:
        yield Text(t("subprocessors.none"), "strong")
    for vendor in dict.fromkeys(row[0] for row in across.rows):
        rows = [row for row in across.rows if row[0] == vendor]
        common = [(across.header[n], rows[0][n]) for n in _COMMON]
        own = [n for n in range(len(COLUMNS)) if n not in (0, *_COMMON)]
        yield Heading(vendor, 2)
        yield Facts(tuple(common))
        yield Table(tuple(across.header[n] for n in own), tuple(tuple(row[n] for n in own) for row in rows), wide=True)


_COMMON = tuple(COLUMNS.index(key) for key in ("entity", "authorisation", "notice"))


def table(evidence: Sequence[Evidence], lang: str) -> Table:
    """One row per vendor, document and named subprocessor.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    items, at, rows = numbered(evidence, lang), 0, []
    for one in evidence:
        own = items[at : at + len(one.documents)]
        at += len(one.documents)
        rows += [row for item in own for row in _rows(one, own, item, t)]
    return Table(tuple(t(f"register.{key}") for key in COLUMNS), tuple(rows), wide=True)


def _rows(evidence: Evidence, own: Sequence[Numbered], item: Numbered, t: Texts) -> Iterator[tuple[str, ...]]:
    """The subprocessors that one document names, each once."""
    vendor, seen = evidence.vendor, item.watched.captured
    authorisation = cell(evidence, own, ("subprocessor_authorisation", "authorisation"), t)
    notice = cell(evidence, own, ("subprocessor_change", "notice_days"), t)
    unique = {(r.name.casefold(), r.countries, r.purpose): r for r in item.watched.reading.detection.subprocessors}
    for row in sorted(unique.values(), key=lambda r: r.name.casefold()):
        yield (
            item.vendor,
            ", ".join(p for p in (one_line(vendor.entity), place(vendor.country, t.lang) if vendor.country else "") if p),
            one_line(row.name),
            one_line(row.purpose) or t("register.unstated"),
            listing((place(c, t.lang) for c in row.countries), t.lang) or t("register.unstated"),
            _standing(row, evidence.facts, evidence.made_at.date(), t),
            one_line(row.safeguard) or t("register.unstated"),
            authorisation,
            notice,
            _since(row, item, t),
            day(seen.last_seen, t.lang),
            f"[{item.number}]",
            *_OPEN,
        )


def _standing(row: SubprocessorRow, facts: Sequence[Fact], on: date, t: Texts) -> str:
    keys = dict.fromkeys(standing(code, facts, on).key for code in row.countries)
    return capital(listing((t(f"standing.{key}") for key in keys), t.lang)) or capital(t("standing.unstated"))


def _since(row: SubprocessorRow, item: Numbered, t: Texts) -> str:
    """The capture since which the name stands in every version on record without a gap."""
    first, oldest = item.watched.captured.first_seen, True
    for reading in reversed(item.watched.earlier):
        if all(r.name.casefold() != row.name.casefold() for r in reading.detection.subprocessors):
            oldest = False
            break
        first = reading.captured_at or first
    said = day(first, t.lang)
    return t("card.at_least", day=said) if oldest else said


def _concentration(evidence: Sequence[Evidence], t: Texts) -> Iterator[Block]:
    """Subprocessors that several vendors name under the same name."""
    users: dict[str, tuple[str, set[str]]] = {}
    for one in evidence:
        for row in (r for w in one.documents for r in w.reading.detection.subprocessors):
            users.setdefault(row.name.casefold(), (one_line(row.name), set()))[1].add(one_line(one.vendor.name))
    shared = sorted((entry for entry in users.values() if len(entry[1]) > 1), key=lambda e: (-len(e[1]), e[0]))
    if not shared:
        return
    yield Heading(t("register.shared"))
    yield Text(t("register.shared_lead"))
    yield Table(
        (t("register.subprocessor"), t("register.vendors"), t("register.count")),
        tuple((name, listing(sorted(vendors), t.lang), number(len(vendors), t.lang)) for name, vendors in shared),
    )
