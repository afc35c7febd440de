"""Captures in WARC files (ISO 28500, versions 1.0 and 1.1), plain or gzipped, read as a stream.

`response` records give what a server answered at a time, `resource` records a body without an
answer. Revisits, requests and metadata hold no text and are passed over.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from clausewatch.errors import FetchError, UsageError
from clausewatch.fetch.decoding import decode
from clausewatch.fetch.replay import Taken
from clausewatch.model import Attempt, Outcome, Source

MAX_BYTES = 20 * 1024 * 1024
"""Records above this size are no documents and are passed over."""
_LINE = 65536
_HEADERS = 500
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture: what was at `url` at a time; `status` is that of the answer (200 for a resource)."""

    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def captures(path: Path, wanted: Callable[[str], bool]) -> Iterator[Capture]:
    """The captures of wanted URLs, in the order of the file.

    Raises:
        UsageError: the file is missing or is no WARC.
    """
    try:
        with _opened(path) as file:
            while fields := _head(file, path):
                size = _size(fields, path)
                kind, url = fields.get("warc-type", ""), fields.get("warc-target-uri", "").strip("<>")
                if kind in ("response", "resource") and size <= MAX_BYTES and wanted(url):
                    found = _capture(kind, url, fields, file.read(size))
                    if found is not None:
                        yield found
                else:
                    _skip(file, size)
    except (OSError, EOFError, zlib.error) as e:
        raise UsageError(f"{path} cannot be read: {e}", "Name a whole WARC file, plain or gzipped.") from e


def taken(path: Path, source_of: Callable[[str], Source | None]) -> Iterator[Taken]:
    """The sound answers (200) of a WARC file for the sources that a URL belongs to.

    Raises:
        UsageError: the file is missing or is no WARC.
    """
    for capture in captures(path, lambda url: source_of(url) is not None):
        source = source_of(capture.url)
        if source is not None and capture.status == 200 and capture.body:
            yield Taken(source, _attempt(capture, path))


def addresses(path: Path) -> list[str]:
    """The URLs of which a WARC file holds an answer, each once."""
    found: dict[str, None] = {}

    def note(url: str) -> bool:
        found[url] = None
        return False

    for _ in captures(path, note):
        raise AssertionError  # nothing is wanted, so nothing comes
    return list(found)


def _attempt(capture: Capture, path: Path) -> Attempt:
    content_type = next((v for k, v in capture.headers if k.casefold() == "content-type"), "")
    return Attempt(
        url=capture.url,
        at=capture.at,
        outcome=Outcome.CAPTURED,
        detail=f"read from {path.name}",
        final_url=capture.url,
        status=capture.status,
        headers=capture.headers,
        body=capture.body,
        content_type=content_type,
    )


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        magic = file.read(2)
    return cast("IO[bytes]", gzip.open(path, "rb")) if magic == b"\x1f\x8b" else path.open("rb")


def _head(file: IO[bytes], path: Path) -> dict[str, str]:
    """The named fields of the next record; empty at the end of the file."""
    line = file.readline(_LINE)
    while line in (b"\r\n", b"\n"):
        line = file.readline(_LINE)
    if not line:
        return {}
    if not line.startswith(b"WARC/1."):
        raise UsageError(f"{path} is no WARC file.", "Its records begin with WARC/1.0 or WARC/1.1.")
    return {name.casefold(): value for name, value in _fields(file)}


def _fields(file: IO[bytes]) -> Iterator[tuple[str, str]]:
    for _ in range(_HEADERS):
        line = file.readline(_LINE)
        if not line.strip():
            return
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            yield name.strip(), value.strip()


def _size(fields: dict[str, str], path: Path) -> int:
    length = fields.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise UsageError(f"{path} has a record without a length.", "The file is damaged.")
    return int(length)


def _skip(file: IO[bytes], size: int) -> None:
    while size > 0 and (part := file.read(min(size, _CHUNK))):
        size -= len(part)


def _capture(kind: str, url: str, fields: dict[str, str], block: bytes) -> Capture | None:
    """A capture, or none where the record cannot be one."""
    try:
        at = datetime.fromisoformat(fields.get("warc-date", ""))
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    if kind == "resource":
        return Capture(url, at, 200, (("Content-Type", fields.get("content-type", "")),), block)
    return _answer(url, at, block)


def _answer(url: str, at: datetime, block: bytes) -> Capture | None:
    """An HTTP answer taken apart: transfer coding and content coding undone."""
    import io

    file = io.BytesIO(block)
    start = file.readline(_LINE).split()
    if len(start) < 2 or not start[0].startswith(b"HTTP/") or not start[1].isdigit():
        return None
    headers = tuple(_fields(file))
    named = {k.casefold(): v for k, v in headers}
    body = file.read()
    if "chunked" in named.get("transfer-encoding", "").casefold():
        body = _dechunked(body)
    try:
        body = decode([body], named.get("content-encoding", ""), MAX_BYTES)
    except FetchError:
        return None
    return Capture(url, at, int(start[1]), headers, body)


def _dechunked(body: bytes) -> bytes:
    """The body without its chunk sizes; as it is where there are none (archives often store it undone)."""
    found, rest = bytearray(), body
    while rest:
        line, newline, after = rest.partition(b"\r\n")
        try:
            size = int(line.split(b";")[0].strip(), 16)
        except ValueError:
            return body
        if not newline or size > len(after):
            return body
        if size == 0:
            return bytes(found)
        found += after[:size]
        rest = after[size:].removeprefix(b"\r\n")
    return bytes(found)
