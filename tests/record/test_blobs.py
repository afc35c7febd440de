"""Blobs: written once, whole, named by their content, and never believed unchecked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch.errors import IntegrityError, RecordError
from clausewatch.record.blobs import Blobs


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.binary(max_size=3000))
def test_bytes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    assert blobs.get(blobs.put(data)) == data


def test_equal_bytes_are_one_file_that_is_not_written_again(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"Swedish law")
    before = blobs.path(sha256).stat()
    assert blobs.put(b"Swedish law") == sha256
    after = blobs.path(sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(blobs.names()) == [sha256]


def test_file_lies_in_a_folder_of_its_first_byte_and_can_be_read_by_any_zstd(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"Swedish law")
    file = tmp_path / sha256[:2] / f"{sha256[2:]}.zst"
    with file.open("rb") as packed:
        assert zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True).read() == b"Swedish law"


def test_missing_empty_and_foreign_files_are_integrity_errors(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with pytest.raises(IntegrityError, match="missing"):
        blobs.get("ab" * 32)
    sha256, other = blobs.put(b"Swedish law"), blobs.put(b"Danish law")
    for content in (b"", b"no zstd at all", blobs.path(other).read_bytes()):
        blobs.path(sha256).write_bytes(content)
        with pytest.raises(IntegrityError, match=sha256):
            blobs.get(sha256)


def test_folder_that_cannot_be_written_is_a_record_error(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where a folder belongs")
    with pytest.raises(RecordError, match="cannot be written"):
        Blobs(tmp_path / "blobs").put(b"Swedish law")


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.put(b"Swedish law")
    assert [name for _, _, names in os.walk(tmp_path) for name in names if not name.endswith(".zst")] == []
