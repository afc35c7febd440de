"""Where the text nodes of a parsed page stand in its source, by cutting the source at its tags once."""

from __future__ import annotations

import html
from bisect import bisect_left

_OPAQUE = {
    "script": "/script", "SCRIPT": "/SCRIPT", "style": "/style", "STYLE": "/STYLE", "!--": "-->",
}  # fmt: skip
_STARTS = tuple(_OPAQUE)
_FIRST = frozenset("sS!")


def texts(source: str) -> list[tuple[int, int]]:
    """Half-open spans between tags that hold more than white space, scripts, styles and comments left out.

    A tag ends at the last `>` before the next `<`: attributes often hold `>`, text seldom does bare.
    """
    spans: list[tuple[int, int]] = []
    at, until = 0, ""
    for chunk in source.split("<"):
        end = at + len(chunk)
        if until or chunk[:1] in _FIRST:
            until = _opaque(chunk, until)
        if not until:
            begin = at + chunk.rfind(">") + 1
            if begin < end and not source[begin:end].isspace():
                spans.append((begin, end))
        at = end + 1
    return spans


def _opaque(chunk: str, until: str) -> str:
    """What must come before text counts again: the end of a script, style or comment; empty when it has come."""
    if not until and chunk.startswith(_STARTS):
        until = next(end for start, end in _OPAQUE.items() if chunk.startswith(start))
    return "" if until in chunk else until


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
