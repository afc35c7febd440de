"""F14: a new ETag over equal bytes is no new body: the hash says so."""

from __future__ import annotations

import gzip

from stranger import answer


def test_f14_equal_bytes_have_one_hash_whatever_the_etag(client, stranger):
    url = stranger.on("/", answer(200, b"terms", ETag='"1"'), answer(200, b"terms", ETag='"2"'))
    fetcher = client()
    first, second = fetcher.get(url), fetcher.get(url)
    assert first.header("etag") != second.header("etag")
    assert first.sha256 == second.sha256 != ""


def test_f14_the_hash_is_of_the_decoded_bytes(client, stranger):
    packed = answer(200, gzip.compress(b"terms"), Content_Encoding="gzip")
    url = stranger.on("/", packed, answer(200, b"terms"))
    fetcher = client()
    assert fetcher.get(url).sha256 == fetcher.get(url).sha256
