"""Where the text nodes of a parsed page stand in its source, by cutting the source at its tags once."""

from __future__ import annotations

import html
import re
from bisect import bisect_left

_OPAQUE = re.compile(r"<([sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE]|!--)")
_TEXT = re.compile(r">(\s*+[^<>\s][^<>]*+)(?!>)")
_AHEAD = 24


def texts(source: str) -> list[tuple[int, int]]:
    """Half-open spans between tags that hold more than white space, scripts, styles and comments left out.

    A tag ends at the last `>` before the next `<`: attributes often hold `>`, text seldom does bare.
    """
    first = source.find("<")
    lead = source[:first] if first >= 0 else source
    spans = [(0, len(lead))] if lead.strip() else []
    at = 0
    while (opaque := _OPAQUE.search(source, at)) is not None:
        spans += [m.span(1) for m in _TEXT.finditer(source, at, opaque.start() + 1)]
        at = _after(source, opaque)
    return spans + [m.span(1) for m in _TEXT.finditer(source, at)]


def _after(source: str, opaque: re.Match[str]) -> int:
    """The last character of a script, style or comment, or the end of a source that never closes it."""
    name = opaque[1].lower()
    if name == "!--":
        end = source.find("-->", opaque.end())
        return end + 2 if end >= 0 else len(source)
    end = source.find(f"</{name}", opaque.end())
    upper = source.find(f"</{name.upper()}", opaque.end(), end if end >= 0 else len(source))
    found = upper if upper >= 0 else end
    return found + 2 if found >= 0 else len(source)


class Origins:
    """Answers, in document order, where a text node was read.

    Text nodes mostly come one after the other as the source has them, so the next stretches are asked before
    all are looked up by their words.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._cursor = 0
        self._spans: list[tuple[int, int]] | None = None
        self._next = 0
        self._at: dict[str, list[tuple[int, int]]] | None = None

    def find(self, text: str) -> tuple[int, int]:
        """Half-open span (characters of the source) of the next text node with these words, or (-1, -1)."""
        if self._spans is None:
            self._spans = texts(self._source)
        key = text.strip()
        if self._next < len(self._spans):
            start, stop = self._spans[self._next]
            if self._source[start:stop] == text:
                begin = start + text.index(key)
                self._next, self._cursor = self._next + 1, begin + len(key)
                return begin, self._cursor
        return self._ahead(key) or self._by_words(key)

    def _ahead(self, key: str) -> tuple[int, int] | None:
        """One of the next stretches, if it reads so."""
        for n, (start, stop) in enumerate((self._spans or [])[self._next : self._next + _AHEAD], self._next):
            raw = self._source[start:stop]
            bare = raw.strip()
            if bare == key or (("&" in bare or "\r" in bare) and _read(bare) == key):
                begin = start + raw.index(bare[0])
                self._next, self._cursor = n + 1, begin + len(bare)
                return begin, self._cursor
        return None

    def _by_words(self, key: str) -> tuple[int, int]:
        if self._at is None:
            self._at = self._segments()
        spans = self._at.get(key)
        if spans is None:
            return self._search(key)
        n = 0 if len(spans) == 1 else min(bisect_left(spans, (self._cursor, 0)), len(spans) - 1)
        begin, end = spans[n]
        if end > self._cursor:
            self._move(end)
        return begin, end

    def _move(self, cursor: int) -> None:
        self._cursor = cursor
        self._next = bisect_left(self._spans or (), (cursor, 0))

    def _segments(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for start, stop in self._spans or ():
            raw = self._source[start:stop]
            bare = raw.strip()
            begin = start + raw.index(bare[0])
            found.setdefault(_read(bare), []).append((begin, begin + len(bare)))
        return found

    def _search(self, key: str) -> tuple[int, int]:
        """Text that the cutting missed: looked for as it stands, after the last find first."""
        for begin in (self._cursor, 0):
            at = self._source.find(key, begin)
            if at >= 0:
                self._move(at + len(key))
                return at, at + len(key)
        return -1, -1


def _read(bare: str) -> str:
    """A stretch of source as a parser reads it."""
    key = html.unescape(bare).strip() if "&" in bare else bare
    return key.replace("\r\n", "\n").replace("\r", "\n") if "\r" in key else key
