"""What a difference means: clauses and attributes that changed, with direction.

Only findings that touch text with effect count, so that a detector that reads an unchanged
sentence differently never makes a change. Values are compared over all touched clauses of a type
together: a clause weakened in one place and restored in another is no weakening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from clausewatch.compare.align import Match
from clausewatch.compare.pairing import similarity
from clausewatch.compare.units import Unit, words
from clausewatch.model import AttributeChange, AttributeValue, Detection, Direction, Finding

MORE_IS_BETTER = frozenset({"notice_days", "objection_days"})
FEWER_IS_BETTER = frozenset({"hours", "days"})
GAIN_IS_BETTER = frozenset({"commitments", "channels", "remedies", "mechanisms"})
GAIN_IS_WORSE = frozenset({"countries", "purposes", "documents"})
ORDERS: Mapping[str, Mapping[str, int]] = {
    "assent": {"opt_in": 3, "signed": 3, "silence": 2, "continued_use": 1, "none": 0},
    "authorisation": {"specific": 1, "general": 0},
    "forum": {"courts": 2, "both": 1, "arbitration": 0, "waiver": 0},
}
"""Values from worse (0) to better for the customer."""
SILENT = frozenset({"business_days"})
Touched = tuple[int, Finding]
Sides = tuple[list[Finding], list[Finding]]
_ONE_CLAUSE = 0.3
_COUNTRIES_MOVE = frozenset({"governing_law", "dispute_venue"})


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that text with effect touches: `old` or `new` is None where there is none."""

    type: str
    old: Finding | None
    new: Finding | None
    match: int

    @property
    def how(self) -> str:
        """`added`, `removed` or `edited`."""
        return "added" if self.old is None else "removed" if self.new is None else "edited"


def clauses(matches: Sequence[Match], old: Detection, new: Detection) -> tuple[ClauseChange, ...]:
    """The clauses touched by matches with effect, old and new paired by type and likeness."""
    gone = _touched(old.findings, [m.old for m in matches])
    come = _touched(new.findings, [m.new for m in matches])
    pairs = _paired(gone, come)
    paired = [ClauseChange(gone[x][1].type, gone[x][1], come[y][1], gone[x][0]) for x, y in pairs.items()]
    lost = [ClauseChange(f.type, f, None, i) for x, (i, f) in enumerate(gone) if x not in pairs]
    found = [ClauseChange(f.type, None, f, i) for y, (i, f) in enumerate(come) if y not in pairs.values()]
    return tuple(c for c in (*paired, *lost, *found) if not _unchanged(c))


def attributes(changes: Sequence[ClauseChange], old: Detection, new: Detection) -> tuple[AttributeChange, ...]:
    """Attribute values that differ between the touched clauses of each type."""
    found: list[AttributeChange] = []
    for kind in dict.fromkeys(c.type for c in changes):
        mine = [c for c in changes if c.type == kind]
        rest = (_resting(kind, old, [c.old for c in mine]), _resting(kind, new, [c.new for c in mine]))
        for name in dict.fromkeys(n for c in mine for f in (c.old, c.new) if f for n in f.attributes if n not in SILENT):
            found += _compared(kind, name, mine, rest)
    return tuple(found)


def direction(kind: str, name: str, old: AttributeValue | None, new: AttributeValue | None) -> Direction:
    """How a change of an attribute looks from the customer's side (order of the docs, section 3)."""
    if isinstance(old, tuple) or isinstance(new, tuple):
        return _of_lists(kind, name, _strings(old), _strings(new))
    if name in ORDERS:
        ranks = [ORDERS[name].get(str(v)) for v in (old, new)]
        return _of_numbers(ranks[0], ranks[1])
    if name in MORE_IS_BETTER or name in FEWER_IS_BETTER:
        sign = 1 if name in MORE_IS_BETTER else -1
        counts = [sign * v if isinstance(v, int) else None for v in (old, new)]
        return _of_numbers(counts[0], counts[1], silent_is_worse=True)
    return Direction.DIFFERENT


def _of_numbers(old: int | None, new: int | None, silent_is_worse: bool = False) -> Direction:
    if old == new:
        return Direction.DIFFERENT
    if old is None or new is None:
        if not silent_is_worse:
            return Direction.DIFFERENT
        return Direction.STRONGER if old is None else Direction.WEAKER
    return Direction.STRONGER if new > old else Direction.WEAKER


def _of_lists(kind: str, name: str, old: frozenset[str], new: frozenset[str]) -> Direction:
    lost, gained = old - new, new - old
    if name == "purposes" and "none" in old | new:
        return Direction.WEAKER if "none" in lost else Direction.STRONGER
    one_sided = name == "countries" and not (old and new)
    if one_sided or kind in _COUNTRIES_MOVE or (lost and gained) or name not in GAIN_IS_BETTER | GAIN_IS_WORSE:
        return Direction.DIFFERENT
    return Direction.STRONGER if bool(gained) == (name in GAIN_IS_BETTER) else Direction.WEAKER


def _compared(kind: str, name: str, mine: Sequence[ClauseChange], rest: Sides) -> Iterable[AttributeChange]:
    values_old, values_new = _stated([c.old for c in mine], name), _stated([c.new for c in mine], name)
    if any(isinstance(v, tuple) for v in (*values_old, *values_new)):
        yield from _lists(kind, name, (_union(values_old), _union(values_new)), rest)
        return
    for a, b in zip_longest(_only(values_old, values_new), _only(values_new, values_old)):
        restored = a in _stated(rest[1], name) if b is None else a is None and b in _stated(rest[0], name)
        if not restored:
            yield AttributeChange(kind, name, a, b, direction(kind, name, a, b))


def _lists(kind: str, name: str, values: tuple[tuple[str, ...], tuple[str, ...]], rest: Sides) -> Iterable[AttributeChange]:
    old, new = values
    still = [_union(_stated(side, name)) for side in rest]
    lost = set(old) - set(new) - set(still[1])
    gained = set(new) - set(old) - set(still[0])
    if lost or gained:
        a, b = old or None, new or None
        yield AttributeChange(kind, name, a, b, direction(kind, name, a, b))


def _paired(gone: list[Touched], come: list[Touched]) -> dict[int, int]:
    """Indexes of old clauses to those of new ones: the same type, the most alike first."""
    scored = sorted((-_likeness(a, b), x, y) for x, a in enumerate(gone) for y, b in enumerate(come) if a[1].type == b[1].type)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, x, y in scored:
        if -score >= _ONE_CLAUSE and x not in pairs and y not in taken:
            pairs[x] = y
            taken.add(y)
    return pairs


def _touched(findings: Sequence[Finding], sides: Iterable[Sequence[Unit]]) -> list[Touched]:
    """Findings that overlap a match, each with the index of the first one."""
    spans = sorted((u.start, u.end, i) for i, side in enumerate(sides) for u in side)
    own = [f for f in findings if f.operative and not f.scc]
    hits = [(next((i for a, b, i in spans if a < f.end and f.start < b), -1), f) for f in own]
    return [(i, f) for i, f in hits if i >= 0]


def _likeness(a: Touched, b: Touched) -> float:
    """Common words of two quotes; clauses in one edited place are one clause even if little is left."""
    score = similarity(words(a[1].quote), words(b[1].quote))
    return max(score, _ONE_CLAUSE) + 0.5 if a[0] == b[0] else score


def _unchanged(change: ClauseChange) -> bool:
    return change.old is not None and change.new is not None and words(change.old.quote) == words(change.new.quote)


def _resting(kind: str, side: Detection, touched: Iterable[Finding | None]) -> list[Finding]:
    """The clauses of a type that the change leaves alone."""
    moved = {(f.start, f.end) for f in touched if f is not None}
    return [f for f in side.findings if f.type == kind and f.operative and (f.start, f.end) not in moved]


def _stated(findings: Iterable[Finding | None], name: str) -> list[AttributeValue]:
    return [f.attributes[name] for f in findings if f is not None and name in f.attributes]


def _union(values: Iterable[AttributeValue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(v) for value in values for v in (value if isinstance(value, tuple) else (value,))))


def _only(values: list[AttributeValue], other: list[AttributeValue]) -> list[AttributeValue]:
    left = list(other)
    out = []
    for value in values:
        if value in left:
            left.remove(value)
        else:
            out.append(value)
    return out


def _strings(value: AttributeValue | None) -> frozenset[str]:
    return frozenset() if value is None else frozenset(map(str, value)) if isinstance(value, tuple) else frozenset({str(value)})
