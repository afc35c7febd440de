"""F06: decoded bytes are counted and stopped at the cap, whatever the coding and wherever the bomb lies."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
import zstandard
from stranger import answer, flood, head

from clausewatch.model import Outcome

CAP = 200_000
PLAIN = bytes(8_000_000)
DEFLATE = zlib.compress(PLAIN)
RAW_DEFLATE = DEFLATE[2:-4]
GZIP = gzip.compress(PLAIN)
ZSTD = zstandard.compress(PLAIN)
BOMBS = {
    "gzip": ("gzip", GZIP),
    "x-gzip": ("X-GZIP", GZIP),
    "gzip-members": ("gzip", gzip.compress(b"x" * 100_000) * 80),
    "deflate": ("deflate", DEFLATE),
    "raw-deflate": ("deflate", RAW_DEFLATE),
    "zstd": ("zstd", ZSTD),
    "zstd-frames": ("zstd", zstandard.compress(b"x" * 100_000) * 80),
    "gzip-in-gzip": ("gzip, gzip", gzip.compress(GZIP)),
    "zstd-in-gzip": ("zstd, gzip", gzip.compress(ZSTD)),
    "gzip-in-zstd": ("gzip,zstd", zstandard.compress(GZIP)),
    "plain": ("identity", bytes(CAP + 1)),
}


@pytest.mark.parametrize(("coding", "body"), BOMBS.values(), ids=BOMBS)
def test_f06_a_bomb_is_stopped_at_the_cap(client, stranger, coding, body):
    url = stranger.on("/", answer(200, body, Content_Encoding=coding))
    attempt = client(max_bytes=CAP).get(url)
    assert attempt.outcome is Outcome.TOO_LARGE
    assert attempt.body == b""
    assert "max_bytes" in attempt.detail


@pytest.mark.parametrize(("coding", "body"), BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("status", [403, 404])
def test_f06_a_bomb_in_an_error_page_is_not_kept(client, stranger, coding, body, status):
    url = stranger.on("/", answer(status, body, Content_Encoding=coding))
    attempt = client(max_bytes=CAP).get(url)
    assert attempt.outcome is (Outcome.GONE if status == 404 else Outcome.BLOCKED)
    assert attempt.body == b""
    assert "body not kept" in attempt.detail


def test_f06_the_body_of_a_redirect_is_never_decoded(client, stranger):
    stranger.on("/", answer(302, GZIP, Content_Encoding="gzip", Location="/terms"))
    stranger.on("/terms", answer(200, b"terms"))
    assert client(max_bytes=CAP).get(stranger.url("/")).body == b"terms"


@pytest.mark.parametrize("pack", [lambda data: gzip.compress(data, 1), zstandard.compress], ids=["gzip", "zstd"])
def test_f06_a_bomb_takes_no_memory_beyond_the_cap(client, stranger, pack):
    coding = "zstd" if pack is zstandard.compress else "gzip"
    url = stranger.on("/", answer(200, pack(bytes(2**26)), Content_Encoding=coding))
    fetcher = client(max_bytes=CAP)
    tracemalloc.start()
    try:
        assert fetcher.get(url).outcome is Outcome.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_f06_a_zstd_window_beyond_the_standard_is_not_allocated(client, stranger):
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    url = stranger.on("/", answer(200, packer.compress(b"terms") + packer.flush(), Content_Encoding="zstd"))
    assert client(tries=1).get(url).outcome is Outcome.TRUNCATED


@pytest.mark.parametrize("coding", ["br", "compress", "gzip, br", "gzip, gzip, gzip, gzip", "nonsense"])
def test_f06_a_coding_that_was_not_offered_is_not_decoded(client, stranger, coding):
    url = stranger.on("/", answer(200, b"x" * 100, Content_Encoding=coding))
    attempt = client().get(url)
    assert attempt.outcome is Outcome.SERVER_ERROR
    assert "not offered" in attempt.detail
    assert stranger.asked("/").headers["accept-encoding"] == "gzip, deflate, zstd"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"terms")),
        ("deflate", zlib.compress(b"terms")),
        ("deflate", zlib.compress(b"terms")[2:-4]),
        ("zstd", zstandard.compress(b"terms")),
        ("gzip, zstd", zstandard.compress(gzip.compress(b"terms"))),
        ("gzip", gzip.compress(b"te") + gzip.compress(b"rms")),
        ("zstd", zstandard.compress(b"te") + zstandard.compress(b"rms")),
        ("gzip", gzip.compress(b"terms") + b"\0\0 padding"),
        ("identity", b"terms"),
        ("", b"terms"),
    ],
    ids=["gzip", "zlib", "raw-deflate", "zstd", "gzip-zstd", "two-members", "two-frames", "padded", "identity", "none"],
)
def test_f06_sound_codings_are_decoded(client, stranger, coding, body):
    url = stranger.on("/", answer(200, body, Content_Encoding=coding))
    assert client().get(url).body == b"terms"


def test_f06_an_empty_coded_body_is_empty(client, stranger):
    url = stranger.on("/", answer(200, b"", Content_Encoding="gzip"))
    assert client().get(url).outcome is Outcome.CAPTURED


@pytest.mark.parametrize("first", [head(200), head(200, Transfer_Encoding="chunked")], ids=["until-close", "chunked"])
def test_f06_an_endless_body_is_stopped_at_the_cap(client, stranger, first):
    piece = b"ff\r\n" + b"x" * 255 + b"\r\n"
    url = stranger.on("/", flood(first, piece))
    assert client(max_bytes=CAP).get(url).outcome is Outcome.TOO_LARGE
