"""What a backup is written into and read from: a folder that can be written over and over, or one tar file."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from clausewatch.errors import RecordError, UsageError

MANIFEST = "manifest.json"


class Sink(Protocol):
    """Where parts of a backup go; the manifest comes last and makes it valid."""

    def holds(self, name: str) -> bool:
        """True if an earlier backup left this part there."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Add a small part."""
        ...

    def add(self, name: str, file: Path) -> None:
        """Add a file as a part."""
        ...

    def seal(self, manifest: bytes, keep: str, gone: Iterable[str]) -> None:
        """Add the manifest, last of all; parts of earlier backups go, but for `keep` and blobs that are not `gone`."""
        ...


@contextmanager
def writing(target: Path) -> Iterator[Sink]:
    """A sink at a path: a tar file if the name ends in `.tar`, else a folder. Only the owner may read it.

    Raises:
        UsageError: the folder holds something else, or the file is there already.
        RecordError: the disk is full or cannot be written.
    """
    try:
        if target.suffix == ".tar":
            yield from _tar(target)
        else:
            yield _Folder(target)
    except OSError as e:
        raise RecordError(
            f"The backup {target} cannot be written: {e.strerror or e}.", "An earlier backup there still holds."
        ) from e


class _Folder:
    def __init__(self, root: Path) -> None:
        if root.exists() and any(root.iterdir()) and not (root / MANIFEST).exists() and not (root / "blobs").exists():
            raise UsageError(f"{root} holds something that is no backup.", "Name an empty folder, or that of an earlier backup.")
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._root = root

    def holds(self, name: str) -> bool:
        return (self._root / name).exists()

    def put(self, name: str, data: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".new-{path.name}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def add(self, name: str, file: Path) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, path)
        path.chmod(0o600)
        with path.open("rb") as copied:
            os.fsync(copied.fileno())

    def seal(self, manifest: bytes, keep: str, gone: Iterable[str]) -> None:
        self.put(MANIFEST, manifest)
        for name in gone:
            (self._root / name).unlink(missing_ok=True)
        for old in (p for kind in ("rows", "home") for p in (self._root / kind).glob("*") if p.name != keep):
            shutil.rmtree(old)


def _tar(target: Path) -> Iterator[Sink]:
    if target.exists():
        raise UsageError(f"{target} is there already.", "Name a new file; a folder can be backed up into again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".new-{target.name}")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file, tarfile.open(fileobj=file, mode="w") as tar:
            yield _Tar(tar)
            tar.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


class _Tar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def holds(self, name: str) -> bool:  # noqa: ARG002 - a new file holds nothing
        return False

    def put(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))

    def add(self, name: str, file: Path) -> None:
        self._tar.add(file, name, recursive=False)

    def seal(self, manifest: bytes, keep: str, gone: Iterable[str]) -> None:  # noqa: ARG002 - a new file holds nothing else
        self.put(MANIFEST, manifest)


@contextmanager
def reading(source: Path) -> Iterator[Path]:
    """A backup as a folder; a tar file is unpacked beside the temporary files and taken away again.

    Raises:
        UsageError: it is no backup.
        RecordError: the file is broken, or there is no room to unpack it.
    """
    if source.is_dir():
        yield _sound(source, source)
        return
    with tempfile.TemporaryDirectory(prefix="clausewatch-restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(source) as tar:
                _unpack(tar, folder.resolve())
        except FileNotFoundError as e:
            raise UsageError(f"{source} is not there.") from e
        except (OSError, tarfile.TarError) as e:
            raise RecordError(f"{source} cannot be unpacked: {e}", "Take another backup.") from e
        yield _sound(folder, source)


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files inside the folder and nothing else; the library's own filter is not in every Python 3.11."""
    for member in tar:
        path = (folder / member.name).resolve()
        content = tar.extractfile(member) if member.isfile() and path.is_relative_to(folder) else None
        if content is None and not member.isdir():
            raise tarfile.TarError(f"{member.name} is no file of a backup")
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with content, path.open("wb") as out:
                shutil.copyfileobj(content, out)


def _sound(folder: Path, named: Path) -> Path:
    if not (folder / MANIFEST).is_file():
        raise UsageError(f"{named} is no backup, or one that was not finished.", "`clausewatch backup` makes one.")
    return folder
