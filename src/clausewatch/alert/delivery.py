"""From the outbox to the channels: at least once, patiently, and never blocking each other.

A message is marked as sent after its channel took it. Killed in between, it is sent again with the
same id, so receivers can tell. What keeps failing is tried at growing intervals, then put aside as
dead: kept, reported, no longer tried.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from clausewatch.alert.channels.base import ALL, Channel, Parcel, Route
from clausewatch.alert.digest import can_wait
from clausewatch.errors import DeliveryError
from clausewatch.model import Alert

INTERVALS: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""Waits after the first, second ... failure; after the last one a message is dead (four days on)."""

PATIENCE = 3
"""Failures in a row after which a channel is left alone for this round."""


class Message(Protocol):
    """An alert on its way to one channel; `id` is the idempotency key and never changes."""

    @property
    def id(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def alert(self) -> Alert: ...
    @property
    def tries(self) -> int: ...


M = TypeVar("M", bound=Message)


class OutboxOf(Protocol[M]):
    """What the record offers for delivery; each call is one transaction. It gets its own messages back."""

    def pending(self, now: datetime, limit: int = ...) -> Sequence[M]: ...
    def sent(self, message: M, at: datetime) -> None: ...
    def failed(self, message: M, error: str, next_try: datetime | None) -> None: ...
    def hold(self, message: M) -> None: ...


Outbox = OutboxOf[Message]
"""An outbox of any messages."""


@dataclass(slots=True)
class Report:
    """What came of one round. `dead` counts, by channel, what was put aside for good."""

    sent: int = 0
    withheld: int = 0
    held: int = 0
    failed: int = 0
    waiting: int = 0
    errors: list[str] = field(default_factory=list)
    dead: Counter[str] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.failed


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands in for a channel that is no longer in the settings: takes nothing, so nothing is lost."""

    name: str
    route: Route = ALL

    def send(self, parcel: Parcel) -> None:
        """Refuse, so that the message waits and is reported."""
        raise DeliveryError(self.name, f"this channel is no longer in the settings; {parcel.id} waits")


def _hears_all(_alert: Alert) -> bool:
    return False


def deliver(
    outbox: OutboxOf[M], channels: Mapping[str, Channel], now: datetime, muted: Callable[[Alert], bool] = _hears_all
) -> Report:
    """Send every pending message through its channel.

    Messages that a channel's route does not want, and muted ones, are marked as done without being
    sent; those that can wait are kept for the channel's next digest.
    """
    report, seen, failures = Report(), set[str](), Counter[str]()
    while batch := [m for m in outbox.pending(now) if m.id not in seen]:
        for message in batch:
            seen.add(message.id)
            if failures[message.channel] >= PATIENCE:
                report.waiting += 1
                continue
            if muted(message.alert):
                outbox.sent(message, now)
                report.withheld += 1
                continue
            error = _send(outbox, channels, message, now, report)
            failures[message.channel] = failures[message.channel] + 1 if error else 0
    return report


def next_try(tries: int, message_id: str, now: datetime) -> datetime | None:
    """When to try again after `tries` failures, with up to a fifth of jitter; None: never."""
    if tries > len(INTERVALS):
        return None
    wait = INTERVALS[tries - 1]
    jitter = hashlib.sha256(f"{message_id}|{tries}".encode()).digest()[0] / 255 / 5
    return now + wait * (1 + jitter)


def _send(
    outbox: OutboxOf[M], channels: Mapping[str, Channel], message: M, now: datetime, report: Report
) -> DeliveryError | None:
    channel = channels.get(message.channel, Missing(message.channel))
    try:
        wanted = channel.route.wants(message.alert)
        if wanted and channel.route.digest and can_wait(message.alert, now.date()):
            outbox.hold(message)
            report.held += 1
            return None
        if wanted:
            channel.send(Parcel(message.id, message.alert, now))
    except DeliveryError as error:
        _put_back(outbox, message, error, now, report)
        return error
    outbox.sent(message, now)
    report.sent += wanted
    report.withheld += not wanted
    return None


def _put_back(outbox: OutboxOf[M], message: M, error: DeliveryError, now: datetime, report: Report) -> None:
    again = next_try(message.tries + 1, message.id, now)
    outbox.failed(message, str(error), again)
    report.failed += 1
    report.errors.append(str(error))
    if again is None:
        report.dead[message.channel] += 1
