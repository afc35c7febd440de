"""The sentences of alerts, read once from `phrases.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from clausewatch.wording import catalogue, pick


@cache
def phrases() -> Mapping[str, Any]:
    """The whole catalogue: nested groups whose leaves are `{en, sv}`."""
    return catalogue(Path(__file__).with_suffix(".yml"))


def say(path: str, lang: str, **values: object) -> str:
    """The phrase at a dotted path, with its places filled."""
    entry: Any = phrases()
    for key in path.split("."):
        entry = entry[key]
    return pick(entry, lang).format_map(values)


def plural(path: str, count: int, lang: str, **values: object) -> str:
    """A phrase with two forms, `one|many`."""
    one, many = say(path, lang, **values).split("|")
    return one if count == 1 else many


def subject(attribute: str, clause_type: str) -> Any:
    """The leaf that names an attribute of a clause type inside a sentence."""
    subjects = phrases()["subjects"]
    group = subjects.get(attribute, {})
    return group.get(clause_type) or group.get("any") or subjects["any"]["any"]
