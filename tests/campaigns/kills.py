"""Killed at random, and bytes that change at random."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import killing
from clausewatch.errors import RecordError
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import CHANNELS, SOURCE, alert, day, observation, telling


def random_kills(folder: Path, scale: float) -> str:
    """Observe and deliver, dying at a random statement or file event, until enough have died."""
    settings, random, wanted = Settings(home=folder / "home"), Random(45), max(10, round(1000 * scale))
    create_record(settings).close()
    out, number, killed = folder / "sent", 0, 0
    while killed < wanted:
        seed = random.random()
        code = killing.run(lambda number=number, seed=seed: _work(settings, number, seed, out))
        assert code in (0, killing.DIED), f"ended with {code}"
        killed += code == killing.DIED
        number += code == 0
        if killed % 200 == 0:
            _check(settings, number)
    for _ in range(2):
        assert killing.run(lambda: _work(settings, number, 0.0, out, die=False)) == 0
    _check(settings, number + 1)
    sent = out.read_text().split()
    assert len(set(sent)) == number * len(CHANNELS), "alerts were lost"
    repeated = len(sent) - len(set(sent))
    return f"{killed} kills over {number + 1} versions: 0 lost, 0 doubled; {repeated} messages repeated with their id"


def _work(settings: Settings, number: int, seed: float, out: Path, die: bool = True) -> None:
    record, random = open_record(settings), Random(seed)
    if die and random.random() < 0.8:
        killing.die_at_statement(record._engine, random.randrange(1, 60))  # type: ignore[attr-defined]
    elif die:
        killing.die_at_file_event(random.randrange(1, 12))
    new = telling if number else observation
    more = {"alerts": (alert(f"alert-{number}"),)} if number else {}
    record.observe(new(number, f"Law of day {number}", **more))
    for message in record.pending(day(number + 1)):
        with out.open("a") as file:
            file.write(f"{message.id}\n")
        record.sent(message, day(number + 1))
    record.close()
    os._exit(0)


def _check(settings: Settings, number: int) -> None:
    record = open_record(settings)
    versions = record.versions(SOURCE.key)
    assert number <= len(versions) <= number + 1, f"{len(versions)} versions after {number} observations"
    assert len({v.text_sha256 for v in versions}) == len(versions), "a version is doubled"
    assert len(record.changes()) == max(0, len(versions) - 1), "a change is lost or doubled"
    assert record.verify() == []
    record.close()


def flipped_bytes(folder: Path, scale: float) -> str:
    """One bit of the database file or of a blob at a time: named, or without any effect."""
    settings, random, copy = Settings(home=folder / "home"), Random(46), folder / "copy"
    record = create_record(settings)
    for number in range(5):
        record.observe((telling if number else observation)(number, f"Law of day {number}"))
    before = _said(settings)
    record.close()
    times, named = max(10, round(400 * scale)), 0
    for _ in range(times):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(settings.home, copy)
        files = [copy / "record.sqlite", random.choice([p for p in (copy / "blobs").rglob("*") if p.is_file()])]
        file = random.choices(files, (3, 1))[0]
        data = bytearray(file.read_bytes())
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        file.write_bytes(data)
        broken = _broken(Settings(home=copy))
        named += broken
        assert broken or _said(Settings(home=copy)) == before, f"a changed byte of {file.name} went unseen"
    return f"{times} flipped bits: {named} named, {times - named} without effect, 0 unseen"


def _broken(settings: Settings) -> bool:
    try:
        record = open_record(settings)
    except RecordError:
        return True
    try:
        return record.verify() != []
    except RecordError:
        return True
    finally:
        record.close()


def _said(settings: Settings) -> list[object]:
    record = open_record(settings)
    versions = record.versions(SOURCE.key)
    try:
        return [versions, [record.reading(v.id) for v in versions], record.changes(), record.attempts(), record.leaves()]
    finally:
        record.close()
