"""Where the text nodes of a parsed page stand in its source, by cutting the source at its tags once."""

from __future__ import annotations

import html
import re
from bisect import bisect_left

_OPAQUE = re.compile(r"<([sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE]|!--)")
_TEXT = re.compile(r">(\s*[^<>\s][^<>]*)(?=<|\Z)")


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
    """Answers, in document order, where a text node was read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._cursor = 0
        self._at: dict[str, list[tuple[int, int]]] | None = None

    def find(self, text: str) -> tuple[int, int]:
        """Half-open span (characters of the source) of the next text node with these words, or (-1, -1)."""
        key = text.strip()
        if self._at is None:
            self._at = self._segments()
        spans = self._at.get(key)
        if spans is None:
            return self._search(key)
        n = 0 if len(spans) == 1 else min(bisect_left(spans, (self._cursor, 0)), len(spans) - 1)
        found = spans[n]
        if found[1] > self._cursor:
            self._cursor = found[1]
        return found

    def _segments(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        source = self._source
        for start, end in texts(source):
            raw = source[start:end]
            bare = raw.strip()
            begin = start + raw.index(bare[0])
            key = html.unescape(bare).strip() if "&" in bare else bare
            if "\r" in key:
                key = key.replace("\r\n", "\n").replace("\r", "\n")
            found.setdefault(key, []).append((begin, begin + len(bare)))
        return found

    def _search(self, key: str) -> tuple[int, int]:
        """Text that the cutting missed: looked for as it stands, after the last find first."""
        for begin in (self._cursor, 0):
            at = self._source.find(key, begin)
            if at >= 0:
                self._cursor = at + len(key)
                return at, at + len(key)
        return -1, -1
