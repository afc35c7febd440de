"""`extract`: which grammars read which clause type, and how their marks become values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clausewatch.detect.attributes import periods
from clausewatch.detect.attributes.clause import Grammar, Mark, prepare
from clausewatch.model import AttributeValue

GRAMMARS: Mapping[str, tuple[Grammar, ...]] = {
    "breach_notification": (periods.hours,),
    "data_return_deletion": (periods.days,),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """Attributes that a quote states; `reasons` name attribute, value and the words that gave it."""

    values: Mapping[str, AttributeValue] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def extract(clause_type: str, quote: str, lang: str, context: str = "") -> Extracted:
    """The attributes of one clause: only what the quote says, nothing from elsewhere.

    `context` (heading or lead-in) helps to read the quote but gives no value by itself. An unknown
    clause type or language is no error: types without attributes give none, languages read as English.
    """
    clause = prepare(clause_type, quote, lang, context)
    marks = [mark for grammar in GRAMMARS.get(clause_type, ()) for mark in grammar(clause)]
    return Extracted(_values(marks), tuple(f"{m.attribute}={_shown(m.value)}: {m.words}" for m in marks))


def _values(marks: Iterable[Mark]) -> dict[str, AttributeValue]:
    values: dict[str, AttributeValue] = {}
    for mark in marks:
        values[mark.attribute] = mark.value
    return values


def _shown(value: AttributeValue) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
