"""Reports as files: which one, in which format and language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clausewatch import showing
from clausewatch.errors import UsageError
from clausewatch.model import SIGNED
from clausewatch.tools import Tools

if TYPE_CHECKING:
    from clausewatch.record.protocol import AttemptRow
    from clausewatch.report.blocks import Report, Table
    from clausewatch.report.period import Period

FORMATS = ("html", "docx", "csv", "xlsx")


def evidence(tools: Tools, vendor: str, lang: str, form: str) -> bytes:
    """The evidence report of a vendor; `csv` holds its clauses, `xlsx` its tables as sheets."""
    from clausewatch.report import chapters, clauses, xlsx

    _refuse(form, FORMATS)
    if form == "html":
        return showing.report(tools, vendor, lang).encode()
    found = showing.evidence(tools, vendor)
    if form == "xlsx":
        titles, tables = zip(*clauses.tables(found, lang), strict=True)
        return xlsx.written(tables, titles, found.made_at)
    return _file(chapters.report(found, lang), clauses.table(found, lang), form, found.made_at)


def matrix(tools: Tools, vendors: Sequence[str], lang: str, form: str) -> bytes:
    """The comparison of vendors."""
    from clausewatch.report.matrix import report, table

    found = showing.all_evidence(tools, vendors, earlier=0)
    return _file(report(found, showing.made(tools), lang), table(found, lang), form, tools.clock())


def register(tools: Tools, vendors: Sequence[str], lang: str, form: str) -> bytes:
    """The register of subprocessors."""
    from clausewatch.report.register import report, table

    found = showing.all_evidence(tools, vendors)
    return _file(report(found, showing.made(tools), lang), table(found, lang), form, tools.clock())


def changes(tools: Tools, vendor: str, span: tuple[datetime, datetime], lang: str, form: str) -> bytes:
    """The changes of a period."""
    from clausewatch.report.period import report, table

    found = period(tools, vendor, span)
    return _file(report(found, showing.made(tools), lang), table(found, lang), form, tools.clock())


def signed(tools: Tools, key: str, lang: str, form: str) -> bytes:
    """The signed copy of a document beside the published text, `html` or `docx`."""
    from clausewatch.report.signed import report

    _refuse(form, ("html", "docx"))
    return _file(report(showing.signed(tools, key), showing.made(tools), lang), None, form, tools.clock())


def period(tools: Tools, vendor: str, span: tuple[datetime, datetime]) -> Period:
    """What changed from one moment until another (exclusive), and what was asked in that time."""
    from clausewatch.report.period import Period

    since, until = span
    changes = tools.record.changes(vendor, since)
    found = tuple(c for c in changes if c.new_captured_at < until and not c.document.endswith(SIGNED))
    attempts = _attempts(tools, vendor, span)
    outcomes = [a.outcome for a in attempts]
    declared = tools.declarations.vendors
    keys = {f"{c.vendor}/{c.document}" for c in found}
    return Period(
        since=since,
        until=until,
        changes=found,
        names={key: _title(tools, key) for key in keys},
        vendors={name: vendor.name for name, vendor in declared.items()},
        sources=len({a.source for a in attempts}),
        attempts={outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)},
    )


def _attempts(tools: Tools, vendor: str, span: tuple[datetime, datetime]) -> list[AttemptRow]:
    """Attempts of that time to fetch what is published."""
    since, until = span
    found = [a for a in tools.record.attempts("", since) if a.at < until and not a.source.endswith(SIGNED)]
    return [a for a in found if not vendor or a.source.split("/")[0] == vendor]


def day_of(text: str, ends: bool = False) -> datetime:
    """Midnight (UTC) at the beginning of a day, or at its end."""
    from datetime import timedelta

    try:
        found = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(f"{text!r} is not a day.", "Write YYYY-MM-DD.") from None
    return found + timedelta(days=1) if ends else found


def _title(tools: Tools, key: str) -> str:
    vendor, document = key.split("/", 1)
    declared = tools.declarations.vendors.get(vendor)
    own = next((s.title for s in declared.sources if s.document == document and s.title), "") if declared else ""
    versions = tools.record.versions(key)
    return own or (versions[-1].title if versions else "") or document


def _file(report: Report, table: Table | None, form: str, at: datetime) -> bytes:
    """A report as the bytes of a file; `csv` and `xlsx` hold the table alone."""
    from clausewatch.report import docx, parts, tables, xlsx

    if form == "html":
        return parts.html(report).encode()
    if form == "docx":
        return docx.written(report, at)
    if table is None:
        raise UsageError(f"This report is no table; it is not written as {form}.", "Formats: html, docx.")
    if form == "csv":
        return b"\xef\xbb\xbf" + tables.to_csv((table.header, *table.rows)).encode()
    if form == "xlsx":
        return xlsx.written([table], [report.kicker], at)
    raise UsageError(f"Reports are not written as {form!r}.", f"Formats: {', '.join(FORMATS)}.")


def _refuse(form: str, known: Sequence[str]) -> None:
    if form not in known:
        raise UsageError(f"This report is not written as {form!r}.", f"Formats: {', '.join(known)}.")
