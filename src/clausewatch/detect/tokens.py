"""Words of a text as a spaCy `Doc` whose NORM is a light stem, one vocabulary a language.

A word is a run of letters and digits: punctuation, hyphens and line breaks never decide whether a
phrase matches. Offsets are half-open and count characters of the text that was handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from clausewatch.detect.roles import CUSTOMER, VENDOR, role_of, word_pattern
from clausewatch.detect.spacy_parts import NORM, Doc, Vocab

_ROLES = {"v": VENDOR, "p": VENDOR, "c": CUSTOMER}
_REMEMBERED = 4096
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: `doc[i]` stands at `text[starts[i]:ends[i]]`, `norms[i]` is its stem's hash."""

    doc: Doc
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    norms: NDArray[np.uint64]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Half-open range of the words that begin in `text[start:end]`."""
        first, last = np.searchsorted(self.starts, (start, end))
        return int(first), int(last)


class Reader:
    """Reads texts of one language into `Words`; stems are those of the language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._short: dict[str, NDArray[np.uint64]] = {}
        stem = _STEMS.get(lang, _plain)
        self.vocab = Vocab(lex_attr_getters={NORM: lambda word: _norm(word, lang, stem)})

    def read(self, text: str, names: tuple[str, ...] = (), spans: Sequence[tuple[int, int]] | None = None) -> Words:
        """The words of a text, or of some half-open spans of it in order, where `names` stand for the vendor.

        Takes time linear in what is read.
        """
        pattern = _pattern(self.lang, names)
        found = [m for a, b in (((0, len(text)),) if spans is None else spans) for m in pattern.finditer(text, a, b)]
        places = np.array([m.span() for m in found], dtype=np.int64).reshape(-1, 2)
        doc = Doc(self.vocab, words=[_ROLES.get(m.lastgroup or "") or m.group() for m in found])
        return Words(doc, places[:, 0], places[:, 1], doc.to_array([NORM]).reshape(-1).astype(np.uint64))

    def stems(self, text: str) -> NDArray[np.uint64]:
        """Hashes of the stems of a short text such as a heading, remembered."""
        if text not in self._short:
            if len(self._short) > _REMEMBERED:
                self._short.clear()
            self._short[text] = self.read(text).norms
        return self._short[text]

    def phrase(self, text: str) -> Doc:
        """A phrase as it would stand in a text, for a matcher."""
        return self.read(text).doc


@cache
def reader(lang: str) -> Reader:
    """The reader of a language, made once in a process."""
    return Reader(lang)


@lru_cache(maxsize=64)
def _pattern(lang: str, names: tuple[str, ...]) -> re.Pattern[str]:
    return word_pattern(lang, names)


def _norm(word: str, lang: str, stem: Callable[[str], str]) -> str:
    if word in (VENDOR, CUSTOMER):
        return word
    if word == "US":
        return "u.s"
    return role_of(word, lang) or stem(word.casefold().replace(_SOFT_HYPHEN, ""))  # ß as ss, the Swiss way


def _plain(word: str) -> str:
    return word


def _english(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _ENGLISH:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "rtpnmgbd":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_ENGLISH = (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


def _endings(least: int, endings: str) -> Callable[[str], str]:
    ordered = sorted(endings.split(), key=len, reverse=True)

    def stem(word: str) -> str:
        for ending in ordered:
            if len(word) - len(ending) >= least and word.endswith(ending):
                return word[: -len(ending)]
        return word

    return stem


_swedish_ending = _endings(3, "erna arna orna ande aren ades ade ats at ad ar er or en et na as a e ens ets ernas arnas s")
_german_ending = _endings(4, "ern em er en es e s n")
_french_ending = _endings(4, "ées ée és é er ez ent es e s x")

_STEMS: dict[str, Callable[[str], str]] = {
    "en": _english,
    "sv": _swedish_ending,
    "de": _german_ending,
    "fr": _french_ending,
}
