"""What was done while nothing was told: the provable side of silence."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from clausewatch.alert.digest import Quiet
from clausewatch.model import Cause
from clausewatch.record.exported import written
from clausewatch.tools import Tools

FRESH = timedelta(days=3)
"""The promise of freshness: a source that was not seen sound for longer is overdue."""
SILENT = timedelta(days=2)
"""A source that was not even asked for longer is silent: the schedule does not reach it."""


def quiet(tools: Tools, since: datetime, until: datetime) -> Quiet:
    """What the record proves of a time: fetches, changes held back and why, what is overdue."""
    attempts = [a for a in tools.record.attempts(since=since) if a.at <= until]
    asked = {a.source for a in attempts}
    watched = sorted(asked | {s.key for s in tools.sources()})
    changes = [c for c in tools.record.changes(since=since) if c.cause is Cause.CONTENT and c.new_captured_at <= until]
    cosmetic = [c.change for c in changes if not c.change.substantive and not c.change.capture]
    latest = tools.record.latest(watched)
    lately = {a.source for a in tools.record.attempts(since=until - SILENT)}
    return Quiet(
        since=since,
        until=until,
        documents=len(asked),
        fetches=len(attempts),
        substantive=sum(c.change.substantive for c in changes),
        held_back=Counter(kind for change in cosmetic for kind in change.noise),
        cosmetic=len(cosmetic),
        troubles=Counter(tools.record.states(watched).values()),
        overdue=[k for k in watched if k not in latest or until - latest[k].captured_at > FRESH],
        silent=[k for k in watched if k not in lately],
        undecided=len(tools.record.open_decisions()),
        checkpoint=written(tools.record.checkpoint(until)).splitlines(),
    )
