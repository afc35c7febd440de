"""Dated statements about the law outside the contract, read from `corpus/facts/*.yml`.

Each file is a list of rows. A row that breaks the schema becomes a `Problem` with file, line and the
nearest valid key, and is left out; the others are kept.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import yaml

from clausewatch.model import Fact, Problem

KINDS = ("eea", "adequacy", "mechanism", "law", "event")
CHECKED_HOW = ("official text read", "second-hand", "from memory")
MECHANISMS = (
    "adequacy",
    "dpf",
    "privacy_shield",
    "scc",
    "uk_addendum",
    "bcr",
    "derogation",
    "consent",
    "supplementary_measures",
    "other",
)
REQUIRED = ("id", "kind", "statement", "source", "checked_how")
TEXTS = ("id", "kind", "statement", "statement_sv", "source", "checked_how", "country", "mechanism", "scope")
DATES = ("valid_from", "valid_to", "checked_at")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COUNTRY = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


def load(folder: Path) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """All facts of a folder in file and row order, and every problem found.

    A missing folder is a problem too, never silently "no facts".
    """
    if not folder.is_dir():
        return (), (Problem(str(folder), 0, "there is no such folder", "facts are read from *.yml files in it"),)
    facts: list[Fact] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        for found in _file(path):
            if isinstance(found, Fact):
                facts.append(found)
            else:
                problems.append(found)
    return tuple(facts), (*problems, *_repeated(facts, folder))


def standing(country: str, day: date, facts: Iterable[Fact]) -> str:
    """How data may go to a country (ISO 3166-1 alpha-2, or `EU`, `EEA`, `*`) on a day.

    `eea`, `adequate`, `dpf` (adequate for certified recipients only), `none`, or `unknown` where no
    country is given. GDPR articles 44-46.
    """
    if country in {"", "EU", "EEA"}:
        return "eea" if country else "unknown"
    valid = [f for f in facts if f.country == country[:2] and f.valid_on(day)]
    grounds = {f.mechanism for f in valid if f.kind == "adequacy"}
    if any(f.kind == "eea" for f in valid):
        return "eea"
    return "none" if not grounds else "dpf" if grounds == {"dpf"} else "adequate"


def invalid(mechanism: str, day: date, facts: Iterable[Fact]) -> bool:
    """True where the facts know a transfer mechanism and none of its rows is valid on the day."""
    rows = [f for f in facts if f.mechanism == mechanism and f.kind in {"mechanism", "adequacy"}]
    return bool(rows) and not any(f.valid_on(day) for f in rows)


def events(since: date, until: date, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts whose validity starts or ends after `since` and up to `until`: each is an event, once."""

    def _within(day: date | None) -> bool:
        return day is not None and since < day <= until

    return tuple(f for f in facts if _within(f.valid_from) or _within(f.valid_to))


def _file(path: Path) -> Iterator[Fact | Problem]:
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield Problem(str(path), mark.line + 1 if mark else 1, f"not valid YAML: {getattr(error, 'problem', error)}")
        return
    except UnicodeDecodeError:
        yield Problem(str(path), 1, "not UTF-8", "save the file in UTF-8")
        return
    if not isinstance(node, yaml.SequenceNode):
        yield Problem(str(path), 1, "must be a list of facts", "start each fact with `- id:`")
        return
    for item in node.value:
        yield from _row(path, item)


def _row(path: Path, node: yaml.Node) -> Iterator[Fact | Problem]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        yield Problem(str(path), line, "must be a mapping", "write `key: value` lines")
        return
    values: dict[str, object] = {}
    problems = []
    maker = yaml.SafeLoader("")
    for key_node, value_node in node.value:
        key, at = str(key_node.value), key_node.start_mark.line + 1
        value = maker.construct_object(value_node, deep=True)
        problem = f"{key!r} stands twice" if key in values else _wrong(key, value)
        if problem:
            problems.append(Problem(str(path), at, problem, _nearest(key)))
        values[key] = value
    problems += [Problem(str(path), line, f"{key!r} is missing") for key in REQUIRED if not values.get(key)]
    if not problems and (problem := _inconsistent(values)):
        problems.append(Problem(str(path), line, problem))
    if problems:
        yield from problems
    else:
        yield Fact(**values)  # type: ignore[arg-type]


def _wrong(key: str, value: object) -> str:
    """What is wrong with one entry, empty if nothing."""
    if key in DATES:
        return "" if type(value) is date else f"{key!r} must be a date like 2023-07-10, not {value!r}"
    if key not in TEXTS:
        return f"unknown key {key!r}"
    if not isinstance(value, str):
        return f"{key!r} must be a text, not {value!r}"
    allowed = {"kind": KINDS, "checked_how": CHECKED_HOW, "mechanism": MECHANISMS}.get(key)
    if allowed and value not in allowed:
        return f"{key!r} must be one of {', '.join(allowed)}, not {value!r}"
    if key == "country" and not _COUNTRY.fullmatch(value):
        return f"'country' must be an ISO 3166-1 alpha-2 code, not {value!r}"
    return ""


def _inconsistent(values: Mapping[str, object]) -> str:
    if values["kind"] in {"eea", "adequacy"} and not values.get("country"):
        return "a fact of kind 'eea' or 'adequacy' needs a 'country'"
    start, end = values.get("valid_from"), values.get("valid_to")
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        return "'valid_to' must be later than 'valid_from'"
    if values["checked_how"] != "from memory" and not values.get("checked_at"):
        return "'checked_at' is missing for a fact that was checked"
    return ""


def _nearest(key: str) -> str:
    known = (*TEXTS, *DATES)
    if key in known:
        return ""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"


def _repeated(facts: list[Fact], folder: Path) -> Iterator[Problem]:
    seen: set[str] = set()
    for fact in facts:
        if fact.id in seen:
            yield Problem(str(folder), 0, f"the id {fact.id!r} stands twice")
        seen.add(fact.id)
