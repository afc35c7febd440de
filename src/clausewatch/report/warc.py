"""Captures as WARC/1.1 (ISO 28500:2017), uncompressed, for tools of web archives.

A capture with response headers is a `response` record; a file that was handed in is a `resource`.
The recorded body is decoded, so headers on its encoding on the wire are kept under other names
(`X-Archive-Orig-...`), and `Content-Length` says what is there.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_BREAK = re.compile(r"[\r\n\0]+")


@dataclass(frozen=True, slots=True)
class Taken:
    """One capture: where from, when (UTC), with which status and headers, and the decoded body."""

    name: str
    url: str
    at: datetime
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def written(taken: Iterable[Taken], software: str, made_at: datetime) -> bytes:
    """A WARC file; equal input gives equal bytes.

    Args:
        taken: captures; `name` is unique among them and makes the record's id.
        software: what made the file, such as `clausewatch 0.1.0`.
        made_at: when it was made.
    """
    info = f"software: {software}\r\nformat: WARC file version 1.1\r\n".encode()
    fields = (("WARC-Type", "warcinfo"), ("WARC-Date", _time(made_at)), ("Content-Type", "application/warc-fields"))
    return b"".join((_record(fields, info, f"{software} {made_at.isoformat()}"), *map(_capture, taken)))


def _capture(taken: Taken) -> bytes:
    head = _http(taken) if taken.headers else b""
    fields = (
        ("WARC-Type", "response" if head else "resource"),
        ("WARC-Date", _time(taken.at)),
        ("WARC-Target-URI", quote(taken.url or f"urn:{taken.name}", safe=":/?#[]@!$&'()*+,;=%~")),
        ("WARC-Payload-Digest", _digest(taken.body)),
        ("Content-Type", "application/http;msgtype=response" if head else taken.content_type or "application/octet-stream"),
    )
    return _record(fields, head + taken.body, taken.name)


def _record(fields: Iterable[tuple[str, str]], block: bytes, name: str) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'clausewatch:{name}')}>",
        *(f"{key}: {_BREAK.sub(' ', value)}" for key, value in fields),
        f"WARC-Block-Digest: {_digest(block)}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _http(taken: Taken) -> bytes:
    try:
        reason = HTTPStatus(taken.status).phrase
    except ValueError:
        reason = ""
    lines = [f"HTTP/1.1 {taken.status} {reason}".rstrip(), *_headers(taken), f"Content-Length: {len(taken.body)}"]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def _headers(taken: Taken) -> Iterator[str]:
    for name, value in taken.headers:
        kept = f"X-Archive-Orig-{name}" if name.casefold() in _WIRE else name
        yield f"{_BREAK.sub(' ', kept)}: {_BREAK.sub(' ', value)}"


def _digest(data: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
