"""F48: a backup is worth what its restore is: the drill restores into an empty place and verifies."""

from __future__ import annotations

import hashlib
import json
import tarfile
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from clausewatch.errors import IntegrityError, RecordError, UsageError
from clausewatch.record import backup, connect, schema
from clausewatch.record.blobs import Blobs
from clausewatch.record.keeping import Why
from clausewatch.record.protocol import Record
from clausewatch.record.store import open_record
from clausewatch.settings import Settings
from recordkit import SOURCE, day, observation, telling


def test_backup_taken_while_somebody_writes_is_of_one_moment(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    record.observe(observation(0, "Swedish law"))
    stop = threading.Event()

    def write() -> None:
        other = open_record(record_settings)
        number = 1
        while not stop.is_set():
            other.observe(telling(number, f"Law {number}"))
            number += 1
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup.backup(record_settings, tmp_path / "kept", day(500 + number))
            back = backup.drill(tmp_path / "kept", tmp_path / f"drill-{number}")
            assert back.broken == ()
    finally:
        stop.set()
        writer.join()
    assert back.leaves > 3


def test_drill_names_what_was_broken_before_the_backup(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    record.observe(observation(0, "Swedish law"))
    engine: sa.Engine = record._engine  # type: ignore[attr-defined]
    with connect.writing(engine) as connection:
        connection.execute(schema.versions.update().values(title="Another"))
    backup.backup(record_settings, tmp_path / "kept", day(1))
    back = backup.drill(tmp_path / "kept", tmp_path / "drill")
    assert back.broken == ("version 1: title not as in leaf 4 of the log",)


def test_backup_that_was_interrupted_leaves_the_earlier_one(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    record.observe(observation(0, "Swedish law"))
    kept = tmp_path / "kept"
    backup.backup(record_settings, kept, day(1))
    manifest = (kept / "manifest.json").read_bytes()
    record.observe(observation(2, "Danish law"))
    backup.backup(record_settings, kept, day(3))
    assert (kept / "manifest.json").read_bytes() != manifest
    half = tmp_path / "half"
    half.mkdir()
    (half / "blobs").mkdir()
    with pytest.raises(UsageError, match="not finished"):
        backup.drill(half, tmp_path / "drill")


def test_names_that_lead_out_of_the_home_are_refused(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    record.observe(observation(0, "Swedish law"))
    kept = tmp_path / "kept"
    backup.backup(record_settings, kept, day(1))
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["home"]["../../outside"] = "0" * 64
    (kept / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(IntegrityError, match="outside"):
        backup.drill(kept, tmp_path / "deep" / "drill")
    assert not (tmp_path / "outside").exists()


def test_restored_record_goes_on_where_the_old_one_was(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    record.observe(observation(0, "Swedish law"))
    backup.backup(record_settings, tmp_path / "kept.tar", day(1))
    backup.drill(tmp_path / "kept.tar", tmp_path / "drill")
    again = open_record(Settings(home=tmp_path / "drill"))
    assert again.observe(telling(2, "Danish law")).version == 2
    assert again.verify() == []
    assert next(v.text_sha256 for v in again.versions(SOURCE.key)) == observation(0, "Swedish law").text_sha256
    again.close()


def test_backup_after_an_erasure_is_whole_and_brings_nothing_back(
    record_settings: Settings, record: Record, tmp_path: Path
) -> None:
    """Bytes that were removed are not missed; those that an earlier backup holds do not return."""
    kept = tmp_path / "kept"
    seen = record.observe(observation(0, "Call Anna Svensson"))
    record.observe(observation(1, "Danish law"))
    record.observe(observation(2, "Norwegian law"))
    backup.backup(record_settings, kept, day(3))
    erased = hashlib.sha256(b"Call Anna Svensson").hexdigest()
    assert (kept / f"blobs/{erased[:2]}/{erased[2:]}.zst").exists()
    record.erase(seen.capture, Why("Bo", "A person is named in it.", day(4)))
    record.retain(day(1.5), Why("Bo", "Old.", day(4)))
    assert backup.backup(record_settings, tmp_path / "first", day(5)).broken == ()
    assert backup.backup(record_settings, kept, day(5)).broken == ()
    back = backup.drill(kept, tmp_path / "drill")
    assert back.broken == ()
    restored = Blobs(Settings(home=tmp_path / "drill").blob_root)
    assert not restored.holds(erased)
    assert not (kept / f"blobs/{erased[:2]}/{erased[2:]}.zst").exists()


def test_tar_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    """Links and names with `..` are no part of a backup; nothing is written outside."""
    outside = tmp_path / "outside"
    for name, kind in (("../outside", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)):
        with tarfile.open(tmp_path / "hostile.tar", "w") as tar:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, str(outside)
            tar.addfile(member)
        with pytest.raises(RecordError, match="no file of a backup"):
            backup.restore(tmp_path / "hostile.tar", tmp_path / "home", {})
    assert not outside.exists()
