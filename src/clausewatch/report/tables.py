"""Tables of a report as rows and as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clausewatch.model import Fact, RecordedChange, SubprocessorRow
from clausewatch.report.model import Evidence
from clausewatch.report.naming import title
from clausewatch.report.standing import standing
from clausewatch.wording import one_line

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Named:
    """A named subprocessor with its document's number among the sources."""

    row: SubprocessorRow
    number: int
    document: str


def named(evidence: Evidence, lang: str) -> tuple[Named, ...]:
    """Every named subprocessor of the captured documents, by name; the same row of one document once."""
    found = [
        Named(row, number, title(w.source, w.reading.document, lang))
        for number, w in enumerate(evidence.documents, 1)
        for row in w.reading.detection.subprocessors
    ]
    unique = {(n.row.name, n.row.countries, n.row.purpose, n.number): n for n in found}
    return tuple(sorted(unique.values(), key=lambda n: n.row.name.casefold()))


def subprocessor_rows(evidence: Evidence, lang: str) -> Iterator[tuple[str, ...]]:
    """Header and rows of the subprocessor table; countries as codes, for machines to join on."""
    yield ("vendor", "name", "countries", "on_record", "purpose", "safeguard", "document", "url", "observed")
    day = evidence.made_at.date()
    for item in named(evidence, lang):
        row, captured = item.row, evidence.documents[item.number - 1].captured
        yield (
            evidence.vendor.name,
            one_line(row.name),
            " ".join(row.countries),
            " ".join(_standings(row, evidence.facts, day)),
            one_line(row.purpose),
            one_line(row.safeguard),
            item.document,
            captured.final_url or captured.url,
            captured.last_seen.isoformat(),
        )


def change_rows(changes: Sequence[RecordedChange], lang: str) -> Iterator[tuple[str, ...]]:
    """Header and rows of the table of changes, in the order given."""
    yield (
        "vendor",
        "document",
        "old_captured_at",
        "new_captured_at",
        "substantive",
        "severity",
        "rule",
        "types",
        "summary",
        "cause",
    )
    for recorded in changes:
        change = recorded.change
        yield (
            recorded.vendor,
            recorded.document,
            recorded.old_captured_at.isoformat(),
            recorded.new_captured_at.isoformat(),
            str(change.substantive).lower(),
            str(change.severity),
            change.rule,
            " ".join(change.types),
            one_line(change.summary.get(lang, "")),
            recorded.cause.value,
        )


def to_csv(rows: Iterable[Sequence[str]]) -> str:
    """CSV (RFC 4180) in which every cell is text: what a spreadsheet would reckon gets an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[safe_cell(c) for c in row] for row in rows])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """A cell that spreadsheets show and do not run (after the OWASP rules on CSV injection)."""
    flat = one_line(text)
    return f"'{flat}" if flat.startswith(_FORMULA) else flat


def _standings(row: SubprocessorRow, facts: Sequence[Fact], day: date) -> Iterator[str]:
    return (standing(code, facts, day).key for code in row.countries)
