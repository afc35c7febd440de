"""Alerts on their way: stored with what they tell of, sent later, every step in the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clausewatch.codec import build
from clausewatch.model import Alert, digest
from clausewatch.record import leaves
from clausewatch.record.log import Appender
from clausewatch.record.packing import clean, dump
from clausewatch.record.protocol import Message
from clausewatch.record.schema import alerts, outbox

if TYPE_CHECKING:
    from clausewatch.record.writing import Writing

_ERROR = 500
"""Characters of an error that are kept."""


def message_id(alert: str, channel: str) -> str:
    """The idempotency key of an alert on one channel."""
    return digest(f"{alert}\n{channel}")[:32]


def post(writing: Writing, told: Sequence[Alert], channels: Sequence[str], change: int) -> None:
    """Put alerts into the outbox, one message a channel; one that is there is not posted again."""
    for alert in told:
        posted = writing.connection.execute(sa.select(alerts.c.id).where(alerts.c.id == alert.id)).one_or_none()
        if posted is None:
            _post(writing, replace(alert, change_id=change or alert.change_id), channels)


def _post(writing: Writing, alert: Alert, channels: Sequence[str]) -> None:
    row = {"id": alert.id, "change_id": alert.change_id or None, "body": clean(dump(alert))}
    leaf = writing.log.add(leaves.of_row("alert", {**row, "source": f"{alert.vendor}/{alert.document}"}))
    writing.connection.execute(alerts.insert().values(**row, leaf=leaf))
    for channel in dict.fromkeys(channels):
        message: dict[str, Any] = {
            "message": message_id(alert.id, channel),
            "alert_id": alert.id,
            "channel": channel,
            "state": "pending",
            "tries": 0,
            "error": "",
            "next_try": None,
            "sent_at": None,
        }
        result = writing.connection.execute(outbox.insert().values(**message))
        number = int((result.inserted_primary_key or (0,))[0])
        writing.log.add(leaves.of_message({**message, "id": number}))


def pending(connection: sa.Connection, now: datetime, limit: int) -> list[Message]:
    """Messages that are due, oldest first."""
    due = sa.or_(outbox.c.next_try.is_(None), outbox.c.next_try <= now)
    query = sa.select(outbox, alerts.c.body).join(alerts, alerts.c.id == outbox.c.alert_id)
    rows = connection.execute(query.where(outbox.c.state == "pending", due).order_by(outbox.c.id).limit(limit))
    return [Message(r.message, r.channel, build(Alert, json.loads(r.body)), r.tries) for r in rows]


def sent(connection: sa.Connection, message: str, at: datetime) -> None:
    """Mark a message as delivered; a second time changes nothing."""
    _step(connection, message, {"state": "sent", "sent_at": at, "next_try": None, "error": ""})


def failed(connection: sa.Connection, message: str, error: str, next_try: datetime | None) -> None:
    """Mark a try as failed; without a next one the message is dead."""
    state = "pending" if next_try else "dead"
    _step(connection, message, {"state": state, "next_try": next_try, "error": clean(error)[:_ERROR]})


def held(connection: sa.Connection, message: str) -> None:
    """Keep a message for its channel's next digest; it was not tried."""
    log = Appender(connection)
    _moved(connection, log, message, {"state": "held"})
    log.flush()


def waiting(connection: sa.Connection, channel: str) -> list[Message]:
    """The messages that wait for a channel's next digest, oldest first."""
    query = sa.select(outbox, alerts.c.body).join(alerts, alerts.c.id == outbox.c.alert_id)
    rows = connection.execute(query.where(outbox.c.state == "held", outbox.c.channel == channel).order_by(outbox.c.id))
    return [Message(r.message, r.channel, build(Alert, json.loads(r.body)), r.tries) for r in rows]


def gathered(writing: Writing, digest: Alert, channel: str, held: Sequence[Message], at: datetime) -> None:
    """Post a digest and mark what it tells of as told: all or nothing."""
    post(writing, (digest,), (channel,), 0)
    for message in held:
        _moved(writing.connection, writing.log, message.id, {"state": "sent", "sent_at": at}, ("held",))


def told(connection: sa.Connection, since: datetime | None) -> list[Alert]:
    """The alerts of the record, oldest first; `since` compares with the time when they were made."""
    rows = connection.execute(sa.select(alerts.c.body, alerts.c.change_id).order_by(alerts.c.leaf))
    made = (build(Alert, json.loads(row.body)) for row in rows)
    return [alert for alert in made if since is None or alert.created_at >= since]


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many messages are in each state."""
    query = sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state)
    return {state: int(count) for state, count in connection.execute(query).tuples()}


def _step(connection: sa.Connection, message: str, values: dict[str, Any]) -> None:
    log = Appender(connection)
    tries = sa.select(outbox.c.tries).where(outbox.c.message == message)
    _moved(connection, log, message, {**values, "tries": (connection.execute(tries).scalar_one_or_none() or 0) + 1})
    log.flush()


def _moved(
    connection: sa.Connection, log: Appender, message: str, values: dict[str, Any], states: Sequence[str] = ("pending",)
) -> None:
    """A message's next step, if it is in one of the states that the step begins from."""
    row = connection.execute(sa.select(outbox).where(outbox.c.message == message)).one_or_none()
    if row is not None and row.state in states:
        connection.execute(outbox.update().where(outbox.c.id == row.id).values(**values))
        log.add(leaves.of_message({**row._mapping, **values}))
