"""Places where blobs lie: a folder, or a store behind fsspec; all write a name once and never half."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from clausewatch.errors import UsageError

_BLOB = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}\.zst")


class Place(Protocol):
    """Bytes under names such as `ab/cdef.zst`. Errors are those of the operating system (OSError)."""

    def path(self, name: str) -> Path:
        """The file of a name (ValueError: there are no files here)."""
        ...

    def holds(self, name: str) -> bool:
        """True if there is something under the name."""
        ...

    def read(self, name: str) -> bytes:
        """All bytes under a name (FileNotFoundError: none)."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Store bytes, wholly or not at all; on the disk when this returns."""
        ...

    def remove(self, name: str) -> bool:
        """Take the bytes away; false if there are none."""
        ...

    def names(self) -> Iterator[str]:
        """All names, in no order."""
        ...


def opened(root: Path | str) -> Place:
    """The place at a path, or at a URL that fsspec knows.

    Raises:
        UsageError: no library is installed for such a URL.
    """
    if isinstance(root, str) and "://" in root:
        return Store(root)
    return Folder(Path(root))


class Folder:
    """A folder on a local disk: temporary file, fsync, rename, fsync of the folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, name: str) -> Path:
        """The file of a name."""
        return self._root / name

    def holds(self, name: str) -> bool:
        """True if there is such a file."""
        return self.path(name).exists()

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        return self.path(name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Store a file, wholly or not at all."""
        path = self.path(name)
        folder = path.parent
        fresh = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync(folder)
        if fresh:
            _sync(self._root)

    def remove(self, name: str) -> bool:
        """Take a file away."""
        path = self.path(name)
        if not path.exists():
            return False
        path.unlink()
        _sync(path.parent)
        return True

    def names(self) -> Iterator[str]:
        """All files of blobs."""
        for path in self._root.glob("??/*.zst"):
            yield f"{path.parent.name}/{path.name}"


class Store:
    """A store behind fsspec, such as `s3://bucket/prefix`. Its address and keys are those of the
    environment: `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        import fsspec

        try:
            files, root = fsspec.core.url_to_fs(self._url)
        except (ImportError, ValueError) as e:
            raise UsageError(f"Blobs cannot be kept in {self._url}: {e}", "For s3:// install the extra: clausewatch[s3].") from e
        return files, str(root).rstrip("/")

    @contextmanager
    def _asked(self, name: str) -> Iterator[tuple[Any, str]]:
        """The store and a name in it; whatever its driver raises is an error of the operating system."""
        files, root = self._opened
        try:
            yield files, f"{root}/{name}"
        except _driver_errors(self._url) as e:
            raise OSError(f"{self._url} does not answer: {e}") from e

    def path(self, name: str) -> Path:
        """There are no files here."""
        raise ValueError(f"{name} of {self._url} has no path")

    def holds(self, name: str) -> bool:
        """True if there is such an object; the answer is never taken from a cache."""
        with self._asked(name) as (files, place):
            try:
                files.info(place, refresh=True)
            except FileNotFoundError:
                return False
        return True

    def read(self, name: str) -> bytes:
        """All bytes of an object."""
        with self._asked(name) as (files, place):
            return bytes(files.cat_file(place))

    def write(self, name: str, data: bytes) -> None:
        """Store an object, unless another writer was first: equal names have equal contents."""
        with self._asked(name) as (files, place):
            files.makedirs(place.rpartition("/")[0], exist_ok=True)
            try:
                files.pipe_file(place, data, mode="create")
            except FileExistsError:
                return

    def remove(self, name: str) -> bool:
        """Take an object away."""
        if not self.holds(name):
            return False
        with self._asked(name) as (files, place):
            files.rm_file(place)
            files.invalidate_cache()
        return True

    def names(self) -> Iterator[str]:
        """All objects of blobs."""
        with self._asked("") as (files, root):
            files.invalidate_cache()
            found = files.find(root.rstrip("/"))
        for path in found:
            name = "/".join(str(path).rsplit("/", 2)[-2:])
            if _BLOB.fullmatch(name):
                yield name


def _driver_errors(url: str) -> tuple[type[Exception], ...]:
    """What the library of a store raises beside OSError."""
    if not url.startswith("s3://"):
        return ()
    from botocore.exceptions import BotoCoreError

    return (BotoCoreError,)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
