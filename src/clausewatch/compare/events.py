"""The events of a change, in the terms of the severity rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausewatch.compare.clauses import ClauseChange
from clausewatch.compare.context import Context
from clausewatch.compare.facts import invalid, standing
from clausewatch.compare.processors import is_other_purpose
from clausewatch.compare.severity import Event
from clausewatch.compare.units import words
from clausewatch.compare.words import DENIAL, EXCEPTION, FUNCTION, TRAINING
from clausewatch.model import AttributeChange, AttributeValue, ChangePart, SubprocessorChange, SubprocessorRow

Words = tuple[str, ...]
_DISCRETION = re.compile(
    r"\b(?:sole (?:and absolute )?discretion|at (?:its|our) discretion|for any reason|without cause|no reason|"
    r"reserves? the right to (?:\w+ ){0,4}(?:suspend|restrict|terminate|remove)|"
    r"eget gottfinnande|av vilket skäl som helst|eigenem ermessen|aus beliebigem grund|"
    r"(?:seule|entière) discrétion|sans motif)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:consent|approval|authorisation|authorization|agree[sd]? in writing|samtycke|godkännande|medgivande|"
    r"zustimmung|einwilligung|genehmigung|consentement|accord préalable)\b",
    re.IGNORECASE,
)
_MANY = 3
_TRANSFERS = frozenset({"transfer_mechanism", "third_country_access", "data_location"})
_AMOUNT = re.compile(
    r"(\d[\d.,  ]*)\s*(?:%|percent|months?|månader|monate|mois|usd|eur|sek|dollars?|\$|€)|[$€£]\s?(\d[\d.,]*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What changed: clauses, attributes, subprocessors; the old text, to know what is new to it.

    `read` is false where no detector knows the language: then no clause means nothing.
    """

    clauses: tuple[ClauseChange, ...]
    attributes: tuple[AttributeChange, ...]
    rows: SubprocessorChange
    old_text: str = ""
    read: bool = True


def events(meaning: Meaning, parts: Sequence[ChangePart], context: Context) -> Iterator[Event]:
    """All events: of attributes, clauses, subprocessors and of text that holds no clause."""
    for change in meaning.attributes:
        yield _attribute(change, meaning.clauses, context)
    for clause in meaning.clauses:
        flags = frozenset({*_clause_flags(clause, meaning.old_text), *_flags_among(clause, meaning.clauses)})
        yield Event("clause", clause.how, clause.type, flags=flags, part=clause.match)
    yield from _processors(meaning.rows, context)
    for index, part in enumerate(parts):
        if part.rule == "banner":
            yield Event("banner", part.kind, "terms_change", part=index)
        else:
            flags = frozenset() if meaning.read else frozenset({"unread"})
            yield Event("noise" if part.noise else "text", part.kind, flags=flags, part=index)


def _attribute(change: AttributeChange, clauses: Sequence[ClauseChange], context: Context) -> Event:
    mine = [c for c in clauses if c.type == change.type]
    old, new = _values(change.old), _values(change.new)
    lost, gained = tuple(v for v in old if v not in new), tuple(v for v in new if v not in old)
    places = tuple(standing(c, context.today, context.facts) for c in gained) if change.attribute == "countries" else ()
    return Event(
        "attribute",
        "added" if change.old is None else "removed" if change.new is None else "edited",
        change.type,
        change.attribute,
        change.direction.value,
        lost,
        gained,
        change.old is not None,
        change.new is not None,
        places,
        frozenset(_attribute_flags(change, clauses, gained, context)),
        min((c.match for c in mine if _states(c, change.attribute)), default=-1),
    )


def _attribute_flags(change: AttributeChange, others: Sequence[ClauseChange], gained: Words, context: Context) -> Iterator[str]:
    new = _new_values(others, change.type)
    today, facts = context.today, context.facts
    flags = {
        "immediate": any(a.get("notice_days") == 0 for a in new),
        "no_way_out": all(a.get("remedies", ("none",)) == ("none",) for a in new),
        "invalid": change.attribute == "mechanisms" and any(invalid(m, today, facts) for m in gained),
        "stays_here": any(_eea_only(a.get("countries"), context) for a in _new_values(others, "data_location")),
        "residency_lost": _eea_only(change.old, context) and not _eea_only(change.new, context),
    }
    return (name for name, holds in flags.items() if holds)


def _new_values(clauses: Iterable[ClauseChange], kind: str) -> list[Mapping[str, AttributeValue]]:
    return [c.new.attributes for c in clauses if c.new is not None and c.type == kind]


def _clause_flags(clause: ClauseChange, old_text: str) -> Iterator[str]:
    """Properties of a clause that come with its new words."""
    old = clause.old.quote if clause.old else ""
    new = clause.new.quote if clause.new else ""
    forum = clause.new.attributes.get("forum") if clause.new and not clause.old else None
    before, after = _amounts(old), _amounts(new)
    flags = {
        "discretion": _DISCRETION.search(new) and not _DISCRETION.search(old),
        "training": TRAINING.search(new) and not DENIAL.search(new) and not TRAINING.search(old_text),
        "training_widened": clause.type == "vendor_data_use" and _is_widened(old, new),
        "arbitration": forum in {"arbitration", "waiver", "both"},
        "cap_lowered": before and after and max(after) < max(before),
    }
    return (name for name, holds in flags.items() if holds)


def _is_widened(old: str, new: str) -> bool:
    """True where a rule on training gains words, or a promise not to train loses some or goes."""
    if not TRAINING.search(old):
        return False
    denied, denies = (DENIAL.search(text) is not None for text in (old, new))
    if denied != denies or not new:
        return denied
    gained, lost = _words_of_weight(old, new)
    if denied and EXCEPTION.search(old) and _words_of_weight(_kept(old), _kept(new)) == (set(), set()):
        denied = False  # what the promise leaves out is a rule that permits
    return bool(lost) and not gained if denied else bool(gained) and not lost


def _kept(text: str) -> str:
    """A promise without its exceptions."""
    return EXCEPTION.split(text, maxsplit=1)[0]


def _words_of_weight(old: str, new: str) -> tuple[set[str], set[str]]:
    """Words that came and words that went, function words and other places of the same word aside."""
    before, after = (set(words(text)) - FUNCTION for text in (old, new))
    return after - before, before - after


def _flags_among(clause: ClauseChange, others: Sequence[ClauseChange]) -> Iterator[str]:
    """Properties of a clause that show beside the other clauses of the change."""
    if clause.how == "added" and _growth(clause.type, others) >= _MANY:
        yield "grown"
    yield from _transfer_flags(clause, others)


def _growth(kind: str, clauses: Sequence[ClauseChange]) -> int:
    """How many clauses of a type came beyond those that went."""
    how = [c.how for c in clauses if c.type == kind]
    return how.count("added") - how.count("removed")


def _transfer_flags(clause: ClauseChange, others: Sequence[ClauseChange]) -> Iterator[str]:
    """`consent_lost` where transfers needed the customer's consent and no touched clause asks for it now."""
    if clause.type in _TRANSFERS and clause.old is not None and _CONSENT.search(clause.old.quote):
        now = (c.new.quote for c in others if c.new is not None and c.type in _TRANSFERS)
        if not any(map(_CONSENT.search, now)):
            yield "consent_lost"


def _processors(rows: SubprocessorChange, context: Context) -> Iterator[Event]:
    def _places(row: SubprocessorRow) -> tuple[str, ...]:
        return tuple(standing(c, context.today, context.facts) for c in row.countries) or ("unknown",)

    for row in rows.added:
        yield Event("subprocessor", "added", "subprocessor_list", standing=_places(row))
    for row in rows.removed:
        yield Event("subprocessor", "removed", "subprocessor_list", standing=_places(row))
    for old, new in rows.changed:
        gained = tuple(c for c in new.countries if c not in old.countries)
        flags = ({"purpose"} if is_other_purpose(old, new) else set()) | ({"country_gained"} if gained else set())
        places = tuple(standing(c, context.today, context.facts) for c in gained)
        yield Event("subprocessor", "changed", "subprocessor_list", standing=places, flags=frozenset(flags))


def _values(value: AttributeValue | None) -> tuple[str, ...]:
    return () if value is None else tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _eea_only(value: AttributeValue | None, context: Context) -> bool:
    places = _values(value)
    return bool(places) and all(standing(c, context.today, context.facts) == "eea" for c in places)


def _states(clause: ClauseChange, attribute: str) -> bool:
    return any(f is not None and attribute in f.attributes for f in (clause.old, clause.new))


def _amounts(text: str) -> list[float]:
    """Money, percentages and months in a text, as numbers."""
    found: Iterable[str] = (a or b for a, b in _AMOUNT.findall(text))
    return [float(re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$", "", number.rstrip(" .,")))) for number in found]
