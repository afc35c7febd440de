"""Character offsets of a decoded source to byte offsets of its raw body."""

from __future__ import annotations

from itertools import accumulate

_BLOCK = 1024


class ByteMap:
    """Byte offset of any character offset, in constant time per question."""

    def __init__(self, source: str, encoding: str, lead: int = 0) -> None:
        self._source, self._encoding, self._lead = source, encoding, lead
        narrow = not encoding.startswith(("utf-16", "utf-32"))
        self._same = narrow and source.isascii()
        chunks = [source[i : i + _BLOCK] for i in range(0, len(source), _BLOCK)] if not self._same else []
        plain = [narrow and chunk.isascii() for chunk in chunks]
        self._plain = [*plain, True]
        sizes = (len(c) if same else len(c.encode(encoding, "replace")) for c, same in zip(chunks, plain, strict=True))
        self._starts = list(accumulate(sizes, initial=lead))

    def at(self, offset: int) -> int:
        """Bytes before character `offset`."""
        if self._same:
            return offset + self._lead
        block, rest = divmod(offset, _BLOCK)
        if self._plain[block] or not rest:
            return self._starts[block] + rest
        begin = offset - rest
        return self._starts[block] + len(self._source[begin:offset].encode(self._encoding, "replace"))
