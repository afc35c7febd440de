"""WARC files: gzipped and plain, coded and chunked answers, and what cannot be one."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clausewatch.errors import UsageError
from clausewatch.fetch.warc import addresses, captures, taken
from clausewatch.model import Source

URL = "https://acme.example/dpa"
SOURCE = Source("acme", "dpa", URL)
HTML = b"<h1>Data Processing Agreement</h1>"


def record(kind: str, url: str, block: bytes, at: str = "2024-05-01T10:00:00Z", version: str = "1.0") -> bytes:
    """One WARC record."""
    head = f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at}\r\nContent-Length: {len(block)}\r\n"
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP answer as a crawler stores it."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{lines}\r\n".encode() + body


def everything(_url: str) -> bool:
    """Every URL is wanted."""
    return True


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test writes its WARC."""
    return tmp_path / "crawl.warc"


def test_answers_come_with_time_status_headers_and_body(file: Path) -> None:
    """Everything else in the file is passed over."""
    file.write_bytes(
        record("warcinfo", "", b"software: test")
        + record("request", URL, b"GET /dpa HTTP/1.1\r\n\r\n")
        + record("response", URL, answer(HTML))
        + record("response", URL, answer(b"no", "404 Not Found"), "2024-06-01T10:00:00.123456Z", "1.1")
        + record("revisit", URL, answer(b""))
        + record("resource", f"<{URL}.txt>", b"Terms")
    )
    first, second, third = captures(file, everything)
    assert (first.url, first.at, first.status, first.body) == (URL, datetime(2024, 5, 1, 10, tzinfo=UTC), 200, HTML)
    assert dict(first.headers)["Content-Type"] == "text/html"
    assert (second.status, second.at.microsecond) == (404, 123456)
    assert (third.url, third.status, third.body) == (f"{URL}.txt", 200, b"Terms")


def test_a_member_per_record_is_read_as_one_stream(file: Path) -> None:
    """The usual form of a crawl: many gzip members, one after the other."""
    file.write_bytes(b"".join(gzip.compress(record("response", URL, answer(HTML))) for _ in range(3)))
    assert [c.body for c in captures(file, everything)] == [HTML] * 3


def test_codings_are_undone(file: Path) -> None:
    """Chunked and gzipped, or said to be chunked and stored whole."""
    packed = gzip.compress(HTML)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    file.write_bytes(
        record("response", URL, answer(chunked, Transfer_Encoding="chunked", Content_Encoding="gzip"))
        + record("response", URL, answer(HTML, Transfer_Encoding="chunked"))
    )
    assert [c.body for c in captures(file, everything)] == [HTML, HTML]


def test_only_sound_answers_of_known_sources_are_taken(file: Path) -> None:
    """Other pages of a crawl are not documents."""
    file.write_bytes(
        record("response", URL, answer(HTML))
        + record("response", URL, answer(b"", "301 Moved"))
        + record("response", "https://acme.example/shop", answer(HTML))
    )
    (one,) = taken(file, lambda url: SOURCE if url == URL else None)
    assert (one.source, one.attempt.content_type, one.attempt.status) == (SOURCE, "text/html", 200)
    assert addresses(file) == [URL, "https://acme.example/shop"]


def test_bombs_and_broken_answers_are_passed_over(file: Path) -> None:
    """A record that says more than it holds, or unfolds without end, is no capture."""
    bomb = gzip.compress(b"\0" * 30_000_000)
    file.write_bytes(
        record("response", URL, answer(bomb, Content_Encoding="gzip"))
        + record("response", URL, answer(b"\x1f\x8bnot", Content_Encoding="gzip"))
        + record("response", URL, b"SSH-2.0\r\n")
        + record("response", URL, answer(HTML), at="yesterday")
        + record("response", URL, answer(HTML))
    )
    assert [c.body for c in captures(file, everything)] == [HTML]


@pytest.mark.parametrize(
    "content",
    [b"<html>", b"WARC/1.0\r\nContent-Length: many\r\n\r\n", gzip.compress(b"WARC/1.0\r\n" * 999)[:20]],
    ids=["html", "no-length", "cut-member"],
)
def test_what_is_no_warc_is_said_so(file: Path, content: bytes) -> None:
    """With the path, and without a stack."""
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"crawl\.warc"):
        list(captures(file, everything))


def test_missing_file_is_said_so(tmp_path: Path) -> None:
    """A path that is not there."""
    with pytest.raises(UsageError, match="cannot be read"):
        addresses(tmp_path / "none.warc")
