"""What reports say, in Swedish and English: one catalogue, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from clausewatch.errors import UsageError
from clausewatch.wording import LANGS, catalogue, number, pick


@cache
def messages() -> Mapping[str, Any]:
    """The whole catalogue; leaves are `{en, sv}`."""
    return catalogue(Path(__file__).with_name("messages.yml"))


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue in one language."""

    lang: str

    def __call__(self, path: str, **values: object) -> str:
        """The text at a dotted path, with its places filled."""
        entry: Any = messages()
        for key in path.split("."):
            entry = entry[key]
        return pick(entry, self.lang).format_map(values)

    def count(self, path: str, count: int, **values: object) -> str:
        """A text with two forms, `one|many`; `{n}` is the number as the language writes it."""
        one, many = self(path, n=number(count, self.lang), **values).split("|")
        return one if count == 1 else many


def texts(lang: str) -> Texts:
    """The catalogue of a report language.

    Raises:
        UsageError: reports do not speak that language.
    """
    if lang not in LANGS:
        raise UsageError(f"Reports are not written in {lang!r}.", f"Known: {', '.join(LANGS)}.")
    return Texts(lang)
