"""The evidence report as tables: its clauses, and beside them subprocessors, changes and sources."""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.report.blocks import Table
from clausewatch.report.changes import Entry
from clausewatch.report.evidence import View, view
from clausewatch.report.findings import Card, Chapter
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.model import Evidence
from clausewatch.report.register import table as register
from clausewatch.wording import capital, day, one_line

COLUMNS = ("question", "type", "answer", "document", "section", "quote", "says", "observed", "since", "address", "hash")


def table(evidence: Evidence, lang: str) -> Table:
    """One row a clause; a type without one has a row too, which says which of the three other answers it is."""
    t = texts(lang)
    return _clauses(view(evidence, t), t)


def tables(evidence: Evidence, lang: str) -> list[tuple[str, Table]]:
    """All tables of the report with their titles."""
    t = texts(lang)
    seen = view(evidence, t)
    return [
        (t("sheet.clauses"), _clauses(seen, t)),
        (t("subprocessors.title"), register([evidence], lang)),
        (t("changes.title"), _changes(seen, t)),
        (t("sources.title"), _sources(evidence, seen, t)),
    ]


def _clauses(seen: View, t: Texts) -> Table:
    rows = (row for chapter in seen.chapters for row in _chapter(chapter, t))
    return Table(tuple(t(f"sheet.{name}") for name in COLUMNS), tuple(rows), wide=True)


def _chapter(chapter: Chapter, t: Texts) -> Iterator[tuple[str, ...]]:
    for block in chapter.blocks:
        for card in block.cards:
            yield (chapter.title, block.name, t("summary.found"), *_card(card))
    for group in chapter.not_found:
        for name in group.names:
            yield _empty(chapter, name, t("summary.not_found"), group.documents)
    for key, names in (("not_captured", chapter.not_captured), ("not_looked", chapter.not_looked)):
        for name in names:
            yield _empty(chapter, name, t(f"summary.{key}"), "")


def _card(card: Card) -> tuple[str, ...]:
    says = "; ".join(f"{name}: {said}" for name, said in card.attributes)
    return (card.document, card.section, one_line(card.quote), says, card.observed, card.since, card.url, card.sha256)


def _empty(chapter: Chapter, name: str, answer: str, documents: str) -> tuple[str, ...]:
    return (chapter.title, capital(name), answer, documents, *[""] * (len(COLUMNS) - 4))


def _changes(seen: View, t: Texts) -> Table:
    header = tuple(t(f"period.{name}") for name in ("document", "observed", "severity", "what", "deadline"))
    return Table(header, tuple(_change(entry) for entry in seen.entries), wide=True)


def _change(entry: Entry) -> tuple[str, ...]:
    return (entry.document, entry.when, f"{entry.shape} {entry.word}", entry.summary, "; ".join(entry.deadlines))


def _sources(evidence: Evidence, seen: View, t: Texts) -> Table:
    names = ("document", "address", "first", "last", "hash")
    rows = []
    for watched, name in zip(evidence.documents, seen.titles, strict=True):
        c = watched.captured
        said = (one_line(c.final_url or c.url), day(c.first_seen, t.lang), day(c.last_seen, t.lang))
        rows.append((name, *said, c.text_sha256))
    rows += [(m.title, m.outcome, "", "", "") for m in seen.missing]
    return Table(tuple(t(f"reports.{name}") for name in names), tuple(rows), wide=True)
