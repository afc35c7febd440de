"""Changes, occasions and an outbox for the tests of the alert room; all texts are our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from clausewatch.alert.policy import Occasion, alerts
from clausewatch.model import (
    Alert,
    AttributeChange,
    Change,
    ChangePart,
    Deadline,
    Direction,
    Source,
    Vendor,
)

NOW = datetime(2026, 8, 4, 5, 1, tzinfo=UTC)
VENDOR = Vendor("fjallmoln", "Fjällmoln", "Fjällmoln AB", "SE")
SOURCE = Source("fjallmoln", "dpa", "https://fjallmoln.example/dpa", kind="dpa", title="Data Processing Addendum")
OLD = "The Vendor tells the Customer of a new subprocessor at least 30 days before it processes Customer Data."
NEW = OLD.replace("30 days", "14 days")
PART = ChangePart("edited", OLD, NEW, section="9.2 New subprocessors", types=("subprocessor_change",), severity=3, rule="S06")
NOTICE = AttributeChange("subprocessor_change", "notice_days", 30, 14, Direction.WEAKER)
DEADLINES = (Deadline("objection", date(2026, 8, 18), True), Deadline("effect", date(2026, 9, 1), False))
CHANGE = Change(True, 3, "S06", attributes=(NOTICE,), parts=(PART,), deadlines=DEADLINES, assent="silence", types=PART.types)


def occasion(**changes: object) -> Occasion:
    """An occasion between 3 and 4 August 2026."""
    base = Occasion(VENDOR, SOURCE, NOW - timedelta(days=1), NOW, "a" * 64, "b" * 64, NOW)
    return replace(base, **changes)  # type: ignore[arg-type]


def alert(**changes: object) -> Alert:
    """The business alert of the sample change, with other fields where asked for."""
    (made,) = alerts(CHANGE, occasion())
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Waiting:
    """A message as the record hands it out."""

    id: str
    channel: str
    alert: Alert
    tries: int = 0


@dataclass
class MemoryOutbox:
    """An outbox that keeps its state in lists, for the tests of delivery."""

    messages: list[Waiting]
    due: dict[str, datetime | None] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def pending(self, now: datetime, limit: int = 100) -> Sequence[Waiting]:
        """Messages neither sent nor dead whose time has come."""
        waiting = [m for m in self.messages if m.id not in self.done]
        return [m for m in waiting if (due := self.due.get(m.id, now)) is not None and due <= now][:limit]

    def sent(self, message: Waiting, at: datetime) -> None:
        """Mark as done."""
        self.done.append(message.id)

    def hold(self, message: Waiting) -> None:
        """Keep for a digest."""
        self.held.append(message.id)
        self.due[message.id] = None

    def failed(self, message: Waiting, error: str, next_try: datetime | None) -> None:
        """Put back for later, or for ever."""
        self.errors.append(error)
        self.due[message.id] = next_try
        self.messages = [replace(m, tries=m.tries + 1) if m.id == message.id else m for m in self.messages]
