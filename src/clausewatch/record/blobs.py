"""Content-addressed bytes in a folder: `ab/cdef….zst`, written once, checked at every reading.

A file is a zstd frame and, in a skippable frame (RFC 8878, 3.1.2), the SHA-256 of that frame: one
content can be compressed in many ways, so the hash of the content alone would not see every altered
byte. A blob is on the disk before a row names it; one that no row names is harmless.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import zstandard

from clausewatch.errors import IntegrityError, RecordError

_LEVEL = 3
_SEAL = b"\x50\x2a\x4d\x18" + (32).to_bytes(4, "little")
"""Magic number and length of the skippable frame."""


class Blobs:
    """The blobs below one folder; safe to use from several threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie."""
        return self._root / sha256[:2] / f"{sha256[2:]}.zst"

    def put(self, data: bytes) -> str:
        """Keep bytes, once; gives their SHA-256, hex.

        Raises:
            RecordError: the disk is full or cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if not path.exists():
            try:
                self._write(path, _packed(data))
            except OSError as e:
                raise RecordError(f"{path} cannot be written: {e.strerror}.", "Nothing was recorded.") from e
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash.

        Raises:
            IntegrityError: they are missing, unreadable, or not what their name says.
        """
        path = self.path(sha256)
        try:
            packed = path.read_bytes()
            data = _unpacked(packed)
        except FileNotFoundError as e:
            raise IntegrityError(f"blob {sha256}", "the file is missing") from e
        except (OSError, ValueError, zstandard.ZstdError) as e:
            raise IntegrityError(f"blob {sha256}", f"the file cannot be read ({e})") from e
        if hashlib.sha256(data).hexdigest() != sha256:
            raise IntegrityError(f"blob {sha256}", "the content is not what the name says")
        return data

    def names(self) -> Iterator[str]:
        """The hashes of all blobs, in no order."""
        for path in self._root.glob("??/*.zst"):
            yield path.parent.name + path.stem

    def _write(self, path: Path, packed: bytes) -> None:
        folder = path.parent
        fresh = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(packed)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(folder)
        if fresh:
            _sync(self._root)


def _packed(data: bytes) -> bytes:
    frame = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
    return frame + _SEAL + hashlib.sha256(frame).digest()


def _unpacked(packed: bytes) -> bytes:
    frame, seal = packed[: -len(_SEAL) - 32], packed[-len(_SEAL) - 32 :]
    if seal != _SEAL + hashlib.sha256(frame).digest():
        raise ValueError("its bytes were altered")
    return zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
