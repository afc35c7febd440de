"""The clause that a grammar reads, and the marks that it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clausewatch.detect.attributes.words import pattern
from clausewatch.model import LANGUAGES, AttributeValue

_LINK = re.compile(r"\[([^\]\n]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|`+|[\u00ad\u200b-\u200d\ufeff]")
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "‑": "-"})
_SPACE = re.compile(r"\s+")
LONGEST = 5000
"""Characters of a quote that are read."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A quote made ready: `text` in plain typography on one line, `folded` the same in small letters.

    Both have the same length, so that offsets found in one hold in the other.
    """

    type: str
    text: str
    folded: str
    lang: str
    context: str = ""

    def first(self, name: str, start: int = 0, end: int | None = None) -> str:
        """The first words between two offsets that a named pattern of the lexicon matches, or nothing."""
        match = pattern(name, self.lang).search(self.folded, start, len(self.folded) if end is None else end)
        return match.group().strip() if match else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value that a grammar read, with the words that gave it."""

    attribute: str
    value: AttributeValue
    words: str


Grammar = Callable[[Clause], Iterator[Mark]]


def plain(text: str) -> str:
    """The text on one line, without Markdown marks and link targets, with plain quotes and spaces."""
    bare = _MARKS.sub("", _LINK.sub(r"\1", text)).translate(_TYPOGRAPHY)
    return _SPACE.sub(" ", bare).strip()


def prepare(clause_type: str, quote: str, lang: str, context: str = "") -> Clause:
    """The clause of a quote; an unknown language is read as English.

    A clause is at most a paragraph: what stands beyond `LONGEST` characters of a quote is not read.
    """
    text = plain(quote[:LONGEST])
    return Clause(clause_type, text, lowered(text), lang if lang in LANGUAGES else "en", plain(context))


def lowered(text: str) -> str:
    """Small letters, letter by letter: the few that would become two stay as they are."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
