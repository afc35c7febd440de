"""The findings of a report, arranged under the three questions.

Each clause type ends in one of four ways, and they are never mixed: found; looked for and not
found; not captured (nothing to look in); not looked for (no detector for the language).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from clausewatch.model import QUESTIONS, AttributeValue, Finding
from clausewatch.report.history import History, Since
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
    """One clause type that was found: its cards (perhaps only the first of `count`), and where it was looked for in vain."""

    type: str
    name: str
    cards: tuple[Card, ...]
    other: int
    absent: str
    count: int


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
        return sum(b.count for b in self.blocks)

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


class Past(Protocol):
    """Knows since when a document's quotes stand; `History` does, by its earlier texts."""

    def unchanged(self, quote: str) -> Since:
        """Since when a quote of the newest version is there."""
        ...


def chapters(evidence: Evidence, t: Texts, pasts: Sequence[Past] = (), most: int | None = None) -> tuple[Chapter, ...]:
    """The three chapters of a report, with at most so many cards of a clause type.

    `pasts` are the pasts of the documents, in their order; without them the earlier readings tell.
    """
    pen = _Pen(evidence, pasts or [History(w) for w in evidence.documents], t, slice(most))
    return tuple(_chapter(question, types, pen) for question, types in QUESTIONS.items())


def block(evidence: Evidence, clause_type: str, t: Texts, pasts: Sequence[Past], part: slice) -> Block:
    """One clause type with a part of its cards; none where it was not found."""
    return _block(clause_type, _Pen(evidence, pasts, t, part))


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


@dataclass(frozen=True, slots=True)
class _Pen:
    """What cards are written from."""

    evidence: Evidence
    pasts: Sequence[Past]
    t: Texts
    part: slice


def _chapter(question: str, types: Sequence[str], pen: _Pen) -> Chapter:
    evidence, t = pen.evidence, pen.t
    by_status: dict[Status, list[str]] = {s: [] for s in Status}
    for clause_type in types:
        by_status[status(evidence, clause_type)].append(clause_type)
    named = {s: tuple(term("types", c, t.lang) for c in found) for s, found in by_status.items()}
    return Chapter(
        question,
        term("questions", question, t.lang),
        tuple(_block(c, pen) for c in by_status[Status.FOUND]),
        _in_vain(by_status[Status.NOT_FOUND], evidence, t),
        named[Status.NOT_CAPTURED],
        named[Status.NOT_LOOKED],
    )


def _block(clause_type: str, pen: _Pen) -> Block:
    evidence, t = pen.evidence, pen.t
    wordings = [(n, same) for n, w in enumerate(evidence.documents) for same in _wordings(_rules(w, clause_type))]
    named = {title(w.source, w.reading.document, t.lang) for w in (evidence.documents[n] for n, _ in wordings)}
    absent = [name for name in _looked_in(clause_type, evidence, t) if name not in named]
    return Block(
        clause_type,
        capital(term("types", clause_type, t.lang)),
        tuple(_card(same, n + 1, evidence.documents[n], pen.pasts[n], t) for n, same in wordings[pen.part]),
        sum(len(_others(w, clause_type)) for w in evidence.documents),
        joined(absent, t) if absent else "",
        len(wordings),
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


def _others(watched: Watched, clause_type: str) -> list[Finding]:
    return [f for f in watched.reading.detection.findings if f.type == clause_type and not is_rule(f)]


def _wordings(found: Sequence[Finding]) -> Iterable[Sequence[Finding]]:
    """Findings by wording: a rule that is repeated word by word is one card that names its other places."""
    by_text: dict[str, list[Finding]] = {}
    for finding in found:
        by_text.setdefault(" ".join(finding.quote.split()), []).append(finding)
    return by_text.values()


def _card(same: Sequence[Finding], number: int, watched: Watched, past: Past, t: Texts) -> Card:
    finding, lang, captured = same[0], t.lang, watched.captured
    since = past.unchanged(finding.quote)
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
