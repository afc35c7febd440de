"""Attribute values that a change gives or takes, with their direction for the customer.

Values are compared over all touched clauses of a type together, and with the clauses that the change
leaves alone: a clause weakened in one place and restored in another is no weakening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from clausewatch.compare.clauses import ClauseChange
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
Sides = tuple[list[Finding], list[Finding]]
_CLEAR_BOTH_WAYS = frozenset({"assent", "forum", "scc_modules"})
_IMPLIED = frozenset({("authorisation", None, "general"), ("authorisation", "general", None)})
_COUNTRIES_MOVE = frozenset({"governing_law", "dispute_venue"})


def attributes(changes: Sequence[ClauseChange], old: Detection, new: Detection) -> tuple[AttributeChange, ...]:
    """Attribute values that differ between the touched clauses of each type."""
    found: list[AttributeChange] = []
    for kind in dict.fromkeys(c.type for c in changes):
        mine = [c for c in changes if c.type == kind]
        rest = (_resting(kind, old, [c.old for c in mine]), _resting(kind, new, [c.new for c in mine]))
        for name in _names(mine):
            found += _compared(kind, name, mine, rest)
    return tuple(a for a in found if _is_clear(a))


def _names(mine: Iterable[ClauseChange]) -> list[str]:
    """The attributes that either side states, each once."""
    sides = [f.attributes for c in mine for f in (c.old, c.new) if f is not None]
    return list(dict.fromkeys(name for side in sides for name in side if name not in SILENT))


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


def _is_clear(change: AttributeChange) -> bool:
    """False for what a silent side does not tell: it may have been implied before or still be."""
    if change.attribute in _CLEAR_BOTH_WAYS:
        return change.old is not None and change.new is not None
    return (change.attribute, change.old, change.new) not in _IMPLIED


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
