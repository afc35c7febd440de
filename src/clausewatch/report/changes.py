"""The observed changes of a vendor's documents, as they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clausewatch.model import AttributeValue, Cause, Change, ChangePart, RecordedChange, SubprocessorRow
from clausewatch.report.i18n import Texts
from clausewatch.report.naming import section
from clausewatch.report.worddiff import Piece, pieces
from clausewatch.wording import SHAPES, between, capital, country, day, listing, one_line, term, value

PARTS = 6
"""Places of one change that are shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of a change: what, before, after, direction."""

    what: str
    before: str
    after: str
    direction: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place that differs: its section, kind and marked words."""

    section: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One observed change."""

    document: str
    when: str
    severity: int
    word: str
    shape: str
    rule: str
    summary: str
    rows: tuple[Row, ...]
    deadlines: tuple[str, ...]
    places: tuple[Place, ...]
    more: int


def entries(changes: Sequence[RecordedChange], names: dict[str, str], t: Texts) -> tuple[Entry, ...]:
    """The changes in substance, newest first; `names` are the documents' titles by key."""
    telling = [c for c in changes if c.cause is Cause.CONTENT and c.change.substantive and not c.change.capture]
    telling.sort(key=lambda c: c.new_captured_at, reverse=True)
    return tuple(entry(c, names.get(c.document, one_line(c.document)), t) for c in telling)


def held_back(changes: Iterable[RecordedChange]) -> list[Sequence[str]]:
    """The kinds of noise of each change of the vendor's that had no effect."""
    quiet = (c for c in changes if c.cause is Cause.CONTENT and not c.change.substantive and not c.change.capture)
    return [c.change.noise for c in quiet]


def cosmetic(quiet: Sequence[Sequence[str]], t: Texts) -> str:
    """How many changes without effect were observed, and of which kinds; empty where there were none."""
    kinds = Counter(kind for found in quiet for kind in found)
    if not quiet:
        return ""
    said = listing((noise(kind, t) for kind, _ in kinds.most_common()), t.lang)
    return t.count("changes.cosmetic", len(quiet), kinds=said or "–")


def noise(kind: str, t: Texts) -> str:
    """The name of a kind of noise."""
    try:
        return t(f"noise.{kind}")
    except KeyError:
        return kind.replace("_", " ")


def entry(recorded: RecordedChange, document: str, t: Texts) -> Entry:
    """One recorded change as it is shown."""
    when = between(recorded.old_captured_at, recorded.new_captured_at, t.lang)
    return shown(recorded.change, document, t("changes.observed", when=when), t)


def shown(change: Change, document: str, when: str, t: Texts) -> Entry:
    """A change as it is shown, with the document's name and the time of observation in words."""
    places = [p for p in change.parts if not p.noise and p.kind != "moved"]
    places.sort(key=lambda p: -p.severity)
    key = str(change.severity)
    return Entry(
        document=document,
        when=when,
        severity=change.severity,
        word=term("severity", key, t.lang),
        shape=SHAPES[key],
        rule=t("changes.rule", rule=change.rule),
        summary=capital(one_line(change.summary.get(t.lang, ""))),
        rows=tuple(_rows(change, t)),
        deadlines=tuple(_deadlines(change, t)),
        places=tuple(_place(p, t) for p in places[:PARTS]),
        more=max(0, len(places) - PARTS),
    )


def _rows(change: Change, t: Texts) -> Iterator[Row]:
    lang = t.lang
    for moved in change.attributes:
        what = f"{capital(term('types', moved.type, lang))}: {term('attributes', moved.attribute, lang)}"
        before, after = (_stated(moved.attribute, v, t) for v in (moved.old, moved.new))
        yield Row(what, before, after, term("directions", moved.direction, lang))
    named = change.subprocessors
    for row in named.added:
        yield _subprocessor(row, "–", _countries(row, t), t, "added")
    for row in named.removed:
        yield _subprocessor(row, _countries(row, t), "–", t, "removed")
    for old, new in named.changed:
        yield _subprocessor(new, _details(old, t), _details(new, t), t, "edited")


def _stated(attribute: str, content: AttributeValue | None, t: Texts) -> str:
    return t("timeline.unsaid") if content is None or content == () else value(attribute, content, t.lang)


def _subprocessor(row: SubprocessorRow, before: str, after: str, t: Texts, kind: str) -> Row:
    return Row(f"{capital(t('changes.subprocessor'))}: {one_line(row.name)}", before, after, t(f"changes.{kind}"))


def _countries(row: SubprocessorRow, t: Texts) -> str:
    return listing((country(c, t.lang) for c in row.countries), t.lang) or t("standing.unstated")


def _details(row: SubprocessorRow, t: Texts) -> str:
    return "; ".join(p for p in (one_line(row.name), one_line(row.purpose), _countries(row, t)) if p)


def _deadlines(change: Change, t: Texts) -> Iterator[str]:
    for deadline in change.deadlines:
        how = t("changes.estimated" if deadline.estimated else "changes.stated")
        yield f"{t(f'changes.deadline_{deadline.kind}', day=day(deadline.day, t.lang))} ({how})"


def _place(part: ChangePart, t: Texts) -> Place:
    return Place(section(part.section, t), t(f"changes.{part.kind}"), pieces(part.old, part.new))
