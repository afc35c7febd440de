"""Where the text nodes of a parsed page stand in its source, by tokenising the source once."""

from __future__ import annotations

import html
import re
from bisect import bisect_left

TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|textarea|xmp)\b.*?(?:</\1\s*>|\Z)"
    r"|</?[a-zA-Z!?](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>|<[!/?][^<>]*+>",
    re.S | re.I,
)


class Origins:
    """Answers, in document order, where a text node was read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._cursor = 0
        self._at: dict[str, list[tuple[int, int]]] | None = None

    def find(self, text: str) -> tuple[int, int]:
        """Half-open span (characters of the source) of the next text node with these words, or (-1, -1)."""
        key = text.strip()
        spans = self._segments().get(key)
        if spans is None:
            return self._search(key)
        n = min(bisect_left(spans, (self._cursor, 0)), len(spans) - 1)
        self._cursor = max(self._cursor, spans[n][1])
        return spans[n]

    def _segments(self) -> dict[str, list[tuple[int, int]]]:
        if self._at is None:
            self._at, end = {}, 0
            for match in TAG.finditer(self._source):
                self._keep(end, match.start())
                end = match.end()
            self._keep(end, len(self._source))
        return self._at

    def _keep(self, start: int, end: int) -> None:
        if end <= start or self._at is None:
            return
        raw = self._source[start:end]
        bare = raw.strip()
        if not bare:
            return
        begin = start + len(raw) - len(raw.lstrip())
        key = html.unescape(bare).strip() if "&" in bare else bare
        if "\r" in key:
            key = key.replace("\r\n", "\n").replace("\r", "\n")
        self._at.setdefault(key, []).append((begin, begin + len(bare)))

    def _search(self, key: str) -> tuple[int, int]:
        """Text that the tokeniser cut otherwise: looked for as it stands, near the last find first."""
        for begin in (self._cursor, 0):
            at = self._source.find(key, begin)
            if at >= 0:
                self._cursor = at + len(key)
                return at, at + len(key)
        return -1, -1
