"""F50: killed between sending and marking, a message is sent again with the same id and never lost."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

import killing
from alert_samples import NOW, alert
from clausewatch.alert.channels.registry import Surroundings, open_channels
from clausewatch.alert.delivery import deliver
from clausewatch.record.protocol import Record
from clausewatch.record.store import open_record
from clausewatch.settings import Settings
from receivers import http_receiver, post
from recordkit import observation


def post_and_die(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post, and be killed when the receiver has it."""
    post(url, body, headers)
    os._exit(killing.DIED)


def test_f50_webhook_gets_the_same_key_again(record_settings: Settings, record: Record) -> None:
    with http_receiver() as (url, inbox):
        address = (f"webhook+{url}#secret=s",)
        names = tuple(open_channels(address, Surroundings(record_settings.home, io.StringIO(), post)))
        record.observe(replace(observation(0, "Swedish law"), alerts=(alert(),), channels=names))
        record.close()

        def run(way: object) -> None:
            opened = open_record(record_settings)
            channels = open_channels(address, Surroundings(record_settings.home, io.StringIO(), way))
            deliver(opened, channels, NOW)
            opened.close()

        assert killing.run(lambda: run(post_and_die)) == killing.DIED
        assert killing.run(lambda: run(post)) == 0
        assert killing.run(lambda: run(post)) == 0
    keys = [headers["Idempotency-Key"] for headers, _ in inbox.got]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert inbox.got[0][1] == inbox.got[1][1]


@pytest.mark.parametrize("address", ["jsonl:alerts.jsonl", "atom:alerts.atom", "ical:deadlines.ics"])
def test_f50_files_hold_every_alert_once_whenever_the_kill_comes(record_settings: Settings, record: Record, address: str) -> None:
    around = Surroundings(record_settings.home, io.StringIO())
    record.observe(replace(observation(0, "Swedish law"), alerts=(alert(),), channels=(address,)))
    record.close()

    def run(number: int) -> None:
        opened = open_record(record_settings)
        killing.die_at_file_event(number)
        deliver(opened, open_channels((address,), around), NOW + timedelta(days=1))
        opened.close()

    for number in range(1, 40):
        if killing.run(lambda number=number: run(number)) == 0:  # type: ignore[misc]
            break
    written = (record_settings.home / address.partition(":")[2]).read_text("utf-8")
    marks = {"jsonl": '"record": "alert"', "atom": "<entry", "ical": "BEGIN:VEVENT"}
    expected = 2 if address.startswith("ical") else 1
    assert written.count(marks[address.partition(":")[0]]) == expected
    again = open_record(record_settings)
    assert again.pending(NOW + timedelta(days=9)) == []
    again.close()
