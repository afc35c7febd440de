"""Attribute values that a change gives or takes, with their direction for the customer.

Values are compared over all touched clauses of a type together, and with the clauses that the change
leaves alone: a clause weakened in one place and restored in another is no weakening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from clausewatch.compare.clauses import ClauseChange
from clausewatch.compare.direction import FEWER_IS_BETTER, MORE_IS_BETTER, direction
from clausewatch.compare.pairing import similarity
from clausewatch.compare.units import words
from clausewatch.model import AttributeChange, AttributeValue, Detection, Finding

SILENT = frozenset({"business_days"})
Texts = tuple[str, ...]
_SAME_RULE = 0.5
_GENERIC = re.compile(
    r"(?:the |this )?(?:dpa|terms|agreement|addendum|data processing (?:addendum|agreement)|terms of (?:service|use)"
    r"|user agreement"
    r"|(?:anlage|annex|appendix|bilaga|annexe) \w+)",
    re.IGNORECASE,
)
_MUTUAL = re.compile(
    r"\b(?:both|each|either|neither|receiving|disclosing) part(?:y|ies)\b|\b(?:beide|jede|keine) partei(?:en)?\b"
    r"|\b(?:båda|vardera|ingendera) part(?:en|erna)?\b|\b(?:chaque|chacune des|les deux|aucune des) parties?\b",
    re.IGNORECASE,
)
_VAGUE = frozenset({("channels", "unspecified"), ("purposes", "other"), ("commitments", "discloses")})
_BRAND = 2
_ONE_PLACE = frozenset({"governing_law", "dispute_venue"})
_WHOLE = frozenset({"countries", "mechanisms", "scc_modules"})
Sides = tuple[list[Finding], list[Finding]]
_CLEAR_BOTH_WAYS = frozenset({"assent", "forum", "scc_modules"})
_IMPLIED = frozenset({("authorisation", None, "general"), ("authorisation", "general", None)})


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


def _is_clear(change: AttributeChange) -> bool:
    """False for what a silent side does not tell: it may have been implied before or still be."""
    both = change.old is not None and change.new is not None
    if change.attribute in _CLEAR_BOTH_WAYS or change.type == "third_country_access":
        return both
    return (change.attribute, change.old, change.new) not in _IMPLIED and (both or not _is_vague(change))


def _is_vague(change: AttributeChange) -> bool:
    """True where all that is stated names no channel or purpose, or promises nothing: "we disclose what the law demands"."""
    values = _tuple(change.old if change.new is None else change.new)
    return all((change.attribute, value) in _VAGUE for value in values)


def _compared(kind: str, name: str, mine: Sequence[ClauseChange], rest: Sides) -> Iterable[AttributeChange]:
    stated = [(_of(c.old, name), _of(c.new, name)) for c in mine]
    if any(isinstance(v, tuple) for pair in stated for v in pair):
        return _lists(kind, name, [(_tuple(a), _tuple(b)) for a, b in stated], rest)
    return _forums(kind, mine, rest) if name == "forum" else _single(kind, name, mine, rest)


def _single(kind: str, name: str, mine: Sequence[ClauseChange], rest: Sides) -> Iterable[AttributeChange]:
    moved = [c for c in mine if not _stands(name, c, rest)]
    said = _stated([c.old for c in moved], name), _stated([c.new for c in moved], name)
    gone, come = _only(said[0], said[1]), _only(said[1], said[0])
    if not (gone and come):
        gone, come = _to_reckon_with(name, gone), _to_reckon_with(name, come)
    return [_change(kind, name, a, b) for a, b in zip_longest(gone, come)]


def _to_reckon_with(name: str, values: list[AttributeValue]) -> list[AttributeValue]:
    """Of several periods that all come or all go, the one that is worst for the customer; other values each once."""
    periods = [v for v in values if isinstance(v, int)]
    if not periods or name not in MORE_IS_BETTER | FEWER_IS_BETTER:
        return list(dict.fromkeys(values))
    return [min(periods) if name in MORE_IS_BETTER else max(periods)]


def _forums(kind: str, mine: Sequence[ClauseChange], rest: Sides) -> Iterable[AttributeChange]:
    """One value for the whole document: courts in one clause and arbitration in another are both."""
    old, new = (
        _forum([*touched, *left]) for touched, left in zip(([c.old for c in mine], [c.new for c in mine]), rest, strict=True)
    )
    return [_change(kind, "forum", old, new)] if old != new else []


def _forum(side: Sequence[Finding | None]) -> str | None:
    said = set(map(str, _stated(side, "forum")))
    return "both" if len(said & {"courts", "arbitration", "both"}) > 1 else min(said - {"waiver"} or said, default=None)


def _change(kind: str, name: str, old: AttributeValue | None, new: AttributeValue | None) -> AttributeChange:
    return AttributeChange(kind, name, old, new, direction(kind, name, old, new))


def _stands(name: str, change: ClauseChange, rest: Sides) -> bool:
    """True where a clause came or went whole, and one like it states the same in untouched text."""
    one, others = (change.old, rest[1]) if change.new is None else (change.new, rest[0])
    if one is None or (change.old is not None and change.new is not None):
        return False
    alike = (f for f in others if f.attributes.get(name) == one.attributes.get(name))
    return any(similarity(words(f.quote), words(one.quote)) >= _SAME_RULE for f in alike)


def _lists(kind: str, name: str, stated: Sequence[tuple[Texts, Texts]], rest: Sides) -> Iterable[AttributeChange]:
    """One change for a list: what no touched clause gives back and no untouched clause holds."""
    lost, gained = _moved(name, stated, rest)
    if lost or gained:
        both = [(a, b) for a, b in stated if a and b and set(a) != set(b)] if kind in _ONE_PLACE else []
        old, new = _shown(name, both or stated, lost, gained)
        yield _change(kind, name, old or None, new or None)


def _moved(name: str, stated: Sequence[tuple[Texts, Texts]], rest: Sides) -> tuple[Texts, Texts]:
    """What all touched clauses lose together, and what they gain."""
    lost = _union([_without(a, b) for a, b in stated])
    gained = _union([_without(b, a) for a, b in stated])
    lost, gained = _without(lost, (*gained, *_still(name, rest[1]))), _without(gained, (*lost, *_still(name, rest[0])))
    if name != "documents":
        return lost, gained
    return _not_named_in(lost, gained), _not_named_in(gained, lost)


def _not_named_in(names: Texts, other: Texts) -> Texts:
    """Names without those that the other side has with or without a brand: "Alfa Master Agreement", "Master Agreement"."""

    def brand(long: str, short: str) -> bool:
        head = long.removesuffix(" " + short)
        return head == long == short or (head != long and len(head.split()) <= _BRAND)

    return tuple(n for n in names if not any(brand(n, o) or brand(o, n) for o in other))


def _still(name: str, side: Sequence[Finding]) -> Texts:
    """Values that untouched clauses hold; purposes are each clause's own."""
    return () if name == "purposes" else _union(_stated(side, name))


def _shown(name: str, stated: Sequence[tuple[Texts, Texts]], lost: Texts, gained: Texts) -> tuple[Texts, Texts]:
    """The values shown: all of them for places and mechanisms, else those of the clause that changes most."""
    if name in _WHOLE:
        return _tuple(_union([a for a, _ in stated])), _tuple(_union([b for _, b in stated]))
    if name == "documents":
        return lost, gained
    if "none" in lost:
        return ("none",), ()
    return max(stated, key=lambda pair: len(set(lost) & set(pair[0])) + len(set(gained) & set(pair[1])))


def _of(finding: Finding | None, name: str) -> AttributeValue | None:
    """A value of a clause; what both parties owe each other is no purpose of the vendor's."""
    if finding is None or (name == "purposes" and _MUTUAL.search(finding.quote)):
        return None
    return finding.attributes.get(name)


def _tuple(value: AttributeValue | None) -> Texts:
    """A value as a list of what it tells apart: no generic names, no place that another one names closer."""
    values = tuple(map(str, value)) if isinstance(value, tuple) else () if value is None else (str(value),)
    return tuple(v for v in values if not _GENERIC.fullmatch(v) and not _is_covered(v, values))


def _is_covered(place: str, places: Texts) -> bool:
    """`US` beside `US-CA`, `EU` beside `EEA`, and `*` beside any country say nothing more."""
    closer = any(other.startswith(place + "-") for other in places)
    return closer or (place == "EU" and "EEA" in places) or (place == "*" and len(places) > 1)


def _without(values: Iterable[str], other: Iterable[str]) -> Texts:
    gone = set(other)
    return tuple(v for v in values if v not in gone)


def _resting(kind: str, side: Detection, touched: Iterable[Finding | None]) -> list[Finding]:
    """The clauses of a type that the change leaves alone."""
    moved = {(f.start, f.end) for f in touched if f is not None}
    return [f for f in side.findings if f.type == kind and f.operative and (f.start, f.end) not in moved]


def _stated(findings: Iterable[Finding | None], name: str) -> list[AttributeValue]:
    return [value for f in findings if (value := _of(f, name)) is not None]


def _union(values: Iterable[AttributeValue]) -> Texts:
    return tuple(dict.fromkeys(v for value in values for v in _tuple(value)))


def _only(values: list[AttributeValue], other: list[AttributeValue]) -> list[AttributeValue]:
    left = list(other)
    out = []
    for value in values:
        if value in left:
            left.remove(value)
        else:
            out.append(value)
    return out
