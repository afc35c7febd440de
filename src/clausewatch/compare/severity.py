"""How severe the events of a change are, by the ordered rules of `corpus/severity.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clausewatch import resources
from clausewatch.errors import BadDeclarations
from clausewatch.model import Problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LISTS = ("how", "types", "lost", "gained", "standing", "flags", "without")
_TEXTS = ("event", "attribute", "direction", "old", "new")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a change does, as the rules see it.

    `kind` is `attribute`, `subprocessor`, `clause`, `text`, `banner` or `noise`; the other fields
    are named as in the rules. `part` indexes the change's parts (-1: the document as a whole).
    """

    kind: str
    how: str = ""
    type: str = ""
    attribute: str = ""
    direction: str = ""
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    old: bool = True
    new: bool = True
    standing: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    part: int = -1


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: an id, its sentence by language, and alternative conditions with their severity."""

    id: str
    says: Mapping[str, str]
    when: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Severity 0-4 of an event and the rule that gave it."""

    severity: int
    rule: str


NOTHING = Verdict(0, "S16")


def grade(event: Event, rules: Iterable[Rule]) -> Verdict:
    """The first rule with a fitting condition decides."""
    for rule in rules:
        for condition in rule.when:
            if _fits(event, condition):
                return Verdict(condition["severity"], rule.id)
    return NOTHING


def grades(found: Sequence[Event], rules: Iterable[Rule]) -> list[Verdict]:
    """A verdict for each event; events of one clause share the first rule that fits any of them."""
    ordered = tuple(rules)
    alone = [grade(e, ordered) for e in found]
    first: dict[tuple[int, str], Verdict] = {}
    for event, verdict in zip(found, alone, strict=True):
        key = (event.part, event.type)
        first[key] = min(first.get(key, verdict), verdict, key=lambda v: v.rule)
    shared = {"attribute", "clause"}
    return [first[e.part, e.type] if e.kind in shared else v for e, v in zip(found, alone, strict=True)]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The highest severity; of equals the first rule."""
    return min(verdicts, key=lambda v: (-v.severity, v.rule), default=NOTHING)


@cache
def rules(path: Path | None = None) -> tuple[Rule, ...]:
    """The rules of a file, by default the shipped ones.

    Raises:
        BadDeclarations: an unknown key, a missing severity or an id out of order.
    """
    path = path or resources.corpus("severity.yml")
    rows = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - both are safe loaders
    problems = [Problem(str(path), 0, p) for row in rows for p in _problems(row)]
    ids = [str(row.get("id")) for row in rows]
    if ids != sorted(set(ids)):
        problems.append(Problem(str(path), 0, "the ids must be in order and unique"))
    if problems:
        raise BadDeclarations(problems)
    return tuple(Rule(row["id"], row["says"], tuple(row["when"])) for row in rows)


def _problems(row: Mapping[str, Any]) -> Iterable[str]:
    if set(row) != {"id", "says", "when"}:
        yield f"rule {row.get('id')}: needs exactly id, says and when"
        return
    for condition in row["when"]:
        unknown = sorted(set(condition) - {*_LISTS, *_TEXTS, "severity"})
        if unknown or not isinstance(condition.get("severity"), int):
            yield f"rule {row['id']}: unknown {unknown or 'severity'}; known: {', '.join((*_TEXTS, *_LISTS, 'severity'))}"


def _fits(event: Event, condition: Mapping[str, Any]) -> bool:
    return all(_TESTS[key](event, value) for key, value in condition.items() if key != "severity")


def _some(have: tuple[str, ...], wanted: list[str]) -> bool:
    return bool(set(have) & set(wanted)) or ("any" in wanted and bool(have))


_TESTS: dict[str, Any] = {
    "event": lambda e, v: e.kind == v,
    "how": lambda e, v: e.how in v,
    "types": lambda e, v: e.type in v,
    "attribute": lambda e, v: e.attribute == v,
    "direction": lambda e, v: e.direction == v,
    "lost": lambda e, v: _some(e.lost, v),
    "gained": lambda e, v: _some(e.gained, v),
    "old": lambda e, v: e.old == (v == "present"),
    "new": lambda e, v: e.new == (v == "present"),
    "standing": lambda e, v: _some(e.standing, v),
    "flags": lambda e, v: set(v) <= e.flags,
    "without": lambda e, v: not set(v) & e.flags,
}
