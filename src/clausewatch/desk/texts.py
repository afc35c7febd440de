"""What the desk says, in Swedish and English; words that reports use already are taken from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from clausewatch.report.i18n import messages as report_messages
from clausewatch.wording import catalogue, number, pick


@cache
def messages() -> Mapping[str, Any]:
    """The desk's own catalogue; leaves are `{en, sv}`."""
    return catalogue(Path(__file__).with_name("messages.yml"))


@dataclass(frozen=True, slots=True)
class Texts:
    """The desk's catalogue in one language, with the reports' behind it."""

    lang: str

    def __call__(self, path: str, **values: object) -> str:
        """The text at a dotted path, with its places filled.

        Raises:
            KeyError: neither catalogue has the path.
        """
        entry = _entry(messages(), path)
        entry = _entry(report_messages(), path) if entry is None else entry
        if entry is None:
            raise KeyError(path)
        return pick(entry, self.lang).format_map(values)

    def count(self, path: str, count: int, **values: object) -> str:
        """A text with two forms, `one|many`; `{n}` is the number as the language writes it."""
        one, many = self(path, n=number(count, self.lang), **values).split("|")
        return one if count == 1 else many

    def has(self, path: str) -> bool:
        """Whether the path leads to a text."""
        return any(_is_leaf(_entry(found, path)) for found in (messages(), report_messages()))


def _entry(found: Any, path: str) -> Any:
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _is_leaf(entry: Any) -> bool:
    return isinstance(entry, str) or (isinstance(entry, Mapping) and "en" in entry)
