"""Content codings with a cap on decoded bytes, so that no answer can blow up in memory.

`gzip`, `deflate` and `zstd` are offered and decoded, also chained; decoding stops at the first
byte over the cap. Sizes in bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Protocol

from clausewatch.errors import FetchError
from clausewatch.fetch.faults import Transient
from clausewatch.model import Outcome

ACCEPT_ENCODING = "gzip, deflate, zstd"
MAX_CODINGS = 3
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659
_ZSTD_STEP = 64  # four bytes can make a block of 128 KiB, so a step makes 2 MiB at most


class _Decoder(Protocol):
    name: str

    def feed(self, data: bytes, room: int) -> bytes:
        """Decode; more than `room` bytes may come back only when the cap is passed."""
        ...

    @property
    def complete(self) -> bool: ...


class _Zlib:
    def __init__(self, name: str) -> None:
        self.name = name
        self._bits = 31 if name == "gzip" else 15
        self._stream = zlib.decompressobj(self._bits)
        self._head = b""
        self._started = name == "gzip"

    @property
    def complete(self) -> bool:
        return self._stream.eof

    def feed(self, data: bytes, room: int) -> bytes:
        if not self._started:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return b""
            self._start(data)
        out = self._stream.decompress(data, room + 1) if not self._stream.eof else b""
        while self._bits == 31 and self._stream.unused_data[:2] == b"\x1f\x8b" and len(out) <= room:
            rest = self._stream.unused_data
            self._stream = zlib.decompressobj(31)
            out += self._stream.decompress(rest, room - len(out) + 1)
        return out

    def _start(self, data: bytes) -> None:
        """`deflate` means zlib, but some servers send it without the zlib header."""
        self._started = True
        if data[0] & 15 != 8 or (data[0] << 8 | data[1]) % 31:
            self._stream = zlib.decompressobj(-15)


class _Zstd:
    name = "zstd"

    def __init__(self) -> None:
        import zstandard

        self._frames = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._stream = self._frames.decompressobj()
        self._error = zstandard.ZstdError

    @property
    def complete(self) -> bool:
        return self._stream.eof

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        for start in range(0, len(data), _ZSTD_STEP):
            out += self._step(data[start : start + _ZSTD_STEP])
            if len(out) > room:
                break
        return bytes(out)

    def _step(self, data: bytes) -> bytes:
        out = b""
        while data:
            if self._stream.eof:
                self._stream = self._frames.decompressobj()
            try:
                out += self._stream.decompress(data)
            except self._error as e:
                raise zlib.error(str(e)) from e
            data = self._stream.unused_data if self._stream.eof else b""
        return out


def decoders(header: str) -> list[_Decoder]:
    """Decoders for a `Content-Encoding` header, the outermost coding first.

    Raises:
        FetchError: a coding that was not offered, or too many of them.
    """
    names = [n.strip().lower().removeprefix("x-") for n in header.split(",")]
    names = [n for n in names if n not in ("", "identity")]
    unknown = [n for n in names if n not in ("gzip", "deflate", "zstd")]
    if unknown or len(names) > MAX_CODINGS:
        raise FetchError(Outcome.SERVER_ERROR, f"the answer is coded as {header[:80]!r}, which was not offered")
    return [_Zstd() if n == "zstd" else _Zlib(n) for n in reversed(names)]


def decode(chunks: Iterable[bytes], header: str, cap: int, cut: bool = False) -> bytes:
    """The decoded body of an answer; with `cut`, no more than its first `cap` bytes.

    Raises:
        FetchError: `TOO_LARGE` past `cap` bytes, `TRUNCATED` for a damaged or cut stream.
    """
    chain = decoders(header)
    body = bytearray()
    wire = 0
    for chunk in chunks:
        wire += len(chunk)
        room = cap - len(body)
        body += _through(chain, chunk, room) if chain else chunk
        if len(body) > cap or wire > cap:
            if cut:
                return bytes(body[:cap])
            raise too_large(cap)
    if wire and not all(d.complete for d in chain):
        raise Transient(Outcome.TRUNCATED, "the coded body ends early")
    return bytes(body)


def too_large(cap: int) -> FetchError:
    """The answer is larger than the cap after decoding."""
    return FetchError(
        Outcome.TOO_LARGE,
        f"the answer is larger than {cap / 1024 / 1024:g} MiB after decoding",
        "If the document is that large, raise `max_bytes` in the settings.",
    )


def _through(chain: list[_Decoder], data: bytes, room: int) -> bytes:
    for decoder in chain:
        try:
            data = decoder.feed(data, room)
        except zlib.error as e:
            raise Transient(Outcome.TRUNCATED, f"the {decoder.name} body is damaged") from e
        if len(data) > room:
            break
    return data
