"""The findings of a report, arranged under the three questions.

Each clause type ends in one of four ways, and they are never mixed: found; looked for and not
found; not captured (nothing to look in); not looked for (no detector for the language).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clausewatch.model import QUESTIONS, AttributeValue, Finding
from clausewatch.report.history import History
from clausewatch.report.i18n import Texts
from clausewatch.report.model import Evidence, Watched
from clausewatch.report.naming import joined, section, title
from clausewatch.wording import capital, day, inert, moment, one_line, term, value


class Status(StrEnum):
    """What became of a clause type."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_CAPTURED = "not_captured"
    NOT_LOOKED = "not_looked"


@dataclass(frozen=True, slots=True)
class Card:
    """One clause as it is shown; `number` is its document's number among the sources."""

    quote: str
    attributes: tuple[tuple[str, str], ...]
    number: int
    document: str
    section: str
    lang: str
    url: str
    observed: str
    since: str
    sha256: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One clause type that was found: its cards, and where it was looked for in vain."""

    type: str
    name: str
    cards: tuple[Card, ...]
    other: int
    absent: str


@dataclass(frozen=True, slots=True)
class InVain:
    """Types that were looked for in the same documents and not found in any of them."""

    documents: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One question: the types found, and the names of the others by what became of them."""

    question: str
    title: str
    blocks: tuple[Block, ...]
    not_found: tuple[InVain, ...]
    not_captured: tuple[str, ...]
    not_looked: tuple[str, ...]

    @property
    def clauses(self) -> int:
        """How many clauses are shown."""
        return sum(len(b.cards) for b in self.blocks)

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Types found, not found, not captured, not looked for; clauses."""
        return (
            len(self.blocks),
            sum(len(group.names) for group in self.not_found),
            len(self.not_captured),
            len(self.not_looked),
            self.clauses,
        )


def chapters(evidence: Evidence, t: Texts) -> tuple[Chapter, ...]:
    """The three chapters of a report."""
    histories = [History(w) for w in evidence.documents]
    return tuple(_chapter(question, types, evidence, histories, t) for question, types in QUESTIONS.items())


def status(evidence: Evidence, clause_type: str) -> Status:
    """What became of a clause type in the vendor's documents."""
    if any(_rules(w, clause_type) for w in evidence.documents):
        return Status.FOUND
    if any(clause_type in w.reading.detection.looked_for for w in evidence.documents):
        return Status.NOT_FOUND
    return Status.NOT_LOOKED if evidence.documents else Status.NOT_CAPTURED


def is_rule(finding: Finding) -> bool:
    """Whether a finding states a rule of the vendor itself: not a summary, not a reproduced statute."""
    return finding.operative and not finding.scc


def _chapter(question: str, types: Sequence[str], evidence: Evidence, histories: Sequence[History], t: Texts) -> Chapter:
    by_status: dict[Status, list[str]] = {s: [] for s in Status}
    for clause_type in types:
        by_status[status(evidence, clause_type)].append(clause_type)
    named = {s: tuple(term("types", c, t.lang) for c in found) for s, found in by_status.items()}
    return Chapter(
        question,
        term("questions", question, t.lang),
        tuple(_block(c, evidence, histories, t) for c in by_status[Status.FOUND]),
        _in_vain(by_status[Status.NOT_FOUND], evidence, t),
        named[Status.NOT_CAPTURED],
        named[Status.NOT_LOOKED],
    )


def _block(clause_type: str, evidence: Evidence, histories: Sequence[History], t: Texts) -> Block:
    cards: list[Card] = []
    for number, (watched, history) in enumerate(zip(evidence.documents, histories, strict=True), 1):
        cards += _cards(_rules(watched, clause_type), number, watched, history, t)
    absent = [name for name in _looked_in(clause_type, evidence, t) if name not in {card.document for card in cards}]
    return Block(
        clause_type,
        capital(term("types", clause_type, t.lang)),
        tuple(cards),
        sum(f.type == clause_type and not is_rule(f) for w in evidence.documents for f in w.reading.detection.findings),
        joined(absent, t) if absent else "",
    )


def _said(name: str, content: AttributeValue, lang: str) -> str:
    said = value(name, content, lang)
    return capital(said.removeprefix("the ") if name == "countries" else said)


def _in_vain(types: Sequence[str], evidence: Evidence, t: Texts) -> tuple[InVain, ...]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for clause_type in types:
        groups.setdefault(_looked_in(clause_type, evidence, t), []).append(term("types", clause_type, t.lang))
    return tuple(InVain(joined(documents, t), tuple(names)) for documents, names in groups.items())


def _looked_in(clause_type: str, evidence: Evidence, t: Texts) -> tuple[str, ...]:
    looked = (w for w in evidence.documents if clause_type in w.reading.detection.looked_for)
    return tuple(title(w.source, w.reading.document, t.lang) for w in looked)


def _rules(watched: Watched, clause_type: str) -> list[Finding]:
    return [f for f in watched.reading.detection.findings if f.type == clause_type and is_rule(f)]


def _cards(found: Sequence[Finding], number: int, watched: Watched, history: History, t: Texts) -> Iterator[Card]:
    """One card per wording: a rule that is repeated word by word names its other places."""
    by_text: dict[str, list[Finding]] = {}
    for finding in found:
        by_text.setdefault(" ".join(finding.quote.split()), []).append(finding)
    for same in by_text.values():
        yield _card(same, number, watched, history, t)


def _card(same: Sequence[Finding], number: int, watched: Watched, history: History, t: Texts) -> Card:
    finding, lang, captured = same[0], t.lang, watched.captured
    since = history.unchanged(finding.quote)
    elsewhere = [one_line(f.section) or t("card.no_section") for f in same[1:]]
    return Card(
        quote=inert(finding.quote),
        attributes=tuple(
            (capital(term("attributes", name, lang)), _said(name, content, lang)) for name, content in finding.attributes.items()
        ),
        number=number,
        document=title(watched.source, watched.reading.document, lang),
        section=section(finding.section, t),
        lang=finding.lang or watched.source.lang,
        url=one_line(captured.final_url or captured.url),
        observed=moment(captured.last_seen, lang),
        since=t("card.at_least" if since.oldest else "card.since", day=day(since.first, lang)),
        sha256=captured.text_sha256,
        also=t("chapter.also_at", places=joined(elsewhere, t)) if elsewhere else "",
    )
