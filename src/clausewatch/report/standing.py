"""Countries against the dated facts: what is on record about each, without a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clausewatch.model import Fact
from clausewatch.wording import country

_AREAS = frozenset({"EU", "EEA"})
_KINDS = ("eea", "adequacy")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record about a country on a day: a key of `standing.*`, and the fact it rests on."""

    key: str
    fact: Fact | None = None


def standing(code: str, facts: Sequence[Fact], on: date) -> Standing:
    """`eea`, `adequacy`, `limited` (adequacy of limited scope), `none`, or `unchecked` without any facts."""
    if code in _AREAS:
        return Standing("eea")
    country_facts = [f for f in facts if f.kind in _KINDS]
    own = [f for f in country_facts if f.country == code.partition("-")[0] and f.valid_on(on)]
    if not own:
        return Standing("none" if country_facts else "unchecked")
    fact = min(own, key=lambda f: _KINDS.index(f.kind))
    return Standing("limited" if fact.kind == "adequacy" and fact.scope else fact.kind, fact)


def concerning(facts: Iterable[Fact], codes: Iterable[str], mechanisms: Iterable[str]) -> tuple[Fact, ...]:
    """The facts about some countries and transfer mechanisms, membership of the EEA aside."""
    places = {c.partition("-")[0] for c in codes}
    grounds = set(mechanisms)
    chosen = [f for f in facts if f.kind != "eea" and (f.country in places or f.mechanism in grounds)]
    return tuple(f for f in chosen if f.kind != "adequacy" or f.country in places or ("adequacy" in grounds and not f.country))


def members(facts: Iterable[Fact], on: date, lang: str) -> tuple[str, ...]:
    """The names of the members of the EEA on a day, in the order of the language."""
    return tuple(sorted(country(f.country, lang) for f in facts if f.kind == "eea" and f.valid_on(on)))
