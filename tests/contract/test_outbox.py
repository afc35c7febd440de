"""Alerts on their way out: at least once, under one id, in order, never lost."""

from __future__ import annotations

from dataclasses import replace

from clausewatch.record.protocol import Record
from recordkit import CHANNELS, alert, day, observation, telling


def test_one_message_a_channel_with_the_change_it_tells_of(record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    written = record.observe(telling(1, "Danish law"))
    messages = record.pending(day(1))
    assert tuple(m.channel for m in messages) == CHANNELS
    assert {m.alert.id for m in messages} == {"alert of Danish law"}
    assert {m.alert.change_id for m in messages} == {written.change}
    assert len({m.id for m in messages}) == 2


def test_message_ids_are_the_same_in_every_record(record: Record) -> None:
    record.announce([alert("reminder")], ["console:"])
    assert record.pending(day(0))[0].id == "8b88577d12efa3c1f172f7232b0da5d4"


def test_alert_that_is_there_is_not_posted_again(record: Record) -> None:
    record.announce([alert("reminder")], CHANNELS)
    record.announce([alert("reminder", severity=4)], CHANNELS)
    assert [m.alert.severity for m in record.pending(day(0))] == [3, 3]


def test_sent_messages_are_pending_no_more(record: Record) -> None:
    record.announce([alert("one"), alert("two")], ["console:"])
    first, second = record.pending(day(0))
    record.sent(first, day(0))
    record.sent(first, day(1))
    assert record.pending(day(9)) == [second]
    assert record.verify() == []


def test_failed_message_waits_for_its_next_try(record: Record) -> None:
    record.announce([alert()], ["console:"])
    (message,) = record.pending(day(0))
    record.failed(message, "451 try later", day(1))
    assert record.pending(day(0.9)) == []
    assert record.pending(day(1)) == [replace(message, tries=1)]
    record.sent(message, day(1))
    assert record.pending(day(9)) == []
    assert record.verify() == []


def test_message_without_next_try_is_dead(record: Record) -> None:
    record.announce([alert()], ["console:"])
    (message,) = record.pending(day(0))
    record.failed(message, "550 no such user\x00", None)
    assert record.pending(day(9)) == []
    record.sent(message, day(9))
    assert record.verify() == []


def test_oldest_messages_come_first_and_no_more_than_asked(record: Record) -> None:
    record.announce([alert(f"alert-{n}") for n in range(5)], ["console:"])
    assert [m.alert.id for m in record.pending(day(0), limit=3)] == ["alert-0", "alert-1", "alert-2"]


def test_held_messages_go_out_in_one_digest_all_or_none(record: Record) -> None:
    record.announce([alert("one"), alert("two")], ["mail"])
    for message in record.pending(day(0)):
        record.hold(message)
    assert record.pending(day(9)) == []
    held = record.waiting("mail")
    assert [m.alert.id for m in held] == ["one", "two"]
    assert record.waiting("other") == []
    record.gather(alert("digest"), "mail", held, day(1))
    assert record.waiting("mail") == []
    assert [(m.alert.id, m.channel) for m in record.pending(day(1))] == [("digest", "mail")]
    assert record.messages() == {"pending": 1, "sent": 2}
    record.gather(alert("digest"), "mail", held, day(2))
    assert len(record.pending(day(2))) == 1
    assert record.verify() == []


def test_told_alerts_are_those_made_since(record: Record) -> None:
    record.announce([alert("old", created_at=day(0)), alert("new", created_at=day(3))], ["console:"])
    assert [a.id for a in record.told()] == ["old", "new"]
    assert [a.id for a in record.told(day(1))] == ["new"]
