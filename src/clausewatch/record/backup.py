"""Backups: all rows at one moment of the record, the blobs they name, and the files of the home.

A backup is taken while others write: rows come from one snapshot, and a blob is on the disk before a
row names it. It is read again as it is written, so a broken blob is named now, not at the restore.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import zstandard

from clausewatch.errors import IntegrityError, RecordError, UsageError
from clausewatch.record import connect, containers, exported, migrate, moving, removal, schema, transfer, verify_rows
from clausewatch.record.blobs import Blobs
from clausewatch.record.store import SqlRecord, open_record
from clausewatch.settings import Settings, load

FORMAT = 1
_SKIPPED = frozenset({"blobs", "hosts", "prefect", "reports", "browser"})
"""Folders of a home that are made again by themselves, or kept apart."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds; `copied` blobs were not there yet, `broken` ones are named in sentences."""

    rows: int
    blobs: int
    copied: int
    leaves: int
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back, and what is broken in it."""

    rows: int
    blobs: int
    leaves: int
    broken: tuple[str, ...] = ()


def backup(settings: Settings, target: Path, at: datetime) -> Copied:
    """Write a backup into a folder or a `.tar` file, while the record is in use.

    Raises:
        NoRecord: there is nothing to back up.
        UsageError: the target holds something else.
        RecordError: it cannot be written; an earlier backup in the same folder still holds.
    """
    opened = open_record(settings)
    opened.close()
    engine, blobs = connect.engine(settings.record_url), Blobs(settings.blob_root)
    stamp = f"{at:%Y%m%dT%H%M%S%f}"
    with containers.writing(target) as sink:
        with connect.reading(engine) as connection:
            kept = {table.name: _rows(connection, table, sink, f"rows/{stamp}") for table in transfer.tables(connection)}
            needed, gone = verify_rows.blob_names(connection), removal.gone(connection)[removal.BLOB]
            names = [n for n in sorted(needed) if n not in gone or blobs.holds(n)]
            erased = removal.erased(connection, gone)
            checkpoint = SqlRecord(engine, settings).checkpoint_of(connection, at)
        copied, broken = _blobs(blobs, names, sink)
        manifest = {
            "format": FORMAT,
            "taken_at": at.isoformat(),
            "stamp": stamp,
            "revision": migrate.revision(engine),
            "checkpoint": exported.written(checkpoint),
            "rows": kept,
            "home": dict(_home(settings.home, target, sink, f"home/{stamp}")),
        }
        sink.seal(json.dumps(manifest, indent=1).encode(), stamp, map(_place, erased))
    engine.dispose()
    return Copied(sum(t["count"] for t in kept.values()), len(names), copied, checkpoint.size, tuple(broken))


def _rows(connection: sa.Connection, table: sa.Table, sink: containers.Sink, folder: str) -> dict[str, Any]:
    """One table as JSON Lines, compressed; gives its number of rows and its hash."""
    count, name = 0, f"{folder}/{table.name}.jsonl.zst"
    with tempfile.NamedTemporaryFile(prefix="clausewatch-") as draft:
        with zstandard.ZstdCompressor(level=3).stream_writer(draft, closefd=False) as out:
            for batch in transfer.rows(connection, table):
                out.write("".join(json.dumps(transfer.plain(row), ensure_ascii=False) + "\n" for row in batch).encode())
                count += len(batch)
        draft.flush()
        sink.add(name, Path(draft.name))
        draft.seek(0)
        return {"file": name, "count": count, "sha256": hashlib.file_digest(draft, "sha256").hexdigest()}


def _place(sha256: str) -> str:
    return f"blobs/{sha256[:2]}/{sha256[2:]}.zst"


def _blobs(blobs: Blobs, names: Sequence[str], sink: containers.Sink) -> tuple[int, list[str]]:
    copied, broken = 0, []
    for sha256 in names:
        place = _place(sha256)
        if sink.holds(place):
            continue
        try:
            sink.put(place, blobs.packed(sha256))
        except IntegrityError as e:
            broken.append(str(e))
        else:
            copied += 1
    return copied, broken


def _home(home: Path, target: Path, sink: containers.Sink, folder: str) -> Iterator[tuple[str, str]]:
    """Settings, keys and own declarations; gives their names and hashes."""
    for path in sorted(p for p in home.rglob("*") if p.is_file() and not p.is_symlink()):
        name = path.relative_to(home)
        own = target == path or target in path.parents
        if own or name.parts[0] in _SKIPPED or path.name.startswith((".", "record.sqlite")) or path.suffix == ".log":
            continue
        data = path.read_bytes()
        sink.put(f"{folder}/{name.as_posix()}", data)
        yield name.as_posix(), hashlib.sha256(data).hexdigest()


def restore(source: Path, home: Path, environ: Mapping[str, str], record: str = "") -> Restored:
    """Bring a backup back into an empty home and verify it; `record` names another database than before.

    Raises:
        UsageError: it is no backup, or home or database are not empty.
        IntegrityError: a part of the backup is not what was written.
        RecordError: it cannot be read or written.
    """
    with containers.reading(source) as folder:
        manifest = _manifest(folder)
        _files(folder, manifest, home)
        settings = load(home, environ)
        if record:
            moving.pin(settings, record)
            settings = replace(settings, record=record)
        return _restored(folder, manifest, settings)


def drill(source: Path, home: Path) -> Restored:
    """Restore a backup into an empty folder, with record and blobs inside it, to see that it can be done."""
    with containers.reading(source) as folder:
        manifest = _manifest(folder)
        _files(folder, manifest, home)
        return _restored(folder, manifest, Settings(home=home))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / containers.MANIFEST).read_text("utf-8"))
        exported.read(manifest["checkpoint"])
        known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError, UsageError) as e:
        raise IntegrityError("backup", f"its manifest cannot be read ({e})") from e
    if not known:
        raise UsageError(
            f"The backup was written in another format ({manifest['format']}).", "Use the clausewatch that wrote it."
        )
    migrate.is_current(manifest["revision"])
    return manifest


def _files(folder: Path, manifest: Mapping[str, Any], home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        raise UsageError(f"{home} is not empty.", "Name an empty folder with --home.")
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, sha256 in manifest["home"].items():
            path = home / name
            if not path.resolve().is_relative_to(home.resolve()):
                raise IntegrityError("backup", f"{name} would lie outside the home")
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(_checked(folder / "home" / manifest["stamp"] / name, sha256))
            path.chmod(0o600)
    except OSError as e:
        raise RecordError(f"{home} cannot be written: {e}", "Make room, empty the folder and restore again.") from e


def _restored(folder: Path, manifest: Mapping[str, Any], settings: Settings) -> Restored:
    engine, blobs = connect.engine(settings.record_url), Blobs(settings.blob_root)
    if migrate.revision(engine):
        raise UsageError(
            f"There is a record in {engine.url.render_as_string(hide_password=True)} already.",
            "Name an empty database with --record, and an empty home.",
        )
    _put_back(folder, blobs)
    with connect.writing(engine) as connection:
        migrate.upgrade(connection, to=manifest["revision"])
        chosen = [t for t in schema.metadata.sorted_tables if t.name in manifest["rows"]]
        count = sum(transfer.fill(connection, table, _read(folder, table, manifest["rows"][table.name])) for table in chosen)
        transfer.finish(connection, chosen)
        for sha256 in removal.erased(connection, blobs.names()):  # an earlier backup in the folder may still hold them
            blobs.remove(sha256)
    opened = open_record(settings)
    checkpoint = exported.read(manifest["checkpoint"])
    broken = [*opened.verify(), *opened.against(checkpoint)]
    opened.close()
    with connect.reading(engine) as connection:
        names = verify_rows.blob_names(connection).keys() - removal.gone(connection)[removal.BLOB]
    engine.dispose()
    return Restored(count, len(names), checkpoint.size, tuple(broken))


def _put_back(folder: Path, blobs: Blobs) -> None:
    for path in sorted((folder / "blobs").glob("??/*.zst")):
        blobs.put_packed(path.parent.name + path.stem, path.read_bytes())


def _read(folder: Path, table: sa.Table, kept: Mapping[str, Any]) -> Iterator[list[transfer.Row]]:
    """The rows of one table, in batches, out of a file that is checked first."""
    packed = _checked(folder / f"rows/{Path(kept['file']).parent.name}/{table.name}.jsonl.zst", kept["sha256"])
    batch: list[transfer.Row] = []
    for line in _lines(packed):
        batch.append(transfer.read(table, json.loads(line)))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(packed: bytes) -> Iterator[bytes]:
    left = b""
    for part in zstandard.ZstdDecompressor().read_to_iter(packed):
        *whole, left = (left + part).split(b"\n")
        yield from whole


def _checked(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as e:
        raise IntegrityError(f"backup: {path.name}", f"it cannot be read ({e.strerror})") from e
    if hashlib.sha256(data).hexdigest() != sha256:
        raise IntegrityError(f"backup: {path.name}", "it is not what was written")
    return data
