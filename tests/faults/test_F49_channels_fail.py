"""F49: mail and webhooks that fail in every way: at least once, same id, back-off, dead letters told."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alert_samples import NOW, alert
from clausewatch.alert.channels.base import Channel
from clausewatch.alert.channels.registry import Surroundings, open_channels
from clausewatch.alert.delivery import INTERVALS, deliver
from clausewatch.alert.trouble import undelivered
from clausewatch.record.protocol import Record
from receivers import http_receiver, post, smtp_receiver
from recordkit import observation

DAY = timedelta(days=1)


def opened(address: str, home: Path) -> dict[str, Channel]:
    """The channels of one address."""
    return dict(open_channels((address,), Surroundings(home, io.StringIO(), post)))


def told(record: Record, channels: dict[str, Channel]) -> None:
    """Put one alert into the record's outbox, for every channel."""
    record.observe(replace(observation(0, "Swedish law"), alerts=(alert(),), channels=tuple(channels)))


@pytest.mark.parametrize("answers", [(500, 200), (302, 200), (429, 503, 200)])
def test_f49_webhook_is_repeated_with_the_same_key_until_it_is_taken(
    record: Record, tmp_path: Path, answers: tuple[int, ...]
) -> None:
    with http_receiver(*answers) as (url, inbox):
        channels = opened(f"webhook+{url}/hook#secret=s", tmp_path)
        told(record, channels)
        for number in range(len(answers)):
            deliver(record, channels, NOW + number * DAY)
        assert deliver(record, channels, NOW + 30 * DAY).sent == 0
    assert len(inbox.got) == len(answers)
    assert len({headers["Idempotency-Key"] for headers, _ in inbox.got}) == 1


@pytest.mark.parametrize("answers", [("451 later", "250 taken"), ("554 never", "452 full", "250 taken")])
def test_f49_mail_is_repeated_with_the_same_message_id_until_it_is_taken(
    record: Record, tmp_path: Path, answers: tuple[str, ...]
) -> None:
    with smtp_receiver(*answers) as (port, inbox):
        channels = opened(f"smtp://127.0.0.1:{port}/?from=a@x.example&to=b@x.example", tmp_path)
        told(record, channels)
        for number in range(len(answers)):
            deliver(record, channels, NOW + number * DAY)
    assert len(inbox.mails) == len(answers)
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1


def test_f49_wait_grows_between_tries(record: Record, tmp_path: Path) -> None:
    with http_receiver(500) as (url, inbox):
        channels = opened(f"webhook+{url}#secret=s", tmp_path)
        told(record, channels)
        deliver(record, channels, NOW)
        deliver(record, channels, NOW + timedelta(seconds=30))
        assert len(inbox.got) == 1
        deliver(record, channels, NOW + timedelta(minutes=2))
        deliver(record, channels, NOW + timedelta(minutes=5))
        assert len(inbox.got) == 2


def test_f49_what_always_fails_ends_as_a_dead_letter_that_is_told(record: Record, tmp_path: Path) -> None:
    with http_receiver(500) as (url, _):
        channels = opened(f"webhook+{url}#secret=s", tmp_path)
        told(record, channels)
        for number in range(len(INTERVALS) + 1):
            report = deliver(record, channels, NOW + number * 2 * DAY)
    (name,) = report.dead
    assert record.pending(NOW + 99 * DAY) == []
    assert undelivered(name, report.dead[name], NOW).sentences[0].startswith("1 message could not be delivered to webhook+http:")


def test_f49_a_channel_that_is_down_holds_up_no_other(record: Record, tmp_path: Path) -> None:
    with smtp_receiver() as (port, _):
        pass
    addresses = (f"smtp://127.0.0.1:{port}/?from=a@x.example&to=b@x.example", "jsonl:alerts.jsonl")
    channels = dict(open_channels(addresses, Surroundings(tmp_path, io.StringIO())))
    told(record, channels)
    report = deliver(record, channels, NOW)
    assert (report.sent, report.failed) == (1, 1)
    assert (tmp_path / "alerts.jsonl").read_text("utf-8").count("\n") == 1
