"""At least once, with the same id, patiently, and nothing lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from alert_samples import NOW, MemoryOutbox, Waiting, alert
from clausewatch.alert.channels.base import Parcel, Route
from clausewatch.alert.delivery import INTERVALS, PATIENCE, deliver, next_try
from clausewatch.errors import DeliveryError


@dataclass
class Scripted:
    """A channel that fails as often as told and remembers what it took."""

    failures: int = 0
    name: str = "scripted"
    route: Route = Route("all")  # noqa: RUF009 - frozen
    taken: list[str] = field(default_factory=list)

    def send(self, parcel: Parcel) -> None:
        """Take a parcel or fail."""
        if self.failures:
            self.failures -= 1
            raise DeliveryError(self.name, "the line is down")
        self.taken.append(parcel.id)


def outbox(count: int = 1, channel: str = "scripted") -> MemoryOutbox:
    """An outbox with `count` messages."""
    return MemoryOutbox([Waiting(f"m{i}", channel, alert()) for i in range(count)])


def test_pending_messages_are_sent_once_and_marked() -> None:
    box, channel = outbox(3), Scripted()
    report = deliver(box, {"scripted": channel}, NOW)
    assert channel.taken == box.done == ["m0", "m1", "m2"]
    assert report.sent == 3
    assert deliver(box, {"scripted": channel}, NOW).sent == 0


def test_kill_between_send_and_mark_repeats_the_same_id() -> None:
    class Killed(MemoryOutbox):
        def sent(self, message: Waiting, at: object) -> None:
            raise KeyboardInterrupt

    channel = Scripted()
    box = Killed(outbox().messages)
    with pytest.raises(KeyboardInterrupt):
        deliver(box, {"scripted": channel}, NOW)
    deliver(MemoryOutbox(box.messages), {"scripted": channel}, NOW)
    assert channel.taken == ["m0", "m0"]


def test_failure_is_put_back_with_a_growing_wait_and_succeeds_later() -> None:
    box, channel = outbox(), Scripted(failures=1)
    assert deliver(box, {"scripted": channel}, NOW).failed == 1
    assert deliver(box, {"scripted": channel}, NOW).sent == 0
    assert deliver(box, {"scripted": channel}, NOW + timedelta(minutes=2)).sent == 1


def test_message_that_always_fails_is_put_aside_and_reported() -> None:
    box, channel, now = outbox(), Scripted(failures=99), NOW
    for _ in INTERVALS:
        assert not deliver(box, {"scripted": channel}, now).dead
        now += timedelta(days=2)
    assert deliver(box, {"scripted": channel}, now).dead == {"scripted": 1}
    assert deliver(box, {"scripted": channel}, now + timedelta(days=99)).failed == 0


def test_waits_grow_and_end() -> None:
    waits = [next_try(n, "m0", NOW) for n in range(1, len(INTERVALS) + 2)]
    assert waits[-1] is None
    assert all(timedelta() < w - NOW <= INTERVALS[-1] * 1.2 for w in waits[:-1] if w)


def test_one_dead_channel_does_not_hold_up_another() -> None:
    down, up = Scripted(failures=99), Scripted()
    box = MemoryOutbox([*outbox(8, "down").messages, Waiting("x", "up", alert())])
    report = deliver(box, {"down": down, "up": up}, NOW)
    assert up.taken == ["x"]
    assert (report.failed, report.waiting) == (PATIENCE, 8 - PATIENCE)


def test_channel_missing_from_the_settings_is_reported_not_lost() -> None:
    box = outbox(1, "atom:gone.atom")
    report = deliver(box, {}, NOW)
    assert report.failed == 1
    assert "no longer in the settings" in report.errors[0]
    assert box.done == []


def test_operator_alert_never_reaches_a_business_channel() -> None:
    channel = Scripted(route=Route("business"))
    box = MemoryOutbox([Waiting("m0", "scripted", alert(audience="operator"))])
    report = deliver(box, {"scripted": channel}, NOW)
    assert (channel.taken, report.withheld, box.done) == ([], 1, ["m0"])


def test_route_holds_back_what_is_below_its_severity() -> None:
    assert not Route("business", 3).wants(alert(severity=2))
    assert Route("business", 3).wants(alert(severity=3))
    assert Route("operator", 3).wants(alert(severity=0, audience="operator"))
