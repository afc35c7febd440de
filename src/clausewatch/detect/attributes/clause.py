"""The clause that a grammar reads, and the marks that it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from clausewatch.model import LANGUAGES, AttributeValue

_LINK = re.compile(r"\[([^\]\n]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|`+|[\u00ad\u200b-\u200d\ufeff]")
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "‑": "-"})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A quote made ready: `text` in plain typography on one line, `folded` the same in small letters."""

    type: str
    text: str
    folded: str
    lang: str
    context: str = ""


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
    """The clause of a quote; an unknown language is read as English."""
    text = plain(quote)
    return Clause(clause_type, text, text.lower(), lang if lang in LANGUAGES else "en", plain(context))


Words = Mapping[str, str]
"""Regular expressions by language (`en`, `sv`, `de`, `fr`), for text in small letters."""


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns if p))


def pattern(words: Words, lang: str) -> re.Pattern[str]:
    """The pattern of a language joined with the English one (terms of art stay English everywhere).

    A language without words of its own gets a pattern that matches nothing.
    """
    own = tuple(words[key] for key in dict.fromkeys((lang, "en")) if words.get(key))
    return _compiled(own or (r"(?!)",))


def first(words: Words, clause: Clause) -> str:
    """The first words of the clause that match, or the empty string."""
    match = pattern(words, clause.lang).search(clause.folded)
    return match.group(0).strip() if match else ""
