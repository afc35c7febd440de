"""A record that changes its database, or comes back from a backup, is the same record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clausewatch.errors import IntegrityError, NoRecord, UsageError
from clausewatch.record import backup, moving
from clausewatch.record.protocol import Record
from clausewatch.record.store import open_record
from clausewatch.settings import FILE_NAME, Settings, load
from conftest import Backend
from recordkit import OTHER, SOURCE, day, observation, telling, unmodified


def fill(record: Record) -> None:
    """Two versions, a change with messages, a quiet attempt."""
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    record.attempted([(SOURCE, unmodified(2))])


def said(record: Record) -> list[Any]:
    """All that a record says."""
    return [
        record.latest([SOURCE.key, OTHER.key]),
        record.captures(SOURCE.key),
        [record.reading(v.id) for v in record.versions(SOURCE.key)],
        record.changes(),
        record.attempts(),
        record.pending(day(9)),
        record.leaves(),
        [h.text for h in record.search("law")],
        record.consistency(3),
        record.checkpoint(day(9)),
    ]


@pytest.fixture
def elsewhere(backend: Backend, postgres_server: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """The URL of an empty database of the other kind."""
    if backend.name == "postgresql":
        yield f"sqlite:///{tmp_path / 'moved.sqlite'}"
        return
    name = f"moved_{abs(hash(request.node.name)) % 10**8}"
    postgres_server.execute(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_moved_record_proves_what_it_proved_before(record_settings: Settings, record: Record, elsewhere: str) -> None:
    fill(record)
    before, checkpoint = said(record), record.checkpoint(day(3))
    record.close()
    moved = moving.migrate_to(record_settings, elsewhere, day(4))
    assert moved.leaves == checkpoint.size
    assert moved.pinned
    settings = load(record_settings.home, {})
    assert settings.record == elsewhere
    new = open_record(settings)
    assert said(new) == before
    assert new.verify() == []
    assert new.against(checkpoint) == []
    assert new.observe(observation(5, "Norwegian law")).version == 3
    assert new.verify() == []
    assert new.against(checkpoint) == []
    new.close()
    with pytest.raises(UsageError, match="already"):
        moving.migrate_to(record_settings, elsewhere, day(6))


def test_settings_keep_their_comments_and_no_password(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    file = tmp_path / FILE_NAME
    file.write_text('# ours\nrecord = "sqlite:////old"\nlang = "sv"\n[fetch]\ninterval = 2.0\n')
    assert moving.pin(settings, "postgresql://town@/watch?host=/run/pg")
    assert file.read_text() == '# ours\nrecord = "postgresql://town@/watch?host=/run/pg"\nlang = "sv"\n[fetch]\ninterval = 2.0\n'
    assert not moving.pin(settings, "postgresql://town:secret@db/watch")
    assert "secret" not in file.read_text()


@pytest.mark.parametrize("target", ["folder", "file.tar"])
def test_backup_comes_back_as_it_was(record_settings: Settings, record: Record, tmp_path: Path, target: str) -> None:
    (record_settings.home / "vendors").mkdir()
    (record_settings.home / "vendors" / "acme.yml").write_text("vendor: acme\n")
    fill(record)
    before = said(record)
    copied = backup.backup(record_settings, tmp_path / target, day(4))
    assert copied.broken == ()
    record.observe(observation(5, "Norwegian law"))
    home = tmp_path / "again"
    back = backup.restore(tmp_path / target, home, {}, record=f"sqlite:///{home / 'record.sqlite'}")
    assert back.broken == ()
    assert (back.rows, back.leaves) == (copied.rows, copied.leaves)
    again = open_record(load(home, {}))
    assert said(again) == before
    assert again.observe(observation(6, "Finnish law")).version == 3
    assert again.verify() == []
    again.close()
    assert (home / "vendors" / "acme.yml").read_text() == "vendor: acme\n"
    assert (home / "keys" / "signing.pem").stat().st_mode & 0o077 == 0


def test_second_backup_into_a_folder_copies_new_blobs_only(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    fill(record)
    first = backup.backup(record_settings, tmp_path / "kept", day(4))
    record.observe(observation(5, "Norwegian law"))
    second = backup.backup(record_settings, tmp_path / "kept", day(6))
    assert (first.copied, second.copied, second.blobs) == (4, 2, 6)
    assert len(list((tmp_path / "kept" / "rows").iterdir())) == 1
    assert backup.drill(tmp_path / "kept", tmp_path / "drill").leaves == second.leaves


def test_restore_refuses_what_is_not_empty(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    fill(record)
    backup.backup(record_settings, tmp_path / "b.tar", day(4))
    with pytest.raises(UsageError, match="not empty"):
        backup.restore(tmp_path / "b.tar", record_settings.home, {})
    with pytest.raises(UsageError, match="already"):
        backup.restore(tmp_path / "b.tar", tmp_path / "new", {}, record=record_settings.record_url)
    with pytest.raises(UsageError, match="already"):
        backup.backup(record_settings, tmp_path / "b.tar", day(5))
    with pytest.raises(UsageError, match="no backup"):
        backup.restore(tmp_path / "new", tmp_path / "other", {})
    with pytest.raises(NoRecord):
        backup.backup(Settings(home=tmp_path / "nobody"), tmp_path / "c.tar", day(4))


def test_backup_names_a_blob_that_is_broken(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    from clausewatch.record.blobs import Blobs

    fill(record)
    sha256 = record.captures(SOURCE.key)[0].sha256
    Blobs(record_settings.blob_root).path(sha256).write_bytes(b"x")
    copied = backup.backup(record_settings, tmp_path / "kept", day(4))
    assert len(copied.broken) == 1
    assert sha256 in copied.broken[0]


def test_altered_backup_is_not_restored(record_settings: Settings, record: Record, tmp_path: Path) -> None:
    fill(record)
    kept = tmp_path / "kept"
    backup.backup(record_settings, kept, day(4))
    for number, path in enumerate(p for p in kept.rglob("*") if p.is_file() and p.name != "manifest.json"):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(IntegrityError):
            backup.drill(kept, tmp_path / f"drill-{number}")
        path.write_bytes(whole)
    assert replace(backup.drill(kept, tmp_path / "drill"), broken=()) == backup.drill(kept, tmp_path / "once more")
