"""Places named in a text: countries, parts of countries, cities and adjectives, in four languages.

The names lie in `corpus/lexicon`; codes are ISO 3166-1 alpha-2, ISO 3166-2 for parts whose law or
courts stand alone (`US-CA`, `GB-EAW`), `EU` and `EEA`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from clausewatch import resources
from clausewatch.model import LANGUAGES

NAME, CITY, ADJECTIVE = "name", "city", "adjective"
_WORD = re.compile(r"[^\W\d_]+")
_GENITIVE = "s"
_ANY_LANGUAGE = "*"
_ENDINGS = {
    "en": ("",),
    "sv": ("", "a", "t"),
    "de": ("", "e", "er", "em", "en", "es"),
    "fr": ("", "e", "s", "es", "ne", "nes"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place at `text[start:end]`: `kind` is `name`, `city` or `adjective`."""

    code: str
    kind: str
    start: int
    end: int

    @property
    def country(self) -> str:
        """The code without its part: `US-CA` -> `US`."""
        return self.code.partition("-")[0]


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    code: str
    kind: str

    def fits(self, text: str, start: int) -> bool:
        found = text[start : start + len(self.name)]
        return len(found) == len(self.name) and all(
            t == n or (n.islower() and t.lower() == n) for t, n in zip(found, self.name, strict=True)
        )


def find(text: str, lang: str) -> tuple[Place, ...]:
    """All places of a text in plain typography, longest names first, without overlaps, in text order."""
    index = _index(lang if lang in LANGUAGES else "")
    found: list[Place] = []
    end = 0
    for word in _WORD.finditer(text):
        if word.start() >= end and (place := _at(text, word, index)):
            found.append(place)
            end = place.end
    return tuple(found)


def country(name: str, lang: str) -> str:
    """The code of a name that stands alone, or the empty string."""
    found = find(name, lang)
    return found[0].code if len(found) == 1 and found[0].end - found[0].start == len(name) else ""


def _at(text: str, word: re.Match[str], index: dict[str, tuple[_Name, ...]]) -> Place | None:
    key = word.group().lower()
    for candidates in (index.get(key, ()), index.get(key.removesuffix(_GENITIVE), ())):
        for name in candidates:
            end = word.start() + len(name.name)
            if name.fits(text, word.start()) and (stop := _stop(text, end)):
                return Place(name.code, name.kind, word.start(), stop)
    return None


def _stop(text: str, end: int) -> int:
    """Where the name ends if a word ends there (a genitive s belongs to it), else 0."""
    if text[end : end + 1] == _GENITIVE and not text[end + 1 : end + 2].isalnum():
        end += 1
    return 0 if text[end : end + 1].isalnum() else end


@cache
def _index(lang: str) -> dict[str, tuple[_Name, ...]]:
    by_word: dict[str, dict[str, _Name]] = {}
    for name in _names(lang):
        first = _WORD.search(name.name)
        names = by_word.setdefault(first.group().lower(), {}) if first and first.start() == 0 else {}
        if name.kind != ADJECTIVE or name.name not in names:  # "New Zealand" is both
            names[name.name] = name
    return {w: tuple(sorted(names.values(), key=lambda n: -len(n.name))) for w, names in by_word.items()}


def _names(lang: str) -> Iterator[_Name]:
    wanted = (lang, "en") if lang else LANGUAGES
    yield from _countries(wanted)
    yield from _regions(wanted)
    yield from (_Name(name, code, CITY) for code, names in _rows("cities.tsv") for name in names.split("|"))
    yield from _adjectives(wanted)


def _countries(wanted: tuple[str, ...]) -> Iterator[_Name]:
    for code, *by_lang in _rows("countries.tsv"):
        names = dict(zip(LANGUAGES, by_lang, strict=True))
        yield from (_Name(names[lang], code, NAME) for lang in wanted)


def _regions(wanted: tuple[str, ...]) -> Iterator[_Name]:
    for code, lang, names in _rows("regions.tsv"):
        if lang == _ANY_LANGUAGE or lang in wanted:
            yield from (_Name(name, code, NAME) for name in names.split("|"))


def _adjectives(wanted: tuple[str, ...]) -> Iterator[_Name]:
    for code, *by_lang in _rows("adjectives.tsv"):
        for lang in wanted:
            stems = by_lang[LANGUAGES.index(lang)].split("|")
            yield from (_Name(stem + ending, code, ADJECTIVE) for stem in stems for ending in _ENDINGS[lang])


@cache
def _rows(file: str) -> tuple[tuple[str, ...], ...]:
    lines = resources.corpus("lexicon", file).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))
