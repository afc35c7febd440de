"""Leases, retention and erasure, on both databases."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

import killing
from clausewatch.errors import Removed, UsageError
from clausewatch.model import PageKind
from clausewatch.record import leases
from clausewatch.record.keeping import Why
from clausewatch.record.protocol import Record
from clausewatch.record.store import open_record
from clausewatch.settings import Settings
from recordkit import OTHER, SOURCE, alert, attempt, day, observation, quarantined, telling

WHY = Why("Bo", "A person is named in it.", day(9))
HOUR = timedelta(hours=1)


def test_lease_is_held_by_one_run_at_a_time(record: Record) -> None:
    first, second = leases.holder(), leases.holder()
    assert record.lease([SOURCE.key, OTHER.key], first, HOUR) == {SOURCE.key, OTHER.key}
    assert record.lease([SOURCE.key, "acme/third"], second, HOUR) == {"acme/third"}
    assert record.lease([SOURCE.key], first, HOUR) == {SOURCE.key}
    record.release(first)
    assert record.lease([SOURCE.key], second, HOUR) == {SOURCE.key}


def test_lease_that_ended_is_taken_over(record: Record) -> None:
    away = "another-machine.pid:[1]/1/1/run"
    assert record.lease([SOURCE.key], away, timedelta(seconds=-1)) == {SOURCE.key}
    assert record.lease([SOURCE.key], leases.holder(), HOUR) == {SOURCE.key}


def test_lease_of_another_machine_is_respected_until_it_ends(record: Record) -> None:
    record.lease([SOURCE.key], "another-machine.pid:[1]/1/1/run", HOUR)
    assert record.lease([SOURCE.key], leases.holder(), HOUR) == set()


def test_lease_is_respected_by_a_machine_that_leases_for_a_shorter_time(record: Record) -> None:
    record.lease([SOURCE.key], "another-machine.pid:[1]/1/1/run", HOUR)
    assert record.lease([SOURCE.key], leases.holder(), timedelta(seconds=2)) == set()
    record.lease([OTHER.key], "a-machine-with-a-wrong-clock.pid:[1]/1/1/run", timedelta(days=3650))
    assert record.lease([OTHER.key], leases.holder(), timedelta(seconds=2)) == {OTHER.key}


def test_lease_of_a_killed_run_of_this_machine_is_taken_over_at_once(record_settings: Settings, record: Record) -> None:
    record.close()

    def work() -> None:
        again = open_record(record_settings)
        again.lease([SOURCE.key], leases.holder(), HOUR)
        os._exit(killing.DIED)

    assert killing.run(work) == killing.DIED
    assert record.lease([SOURCE.key], leases.holder(), HOUR) == {SOURCE.key}


def test_retention_takes_old_bytes_and_keeps_every_proof(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    record.observe(quarantined(2, "Cookies?", PageKind.CONSENT))
    record.observe(observation(3, "Swiss law", source=OTHER))
    checkpoint, raw = record.checkpoint(day(4)), record.captures(SOURCE.key)[0].sha256
    assert record.retain(day(2.5), Why("Bo", "Kept for two days.", day(9))) == 2
    with pytest.raises(Removed, match="Kept for two days"):
        record.raw(raw)
    assert record.reading(1).document.text == "Swedish law"
    assert record.verify() == []
    assert record.against(checkpoint) == []
    assert record.retain(day(2.5), Why("Bo", "Again.", day(9))) == 0
    assert [(what, why.name) for what, _, why in record.removals()] == [("blob", "Bo")] * 2
    assert record.raw(record.captures(SOURCE.key)[1].sha256) == b"Danish law"  # the latest version comes from it


def test_bytes_that_come_again_after_their_retention_are_kept_again(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    record.observe(observation(1, "Danish law"))
    record.retain(day(0.5), Why("Bo", "Old.", day(1)))
    record.observe(observation(2, "Swedish law"))
    assert record.raw(record.captures(SOURCE.key)[0].sha256) == b"Swedish law"
    assert record.verify() == []


def test_erased_capture_leaves_hash_and_reason_only(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    seen = record.observe(telling(1, "Call Anna Svensson", alerts=(alert("told first"),)))
    record.observe(telling(2, "Danish law", alerts=(alert("told second"),)))
    checkpoint = record.checkpoint(day(4))
    assert record.erase(seen.capture, WHY) == 2
    assert record.verify() == []
    assert record.against(checkpoint) == []
    with pytest.raises(Removed, match="named in it"):
        record.reading(seen.version)
    assert record.search("Anna") == []
    assert record.search("Danish") != []
    assert [c.change.summary["en"] for c in record.changes()] == ["Erased: A person is named in it."] * 2
    assert {m.alert.sentences for m in record.pending(day(9))} == {("Erased: A person is named in it.",)}
    assert "Anna" not in "".join(leaf.json for leaf in record.leaves())


def test_erased_bytes_are_not_kept_when_they_come_again(record: Record) -> None:
    seen = record.observe(observation(0, "Call Anna Svensson"))
    record.erase(seen.capture, WHY)
    record.attempted([(SOURCE, attempt(1, "Call Anna Svensson"))])
    with pytest.raises(Removed):
        record.raw(record.captures(SOURCE.key)[0].sha256)
    assert record.verify() == []


def test_erasure_without_reason_or_capture_changes_nothing(record: Record) -> None:
    seen = record.observe(observation(0, "Swedish law"))
    with pytest.raises(UsageError, match="reason"):
        record.erase(seen.capture, Why("Bo", " ", day(9)))
    with pytest.raises(UsageError, match="no capture 77"):
        record.erase(77, WHY)
    assert record.removals() == []
    assert record.reading(seen.version).document.text == "Swedish law"
