"""Character offsets of a decoded source to byte offsets of its raw body."""

from __future__ import annotations

from itertools import accumulate

_BLOCK = 1024


class ByteMap:
    """Byte offset of any character offset, in constant time per question."""

    def __init__(self, source: str, encoding: str, lead: int = 0) -> None:
        self._source, self._encoding, self._lead = source, encoding, lead
        self._narrow = not encoding.startswith(("utf-16", "utf-32"))
        self._same = self._narrow and source.isascii()
        chunks = [source[i : i + _BLOCK] for i in range(0, len(source), _BLOCK)] if not self._same else []
        self._plain = [self._narrow and c.isascii() for c in chunks]
        self._starts = list(accumulate((len(c.encode(encoding, "replace")) for c in chunks), initial=0))

    def at(self, offset: int) -> int:
        """Bytes before character `offset`."""
        if self._same:
            return offset + self._lead
        block, rest = divmod(offset, _BLOCK)
        if rest == 0 or self._plain[block]:
            return self._lead + self._starts[block] + rest
        begin = block * _BLOCK
        return self._lead + self._starts[block] + len(self._source[begin : begin + rest].encode(self._encoding, "replace"))
