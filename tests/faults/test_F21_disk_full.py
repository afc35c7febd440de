"""F21: no room left on the disk: a clear failure, a consistent record, and the next run goes on."""

from __future__ import annotations

import resource

import killing
from clausewatch.errors import RecordError
from clausewatch.record.protocol import Record
from clausewatch.record.store import open_record
from clausewatch.settings import Settings
from recordkit import SOURCE, observation

LONG = " ".join(f"{n * n} laws" for n in range(60_000))


def test_full_disk_leaves_nothing_half_written(record_settings: Settings, record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.close()
    for room in (0, 30_000, 150_000):
        assert killing.run(lambda room=room: _fails(record_settings, room)) == 0
        again = open_record(record_settings)
        assert len(again.versions(SOURCE.key)) == 1
        assert again.verify() == []
        again.close()
    again = open_record(record_settings)
    assert again.observe(observation(1, LONG)).version == 2
    assert again.verify() == []
    again.close()


def _fails(settings: Settings, room: int) -> None:
    record = open_record(settings)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        record.observe(observation(1, LONG))
    except RecordError as error:
        assert error.hint  # noqa: PT017
    else:
        raise AssertionError("there was room")
