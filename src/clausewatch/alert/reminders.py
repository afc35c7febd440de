"""Reminders of deadlines for which no decision is recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from clausewatch.alert.phrases import say
from clausewatch.alert.sentences import dates, next_open
from clausewatch.alert.text import lang_of
from clausewatch.model import Alert, digest

BEFORE = (7, 2)
"""Days before a deadline on which is reminded; a missed day is made up for until the next one."""


def reminders(told: Iterable[Alert], decided: Collection[str], now: datetime) -> tuple[Alert, ...]:
    """The reminders that are due among the alerts told so far; `decided` are ids that need none.

    A reminder's id hangs on the alert, the day of the deadline and the step, so each is sent once.
    """
    waiting = (a for a in told if a.audience == "business" and a.id not in decided and not a.reminds)
    return tuple(reminder for alert in waiting if (reminder := _reminder(alert, now)) is not None)


def _reminder(alert: Alert, now: datetime) -> Alert | None:
    today, lang = now.date(), lang_of(alert)
    day = next_open(alert.deadlines, today)
    step = min((n for n in BEFORE if day and (day - today).days <= n), default=None)
    if day is None or step is None or (day - alert.created_at.date()).days <= step:
        return None
    open_dates = [d for d in alert.deadlines if d.day >= today]
    said = f"{dates(open_dates, today, lang)}; {say('reminder.undecided', lang)}."
    return replace(
        alert,
        id=digest(f"{alert.id}|reminder|{day.isoformat()}|{step}")[:16],
        created_at=now,
        sentences=(said, alert.sentences[0]),
        title=say("reminder.title", lang, title=alert.title),
        reminds=alert.id,
    )
