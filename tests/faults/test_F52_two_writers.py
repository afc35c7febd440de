"""F52: two runs at once: one works, the other waits or says so; readers never wait."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

import killing
from clausewatch.errors import LockedRecord
from clausewatch.model import Source
from clausewatch.record import connect, log
from clausewatch.record.protocol import Record
from clausewatch.record.store import open_record
from clausewatch.settings import Settings
from recordkit import SOURCE, day, observation, telling, unmodified


@pytest.fixture
def impatient(record_settings: Settings) -> Settings:
    """The same record, for somebody who waits a fifth of a second."""
    if record_settings.record:
        return replace(record_settings, record=f"{record_settings.record}&options=-c%20lock_timeout%3D200")
    return replace(record_settings, record=f"{record_settings.record_url}?timeout=0.2")


def test_second_writer_says_that_the_record_is_locked(record: Record, impatient: Settings) -> None:
    second = open_record(impatient)
    with connect.writing(record._engine) as connection:  # type: ignore[attr-defined]
        log.head(connection, lock=True)
        with pytest.raises(LockedRecord):
            second.observe(observation(0, "Swedish law"))
        assert second.latest([SOURCE.key]) == {}
    assert second.observe(observation(0, "Swedish law")).version == 1
    second.close()


def test_second_writer_waits_and_then_works(record_settings: Settings, record: Record) -> None:
    second, held, done = open_record(record_settings), threading.Event(), threading.Event()

    def wait() -> None:
        held.wait()
        second.observe(observation(0, "Swedish law"))
        done.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    with connect.writing(record._engine) as connection:  # type: ignore[attr-defined]
        log.head(connection, lock=True)
        held.set()
        assert not done.wait(0.1)
    waiting.join()
    assert len(record.versions(SOURCE.key)) == 1
    second.close()


def test_two_processes_write_one_whole_record(record_settings: Settings, record: Record) -> None:
    record.close()

    def work(name: str) -> int:
        return killing.run(lambda: _observe(record_settings, name))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("acme", "globex", "acme")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = open_record(record_settings)
    assert [len(again.versions(key)) for key in ("acme/terms", "globex/terms")] == [5, 5]
    assert len(again.changes()) == 10
    assert len(again.pending(day(9))) == 20
    assert again.verify() == []
    again.close()


def _observe(settings: Settings, vendor: str) -> None:
    record = open_record(settings)
    source = Source(vendor, "terms", f"https://{vendor}.example/")
    for number in range(5):
        record.observe(telling(number, f"{number} laws of {vendor}", source=source))
        record.attempted([(source, unmodified(number + 0.5))])
    record.close()


def test_database_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_bytes(b"This is no database, but it is long enough to be taken for one." * 40)
    with pytest.raises(connect.RecordError, match="record"):
        open_record(Settings(home=tmp_path))
