"""How much of a text is in another: phrases of four words, hashed; and titles by their words."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_SAMPLE = 60_000


def of(text: str, other: str) -> float:
    """Share of the shorter text's four-word phrases that stand in the other, 0 to 1."""
    first, second = _phrases(text), _phrases(other)
    return len(first & second) / (min(len(first), len(second)) or 1)


def of_titles(title: str, other: str) -> float:
    """Share of common words of two titles, 0 to 1; 0 when one is missing."""
    first, second = set(_WORD.findall(title.casefold())), set(_WORD.findall(other.casefold()))
    return len(first & second) / len(first | second) if first and second else 0.0


def _phrases(text: str) -> set[int]:
    words = _WORD.findall(text[:_SAMPLE].casefold())
    return {hash(tuple(words[n : n + 4])) for n in range(len(words) - 3)}
