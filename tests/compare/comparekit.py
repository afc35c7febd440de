"""Readings made of short Markdown texts of our own, parsed for real, with findings named by their quote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from clausewatch import resources
from clausewatch.compare import facts
from clausewatch.compare.context import Context
from clausewatch.compare.judge import compare
from clausewatch.model import CLAUSE_TYPES, AttributeValue, Change, Detection, Document, Finding, Reading, SubprocessorRow
from clausewatch.parse.hints import Hints
from clausewatch.parse.reader import parse

FACTS = facts.load(resources.corpus("facts"))[0]
TODAY = date(2026, 11, 24)
CONTEXT = Context(FACTS, TODAY)

BODY = """
## 1. Scope

This agreement applies to the use of the Fjällmoln services by the customer and its users.
The customer decides on the purposes of processing and gives documented instructions to Fjällmoln AB.

## 2. Security

Fjällmoln protects customer data with encryption at rest and in transit and tests its recovery twice a year.
Access to customer data is limited to staff who need it, and every access is logged for one year.

## 3. Fees

Fees are stated in the order form and are paid within 30 days of the invoice.
"""
"""A contract's unchanged rest, long enough to be a document."""

Clause = tuple[str, str, Mapping[str, AttributeValue]]


def document(text: str, body: str = BODY) -> Document:
    """The Markdown text, after the unchanged rest."""
    return parse((body + "\n" + text).encode(), Hints(filename="terms.md"))


def reading(text: str, clauses: tuple[Clause, ...] = (), rows: tuple[SubprocessorRow, ...] = (), body: str = BODY) -> Reading:
    """A reading of the text; a clause is (type, quote, attributes), and its quote stands in the text."""
    made = document(text, body)
    found = tuple(_finding(made, *clause) for clause in clauses)
    return Reading(made, Detection(found, rows, CLAUSE_TYPES), datetime(2026, 11, 24, 6, tzinfo=UTC))


def _finding(made: Document, kind: str, quote: str, attributes: Mapping[str, AttributeValue]) -> Finding:
    start = made.text.index(quote)
    return Finding(kind, quote, start, start + len(quote), attributes=attributes)


def judged(old: str | Reading, new: str | Reading, context: Context = CONTEXT) -> Change:
    """The change between two texts or readings."""
    sides = [reading(side) if isinstance(side, str) else side for side in (old, new)]
    return compare(sides[0], sides[1], context)


def row(name: str, *countries: str, purpose: str = "hosting") -> SubprocessorRow:
    """A subprocessor row."""
    return SubprocessorRow(name, countries, purpose, quote=f"{name} {purpose}")


def table(*rows: tuple[str, str, str]) -> str:
    """A Markdown table of subprocessors."""
    lines = ["| Name | Purpose | Country |", "| --- | --- | --- |", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    return "## 4. Subprocessors\n\n" + "\n".join(lines) + "\n"
