"""Decoding gives back what was coded, however it is cut into chunks, and stops at the cap."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from clausewatch.errors import FetchError
from clausewatch.fetch.decoding import decode
from clausewatch.model import Outcome

CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw-deflate": lambda data: zlib.compress(data)[2:-4],
    "zstd": zstandard.compress,
}


def _coded(data, names):
    for name in names:
        data = CODERS[name](data)
    return data, ", ".join(n.removeprefix("raw-") for n in names)


def _cut(data, size):
    return [data[i : i + size] for i in range(0, len(data), size)]


@given(
    data=st.binary(max_size=2000),
    names=st.lists(st.sampled_from(list(CODERS)), max_size=3),
    size=st.integers(1, 700),
)
def test_what_was_coded_comes_back_in_any_chunks(data, names, size):
    coded, header = _coded(data, names)
    assert decode(_cut(coded, size), header, 10_000) == data


@given(
    names=st.lists(st.sampled_from(list(CODERS)), min_size=1, max_size=3),
    size=st.integers(1, 700),
    cut=st.integers(1, 30),
)
def test_a_cut_stream_is_never_whole(names, size, cut):
    coded, header = _coded(bytes(range(256)) * 4, names)
    with pytest.raises(FetchError) as caught:
        decode(_cut(coded[:-cut], size), header, 10_000)
    assert caught.value.outcome is Outcome.TRUNCATED


@given(data=st.binary(min_size=1, max_size=300), header=st.sampled_from(["gzip", "deflate", "zstd", "gzip, zstd"]))
def test_noise_is_decoded_or_typed(data, header):
    with contextlib.suppress(FetchError):
        assert len(decode([data], header, 1000)) <= 1000


@pytest.mark.parametrize("name", CODERS)
@pytest.mark.parametrize(("cap", "fits"), [(5000, True), (4999, False)])
def test_the_cap_is_exact(name, cap, fits):
    coded, header = _coded(bytes(5000), [name])
    if fits:
        assert len(decode([coded], header, cap)) == 5000
        return
    with pytest.raises(FetchError) as caught:
        decode([coded], header, cap)
    assert caught.value.outcome is Outcome.TOO_LARGE


def test_a_cut_reading_keeps_the_first_bytes():
    assert decode([b"abc", b"def"], "", 4, cut=True) == b"abcd"
