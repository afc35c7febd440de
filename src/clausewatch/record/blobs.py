"""Content-addressed bytes: `ab/cdef….zst`, written once, checked at every reading.

They lie in a folder, or wherever fsspec reaches (`s3://bucket/prefix`). A blob is a zstd frame and,
in a skippable frame (RFC 8878, 3.1.2), the SHA-256 of that frame: one content can be compressed in
many ways, so the hash of the content alone would not see every altered byte. A blob is stored before
a row names it; one that no row names is harmless.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import zstandard

from clausewatch.errors import IntegrityError, RecordError
from clausewatch.record import places

_LEVEL = 3
_SEAL = b"\x50\x2a\x4d\x18" + (32).to_bytes(4, "little")
"""Magic number and length of the skippable frame."""


class Blobs:
    """The blobs of one place, a folder or the URL of a store; safe to use from several threads and processes."""

    def __init__(self, root: Path | str) -> None:
        self._place = places.opened(root)

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie, if the place is a folder (ValueError: it is not)."""
        return self._place.path(_name(sha256))

    def put(self, data: bytes, sha256: str = "") -> str:
        """Keep bytes, once; gives their SHA-256, hex, which a caller that knows it hands in.

        Raises:
            RecordError: the disk is full or cannot be written.
        """
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        if not self.holds(sha256):
            self._write(sha256, _packed(data))
        return sha256

    def put_packed(self, sha256: str, packed: bytes) -> None:
        """Keep a blob that was packed elsewhere, once.

        Raises:
            IntegrityError: it is not what its name says.
            RecordError: the disk is full or cannot be written.
        """
        _checked(sha256, packed)
        if not self.holds(sha256):
            self._write(sha256, packed)

    def holds(self, sha256: str) -> bool:
        """True if there is a blob of this name; its content is not looked at."""
        try:
            return self._place.holds(_name(sha256))
        except OSError as e:
            raise _unusable(sha256, e) from e

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash.

        Raises:
            IntegrityError: they are missing, unreadable, or not what their name says.
        """
        return _checked(sha256, self._read(sha256))

    def packed(self, sha256: str) -> bytes:
        """The blob as it is stored, after the same checks as `get`.

        Raises:
            IntegrityError: it is missing, unreadable, or not what its name says.
        """
        packed = self._read(sha256)
        _checked(sha256, packed)
        return packed

    def remove(self, sha256: str) -> bool:
        """Take the bytes away for good; false if there are none.

        Raises:
            RecordError: they cannot be taken away.
        """
        try:
            return self._place.remove(_name(sha256))
        except OSError as e:
            raise _unusable(sha256, e) from e

    def names(self) -> Iterator[str]:
        """The hashes of all blobs, in no order."""
        for name in self._place.names():
            yield name.removesuffix(".zst").replace("/", "")

    def _read(self, sha256: str) -> bytes:
        try:
            return self._place.read(_name(sha256))
        except FileNotFoundError as e:
            raise IntegrityError(f"blob {sha256}", "the file is missing") from e
        except OSError as e:
            raise IntegrityError(f"blob {sha256}", f"the file cannot be read ({e})") from e

    def _write(self, sha256: str, packed: bytes) -> None:
        try:
            self._place.write(_name(sha256), packed)
        except OSError as e:
            raise _unusable(sha256, e) from e


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}.zst"


def _unusable(sha256: str, error: OSError) -> RecordError:
    return RecordError(f"The blob {sha256} cannot be written: {error.strerror or error}.", "Nothing was recorded.")


def _packed(data: bytes) -> bytes:
    frame = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
    return frame + _SEAL + hashlib.sha256(frame).digest()


def _checked(sha256: str, packed: bytes) -> bytes:
    """The content of a blob, if it is the one that the name promises."""
    frame, seal = packed[: -len(_SEAL) - 32], packed[-len(_SEAL) - 32 :]
    if seal != _SEAL + hashlib.sha256(frame).digest():
        raise IntegrityError(f"blob {sha256}", "the file cannot be read (its bytes were altered)")
    try:
        data = zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)
    except (ValueError, zstandard.ZstdError) as e:
        raise IntegrityError(f"blob {sha256}", f"the file cannot be read ({e})") from e
    if hashlib.sha256(data).hexdigest() != sha256:
        raise IntegrityError(f"blob {sha256}", "the content is not what the name says")
    return data
