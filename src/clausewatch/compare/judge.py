"""Two readings of one document to a judged change. Pure: no clock, no files beyond the shipped rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from clausewatch.compare import deadlines, nearly, noise, severity, summary
from clausewatch.compare.align import Match, align
from clausewatch.compare.clauses import ClauseChange, clauses
from clausewatch.compare.context import Again, Context
from clausewatch.compare.events import Meaning, events
from clausewatch.compare.inferred import LISTING, with_inferred
from clausewatch.compare.meaning import attributes
from clausewatch.compare.processors import compare_rows
from clausewatch.compare.severity import Event, Verdict
from clausewatch.compare.trouble import cut_off, trouble
from clausewatch.compare.units import Unit
from clausewatch.compare.words import BANNER, PARTIES
from clausewatch.model import (
    CLAUSE_TYPES,
    AttributeChange,
    Change,
    ChangePart,
    Deadline,
    Direction,
    Document,
    PageKind,
    PassageKind,
    Reading,
    SubprocessorChange,
)

__all__ = ["Context", "compare"]
_NEAR_TOP = 0.15
_HEAD = 1500
_SENTENCE = 4


def compare(old: Reading, new: Reading, context: Context) -> Change:
    """What differs between two readings, whether somebody must know, how severe, and until when.

    A side that is not the document gives a change with `capture` set and nothing else. The result
    depends on the arguments alone.
    """
    if kind := trouble(old.document, new.document, context.confirmed):
        return _troubled(kind)
    matches = align(old.document, new.document)
    judged = [_noise(m, old, new) for m in matches]
    told = [m for m, names in zip(matches, judged, strict=True) if not names]
    if not context.confirmed and cut_off(told, old.document, new.document):
        return _troubled(PageKind.SHRUNK.value)
    rows = _rows(matches, old, new)
    meaning = _meaning(told, rows, old, new, context.again)
    parts = [_part(m, names, old.document, new.document) for m, names in zip(matches, judged, strict=True)]
    told_parts = [p for p in parts if not p.noise]
    found = list(events(meaning, told_parts, context))
    graded = severity.grades(found, severity.rules())
    worst = severity.worst(graded)
    change = Change(
        substantive=bool(told_parts or rows),
        severity=worst.severity,
        rule=worst.rule,
        noise=_names(judged, old.document, new.document),
        types=_types(meaning.clauses, rows, told_parts),
        attributes=meaning.attributes,
        subprocessors=rows,
        parts=tuple(_graded(parts, meaning.clauses, list(zip(found, graded, strict=True)))),
        deadlines=_deadlines(told_parts, new, context),
        facts=_facts(meaning.attributes, rows, context),
        assent=_assent(meaning.clauses),
    )
    return replace(change, summary=summary.of_change(change))


def _meaning(told: Sequence[Match], rows: SubprocessorChange, old: Reading, new: Reading, again: Again | None) -> Meaning:
    gone, come = [u for m in told for u in m.old], [u for m in told for u in m.new]
    before, after = with_inferred(old, new, gone), with_inferred(new, old, come)
    before, after = nearly.both((old.document, before, gone), (new.document, after, come), again)
    touched = clauses(told, before, after)
    return Meaning(touched, attributes(touched, before, after), rows, old.document.text, _read(new))


def _read(side: Reading) -> bool:
    return bool(side.detection.looked_for or side.detection.findings)


def _troubled(kind: str) -> Change:
    return Change(False, capture=kind, noise=_capture_noise(kind), summary=summary.of_trouble(kind))


def _noise(match: Match, old: Reading, new: Reading) -> tuple[str, ...]:
    claimed = _claimed(match, old, new)
    names = noise.judge(match, old.document, new.document, claimed)
    listing = len(new.detection.subprocessors) >= LISTING
    return names or (_aside(match) if listing and not claimed else ())


def _claimed(match: Match, old: Reading, new: Reading) -> bool:
    """True where a clause was found in a unit that only one side has."""
    one, side = (match.new, new) if match.new else (match.old, old)
    if match.kind not in {"added", "removed"} or one[0].weight < _SENTENCE:
        return False
    return any(f.operative and f.start < one[0].end and one[0].start < f.end for f in side.detection.findings)


def _aside(match: Match) -> tuple[str, ...]:
    """On a page that lists subprocessors, a sentence that names no party and states no clause is page text."""
    lone = match.kind in {"added", "removed"}
    running = all(u.kind is PassageKind.PARAGRAPH for u in (*match.old, *match.new))
    return ("ui_text",) if lone and running and PARTIES.isdisjoint((*match.old_words, *match.new_words)) else ()


def _rows(matches: Sequence[Match], old: Reading, new: Reading) -> SubprocessorChange:
    """Subprocessors are compared only where words differ: equal text holds equal rows."""
    if all(m.kind in {"same", "moved"} for m in matches):
        return SubprocessorChange()
    return compare_rows(old.detection.subprocessors, new.detection.subprocessors, old.document.text, new.document.text)


def _part(match: Match, names: tuple[str, ...], old: Document, new: Document) -> ChangePart:
    text_old, text_new = noise.raw(match.old, old), noise.raw(match.new, new)
    kind = {"same": "edited"}.get(match.kind, match.kind)
    document, side = (new, match.new) if match.new else (old, match.old)
    section = document.passages[side[0].passage].section
    banner = not names and kind == "added" and _is_banner(match, text_new, new)
    return ChangePart(
        kind,
        text_old,
        text_new,
        document.section_label(section),
        _span(match.old),
        _span(match.new),
        noise=names[0] if names else "",
        rule="banner" if banner else "",
    )


def _is_banner(match: Match, text: str, document: Document) -> bool:
    passage = document.passages[match.new[0].passage]
    top = match.new[0].start <= _NEAR_TOP * len(document.text)
    return ("banner" in passage.marks or top) and BANNER.search(text) is not None


def _span(side: Sequence[Unit]) -> tuple[int, int]:
    return (side[0].start, side[-1].end) if side else (0, 0)


def _names(judged: Iterable[tuple[str, ...]], old: Document, new: Document) -> tuple[str, ...]:
    found = {name for names in judged for name in names} | set(noise.of_document(old, new))
    return tuple(kind for kind in noise.KINDS if kind in found)


def _capture_noise(kind: str) -> tuple[str, ...]:
    return {"empty": ("near_empty",), "language": ("language",), "shrunk": ("extraction",)}.get(kind, ("wrong_page",))


def _types(clauses: Iterable[ClauseChange], rows: SubprocessorChange, parts: Iterable[ChangePart]) -> tuple[str, ...]:
    found = {c.type for c in clauses}
    if rows:
        found.add("subprocessor_list")
    if any(p.rule == "banner" for p in parts):
        found.add("terms_change")
    return tuple(t for t in CLAUSE_TYPES if t in found)


def _graded(
    parts: Sequence[ChangePart], clauses: Sequence[ClauseChange], graded: Sequence[tuple[Event, Verdict]]
) -> Iterable[ChangePart]:
    """The parts with the types, direction, severity and rule of their events; noise keeps its name."""
    index = -1
    for part in parts:
        if part.noise:
            yield replace(part, rule="S16")
            continue
        index += 1
        mine = [(e, v) for e, v in graded if e.part == index]
        worst = severity.worst(v for _, v in mine)
        types = tuple(dict.fromkeys(c.type for c in clauses if c.match == index))
        yield replace(part, types=types, severity=worst.severity, rule=worst.rule, direction=_direction(e for e, _ in mine))


def _direction(found: Iterable[Event]) -> Direction | None:
    said = {e.direction for e in found if e.direction}
    return next((d for d in Direction if d.value in said), None)


def _deadlines(parts: Sequence[ChangePart], new: Reading, context: Context) -> tuple[Deadline, ...]:
    if not parts or context.today == date.min:
        return ()
    seen = new.captured_at.date() if new.captured_at else context.today
    texts = [*(p.new for p in parts), new.document.text[:_HEAD]]
    stated = [day for day in map(deadlines.effect_date, texts) if day is not None and day >= seen]
    terms = deadlines.Terms(
        seen,
        context.notified,
        max(stated, default=None),
        _stated(new, "notice_days", ("terms_change", "subprocessor_change")),
        _stated(new, "objection_days", ("subprocessor_change",)),
        any(f.attributes.get("business_days") for f in new.detection.findings if f.type == "subprocessor_change"),
        context.country,
    )
    return deadlines.reckon(terms)


def _stated(new: Reading, name: str, types: Sequence[str]) -> int | None:
    """The shortest period above zero that the new text states in clauses of some types."""
    values = [f.attributes.get(name) for f in new.detection.findings if f.type in types]
    return min((v for v in values if isinstance(v, int) and v > 0), default=None)


def _facts(found: Iterable[AttributeChange], rows: SubprocessorChange, context: Context) -> tuple[str, ...]:
    """Ids of the facts that a reader needs: on countries and mechanisms that came."""
    names = {str(v) for a in found if isinstance(a.new, tuple) for v in a.new if a.attribute in {"countries", "mechanisms"}}
    names |= {c for row in rows.added for c in row.countries} | {c for _, row in rows.changed for c in row.countries}
    kinds = {"adequacy", "mechanism", "eea"}
    return tuple(
        f.id for f in context.facts if f.kind in kinds and f.valid_on(context.today) and {f.country, f.mechanism} & names
    )


def _assent(clauses: Iterable[ClauseChange]) -> str:
    said = [str(c.new.attributes["assent"]) for c in clauses if c.new is not None and "assent" in c.new.attributes]
    return said[0] if said else ""
