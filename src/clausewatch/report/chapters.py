"""The evidence report of a vendor as blocks: the same content as its HTML, for DOCX."""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.report import signed
from clausewatch.report.blocks import Block, Facts, Heading, Items, Quote, Report, Table, Text
from clausewatch.report.evidence import Processor, View, view
from clausewatch.report.findings import Block as TypeBlock
from clausewatch.report.findings import Card, Chapter
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.model import Evidence
from clausewatch.report.naming import joined, title
from clausewatch.report.parts import Made, change, made_facts, method, numbered, sources
from clausewatch.wording import capital, day, number, one_line, place


def report(evidence: Evidence, lang: str) -> Report:
    """The evidence report of one vendor.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    seen = view(evidence, t)
    blocks: list[Block] = [*_summary(seen, t)]
    for order, chapter in enumerate(seen.chapters, 1):
        blocks += _chapter(chapter, order, seen, t)
        if chapter.question == "access":
            blocks += _processors(seen, evidence, t)
    blocks += _signed(evidence, t)
    blocks += _changes(seen, t)
    missing = [(one_line(evidence.vendor.name), f"{m.title}: {m.outcome}") for m in seen.missing]
    blocks += [*sources(numbered([evidence], lang), missing, t), *_facts(seen, evidence, t), *method(evidence.metrics, t)]
    made = Made(evidence.made_at, evidence.version, evidence.position, evidence.metrics)
    name = one_line(evidence.vendor.name)
    return Report(
        title=t("title", vendor=name),
        lead=t("lead", vendor=name),
        facts=(*_cover(evidence, t), *made_facts(made, t)),
        blocks=(*blocks, *_glossary(t)),
        lang=lang,
        version=evidence.version,
        kicker=t("kicker"),
    )


def _cover(evidence: Evidence, t: Texts) -> Iterator[tuple[str, str]]:
    vendor = evidence.vendor
    home = place(vendor.country, t.lang) if vendor.country else ""
    yield t("cover.entity"), ", ".join(p for p in (one_line(vendor.entity) or t("cover.unknown"), home) if p)
    if vendor.parent:
        seat = place(vendor.parent_country, t.lang) if vendor.parent_country else ""
        yield t("cover.parent"), ", ".join(p for p in (one_line(vendor.parent), seat) if p)
    captured = t.count("cover.captured", len(evidence.documents))
    missing = f", {t.count('cover.missing', len(evidence.missing))}" if evidence.missing else ""
    yield t("cover.documents"), captured + missing


def _summary(seen: View, t: Texts) -> Iterator[Block]:
    yield Heading(t("summary.title"))
    columns = ("found", "not_found", "not_captured", "not_looked", "clauses")
    rows = [(c.title, *(number(n, t.lang) for n in c.counts)) for c in seen.chapters]
    rows.append((t("summary.all"), *(number(n, t.lang) for n in seen.totals)))
    header = (t("summary.question"), *(t(f"summary.{key}") for key in columns))
    yield Table(header, tuple(rows), t("summary.caption"))
    yield Items(tuple(f"{t('summary.' + key)}: {t('summary.meaning.' + key)}" for key in columns[:4]))
    yield Text((t.count("summary.changes", len(seen.entries)) if seen.entries else t("summary.no_changes")) + ".")


def _chapter(chapter: Chapter, order: int, seen: View, t: Texts) -> Iterator[Block]:
    yield Heading(f"{order}. {chapter.title}")
    for block in chapter.blocks:
        yield from _type(block, seen, t)
    for group in chapter.not_found:
        yield Heading(t("chapter.not_found"), 2)
        yield Text(t("chapter.not_found_text", documents=group.documents))
        yield Items(tuple(capital(name) for name in group.names))
    if chapter.not_found and seen.incomplete:
        yield Text(t("chapter.incomplete", documents=joined(seen.incomplete, t)))
    for key, names in (("not_captured", chapter.not_captured), ("not_looked", chapter.not_looked)):
        if names:
            yield Heading(t(f"chapter.{key}"), 2)
            yield Text(t(f"chapter.{key}_text"))
            yield Items(tuple(capital(name) for name in names))


def _type(block: TypeBlock, seen: View, t: Texts) -> Iterator[Block]:
    yield Heading(block.name, 2)
    for card in block.cards:
        yield from _card(card, t)
    for line in seen.lines[block.type]:
        rows = tuple((day(step.start, t.lang), capital(step.said)) for step in line.steps)
        yield Table((t("timeline.from"), t("timeline.value")), rows, f"{t('timeline.title')}: {line.name}")
    if block.absent:
        yield Text(t("chapter.also_in", documents=block.absent), "quiet")
    if block.other:
        yield Text(t.count("chapter.other", block.other), "quiet")


def _card(card: Card, t: Texts) -> Iterator[Block]:
    yield Heading(f"[{card.number}] {card.document}, {card.section or t('card.no_section')}", 3)
    yield Quote(card.quote, card.lang)
    proof = ((t("card.observed"), card.observed), (t("card.unchanged"), card.since), (t("card.source"), card.url))
    yield Facts((*card.attributes, *proof, (t("card.hash"), card.sha256)))
    if card.also:
        yield Text(card.also, "quiet")


def _processors(seen: View, evidence: Evidence, t: Texts) -> Iterator[Block]:
    yield Heading(t("subprocessors.title"))
    if not seen.processors:
        yield Text(t("subprocessors.none") if evidence.documents else t("sources.none"))
        return
    yield Text(t.count("subprocessors.lead", len(seen.processors), day=day(evidence.made_at, t.lang)))
    header = tuple(t(f"subprocessors.{key}") for key in ("country", "standing", "count"))
    rows = tuple((n, capital(t(f"standing.{s.key}")), number(c, t.lang)) for n, s, c in seen.by_country)
    yield Table(header, rows, t("subprocessors.by_country"))
    columns = ("name", "country", "purpose", "safeguard", "source")
    header = tuple(t(f"subprocessors.{key}") for key in columns)
    yield Table(header, tuple(_processor(p, t) for p in seen.processors), t("subprocessors.caption"))


def _processor(shown: Processor, t: Texts) -> tuple[str, ...]:
    row, unstated = shown.item.row, capital(t("subprocessors.unstated"))
    countries = ", ".join(f"{c.name} ({t('standing.' + c.standing.key)})" for c in shown.places)
    said = (countries, one_line(row.purpose), one_line(row.safeguard))
    return (one_line(row.name), *(text or unstated for text in said), f"[{shown.item.number}]")


def _signed(evidence: Evidence, t: Texts) -> Iterator[Block]:
    for copy in evidence.signed:
        yield Heading(f"{t('signed.chapter')}: {title(copy.source, None, t.lang)}")
        yield Facts(signed.facts(copy, t))
        yield from signed.blocks(copy, t, 2)


def _changes(seen: View, t: Texts) -> Iterator[Block]:
    yield Heading(t("changes.title"))
    yield Text(t("changes.lead"))
    if not seen.entries:
        yield Text(t("changes.none"), "strong")
    for entry in seen.entries:
        yield from change(entry, t)
    if seen.cosmetic:
        yield Text(seen.cosmetic, "quiet")


def _facts(seen: View, evidence: Evidence, t: Texts) -> Iterator[Block]:
    if not (seen.facts or seen.members):
        return
    yield Heading(t("facts.title"))
    yield Text(t("facts.lead"))
    if seen.members:
        yield Text(t("facts.eea", day=day(evidence.made_at, t.lang), countries=joined(seen.members, t)))
    if seen.facts:
        header = tuple(t(f"facts.{key}") for key in ("statement", "valid", "source", "checked"))
        rows = []
        for fact in seen.facts:
            dates = " – ".join(day(d, t.lang) for d in (fact.valid_from, fact.valid_to) if d)
            known = t(f"facts.how.{fact.checked_how}") if fact.checked_how in _HOW else fact.checked_how
            rows.append((fact.said(t.lang), dates or "–", fact.source, known))
        yield Table(header, tuple(rows))


_HOW = frozenset({"official text read", "second-hand", "from memory"})
_TERMS = ("capture", "version", "observed", "hash", "position", "third", "adequacy", "assent")


def _glossary(t: Texts) -> Iterator[Block]:
    yield Heading(t("glossary.title"))
    yield Facts(tuple((t(f"glossary.{key}"), capital(t(f"glossary.{key}_text"))) for key in _TERMS))
