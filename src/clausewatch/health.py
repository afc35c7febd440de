"""What was done while nothing was told: the provable side of silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from clausewatch.alert.digest import Quiet
from clausewatch.model import Cause, Change
from clausewatch.record.exported import written
from clausewatch.tools import Tools


def quiet(tools: Tools, since: datetime, until: datetime) -> Quiet:
    """What the record proves of a time: fetches, changes held back and why, what is overdue."""
    attempts = [a for a in tools.record.attempts(since=since) if a.at <= until]
    asked = {a.source for a in attempts}
    watched = sorted(asked | {s.key for s in tools.sources()})
    changes = _changes(tools, since, until)
    cosmetic = [c for c in changes if not c.substantive and not c.capture]
    return Quiet(
        since=since,
        until=until,
        documents=len(asked),
        fetches=len(attempts),
        substantive=sum(c.substantive for c in changes),
        held_back=Counter(kind for change in cosmetic for kind in change.noise),
        cosmetic=len(cosmetic),
        troubles=Counter(tools.record.states(watched).values()),
        overdue=_overdue(tools, watched, until),
        silent=_silent(tools, watched, until),
        undecided=len(tools.record.open_decisions()),
        checkpoint=written(tools.record.checkpoint(until)).splitlines(),
    )


def _changes(tools: Tools, since: datetime, until: datetime) -> list[Change]:
    """What the vendors changed in that time."""
    found = tools.record.changes(since=since)
    return [c.change for c in found if c.cause is Cause.CONTENT and c.new_captured_at <= until]


def _overdue(tools: Tools, watched: Sequence[str], until: datetime) -> list[str]:
    latest, fresh = tools.record.latest(watched), timedelta(days=tools.settings.fresh_days)
    return [k for k in watched if k not in latest or until - latest[k].captured_at > fresh]


def _silent(tools: Tools, watched: Sequence[str], until: datetime) -> list[str]:
    lately = {a.source for a in tools.record.attempts(since=until - timedelta(days=tools.settings.silent_days))}
    return [k for k in watched if k not in lately]
