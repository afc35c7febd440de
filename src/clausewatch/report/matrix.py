"""Vendors compared clause by clause for a procurement: what each says, where, or that it was not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausewatch.model import AttributeValue, Finding
from clausewatch.report.blocks import Block, Heading, Items, Report, Table, Text
from clausewatch.report.findings import Status, is_rule, status
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.model import Evidence
from clausewatch.report.naming import title
from clausewatch.report.parts import Made, Numbered, made_facts, method, numbered, sources
from clausewatch.wording import capital, listing, one_line, term, value

ASPECTS: tuple[tuple[str, str], ...] = (
    ("governing_law", "countries"),
    ("dispute_venue", "forum"),
    ("dispute_venue", "countries"),
    ("government_access", "commitments"),
    ("transfer_mechanism", "mechanisms"),
    ("data_location", "countries"),
    ("third_country_access", "countries"),
    ("subprocessor_authorisation", "authorisation"),
    ("subprocessor_change", "notice_days"),
    ("subprocessor_change", "objection_days"),
    ("customer_duties", ""),
    ("audit_rights", ""),
    ("breach_notification", "hours"),
    ("data_return_deletion", "days"),
    ("liability_limitation", ""),
    ("vendor_data_use", "purposes"),
    ("terms_change", "notice_days"),
    ("terms_change", "assent"),
    ("service_change", "notice_days"),
    ("price_change", "notice_days"),
    ("suspension_termination", "notice_days"),
    ("auto_renewal", ""),
    ("incorporated_documents", ""),
)
"""Clause types with the attribute that is compared; without one, how many clauses there are."""

BESIDE = 5
"""Up to so many vendors stand as columns on paper; more of them stand as rows."""


def report(evidence: Sequence[Evidence], made: Made, lang: str) -> Report:
    """The comparison as a report, with numbered sources and method.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    items = numbered(evidence, lang)
    missing = [(one_line(e.vendor.name), title(m.source, None, lang)) for e in evidence for m in e.missing]
    names = listing((one_line(e.vendor.name) for e in evidence), lang)
    across = table(evidence, lang)
    shown = _turned(across) if len(evidence) <= BESIDE else across
    blocks: list[Block] = [Heading(t("matrix.heading")), Text(t("matrix.reading")), *_meanings(t), shown]
    blocks += [*sources(items, missing, t), *method(made.metrics, t)]
    return Report(
        title=t("matrix.title"),
        lead=t("matrix.lead", vendors=names),
        facts=made_facts(made, t),
        blocks=tuple(blocks),
        lang=lang,
        version=made.version,
        kicker=t("matrix.kicker"),
        wide=True,
    )


def table(evidence: Sequence[Evidence], lang: str) -> Table:
    """One row per vendor, one column per aspect; numbers in brackets are those of the sources.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    items = numbered(evidence, lang)
    rows, at = [], 0
    for one in evidence:
        own = items[at : at + len(one.documents)]
        at += len(one.documents)
        rows.append((one_line(one.vendor.name), *(cell(one, own, aspect, t) for aspect in ASPECTS)))
    return Table((t("reports.vendor"), *(name(a, t) for a in ASPECTS)), tuple(rows), wide=True)


def name(aspect: tuple[str, str], t: Texts) -> str:
    """The heading of an aspect."""
    clause_type, attribute = aspect
    said = capital(term("types", clause_type, t.lang))
    return f"{said}: {term('attributes', attribute, t.lang)}" if attribute else said


def cell(evidence: Evidence, items: Sequence[Numbered], aspect: tuple[str, str], t: Texts) -> str:
    """What a vendor's documents say on an aspect, or what became of the clause type."""
    clause_type, attribute = aspect
    became = status(evidence, clause_type)
    if became is not Status.FOUND:
        return t(f"summary.{became.value}").lower()
    said = _values(items, clause_type, attribute, t) if attribute else {}
    if said:
        return "; ".join(f"{text} {_numbers(numbers)}" for text, numbers in said.items())
    holding = {n.number: sum(1 for _ in _rules(n, clause_type)) for n in items}
    where = _numbers([number for number, count in holding.items() if count])
    if attribute:
        return f"{t('matrix.unsaid')} {where}"
    return f"{t.count('chapter.clauses', sum(holding.values()))} {where}"


def _values(items: Sequence[Numbered], clause_type: str, attribute: str, t: Texts) -> dict[str, list[int]]:
    said: dict[str, list[int]] = {}
    for item in items:
        for finding in _rules(item, clause_type):
            for one in _single(finding.attributes.get(attribute)):
                said.setdefault(capital(value(attribute, one, t.lang).removeprefix("the ")), []).append(item.number)
    return said


def _single(content: AttributeValue | None) -> Iterator[AttributeValue]:
    """The values of an attribute one by one."""
    yield from content if isinstance(content, tuple) else () if content is None else (content,)


def _rules(item: Numbered, clause_type: str) -> Iterator[Finding]:
    return (f for f in item.watched.reading.detection.findings if f.type == clause_type and is_rule(f))


def _numbers(numbers: Sequence[int]) -> str:
    return f"[{', '.join(map(str, sorted(set(numbers))))}]"


def _meanings(t: Texts) -> Iterator[Block]:
    keys = ("not_found", "not_captured", "not_looked")
    yield Items(tuple(f"{t('summary.' + key)}: {t('summary.meaning.' + key)}" for key in keys))


def _turned(across: Table) -> Table:
    columns = list(zip(across.header, *across.rows, strict=True))
    return Table(columns[0], tuple(columns[1:]), across.caption)
