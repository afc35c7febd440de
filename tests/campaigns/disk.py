"""No room left, at random moments: by a small file system where that can be mounted, else by a limit on file size."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path
from random import Random

import killing
from clausewatch.errors import RecordError
from clausewatch.record import backup
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import SOURCE, day, observation


def full_disk(folder: Path, scale: float) -> str:
    """Observe until the disk is full; make room; go on: nothing half-written, nothing lost."""
    limited = _limited(folder / "limited", max(5, round(60 * scale)))
    small = folder / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], capture_output=True).returncode == 0
    if not mounted:
        return f"{limited}; no file system could be mounted here"
    try:
        return f"{limited}; {_small(small)}"
    finally:
        subprocess.run(["umount", small], check=True)


def _limited(home: Path, times: int) -> str:
    settings, random, done = Settings(home=home), Random(21), 1
    record = create_record(settings)
    record.observe(observation(0, "Swedish law"))
    record.close()
    for _ in range(times):
        room = random.choice((0, 4_096, 30_000, 90_000, 400_000, 40_000_000))
        code = killing.run(lambda room=room, done=done: _observe_within(settings, room, done))
        assert code in (0, 3), f"ended with {code}"
        done += code == 0
        again = open_record(settings)
        assert len(again.versions(SOURCE.key)) == done
        assert again.verify() == []
        again.close()
    return f"{times} limits on file size: {times - done + 1} refused clearly, {done} versions, all whole"


def _observe_within(settings: Settings, room: int, number: int) -> None:
    import os

    record = open_record(settings)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        record.observe(observation(number, _text(number)))
    except RecordError as error:
        assert error.hint  # noqa: PT017
        os._exit(3)


def _text(number: int) -> str:
    random = Random(number)
    return " ".join(f"{random.getrandbits(64):x}" for _ in range(4000))


def _small(root: Path) -> str:
    settings, number = Settings(home=root / "home"), 0
    record, ballast = create_record(settings), root / "ballast"
    ballast.write_bytes(b"\0" * 300_000)
    try:
        while number < 1000:
            record.observe(observation(number, _text(number)))
            number += 1
    except RecordError as error:
        assert error.hint  # noqa: PT017
    assert 0 < number < 1000
    try:
        backup.backup(settings, root / "backup.tar", day(9))
    except RecordError:
        assert not (root / "backup.tar").exists()
    ballast.unlink()
    record.close()
    again = open_record(settings)
    assert len(again.versions(SOURCE.key)) == number
    assert again.verify() == []
    again.observe(observation(number, "Swedish law"))
    assert again.verify() == []
    again.close()
    return f"a disk of 3 MB held {number} versions, refused the next, and went on when there was room"
