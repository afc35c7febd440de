"""What time itself brings: reminders, facts that begin or end, digests, and messages given up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from clausewatch.model import QUESTIONS, Alert, Fact, Finding, Reading
from clausewatch.record.protocol import Message
from clausewatch.tools import Tools

if TYPE_CHECKING:
    from clausewatch.alert.facts import Concerned

_REMEMBERED = timedelta(days=400)
"""Deadlines lie no further ahead of their alerts."""
_FACTS = timedelta(days=30)
"""A fact that turned longer ago than this is history, not news."""
_ACCESS = frozenset(QUESTIONS["access"])


def due(tools: Tools) -> None:
    """Put into the outbox what is due by now: reminders, and alerts on facts."""
    told = tools.record.told(tools.clock() - _REMEMBERED)
    remind(tools, told)
    tell_facts(tools, {alert.id for alert in told})


def remind(tools: Tools, told: Sequence[Alert]) -> None:
    """Reminders of deadlines on which no decision is in force."""
    from clausewatch.alert.reminders import reminders

    done = tools.record.in_force()
    decided = {alert.id for alert in told if alert.change_id in done}
    if found := reminders(told, decided, tools.clock()):
        tools.record.announce(found, tools.channel_names)


def tell_facts(tools: Tools, told: set[str]) -> None:
    """One alert E per fact that began or ended since the record exists and bears on what is recorded."""
    from clausewatch.alert.facts import event_id, fact_alert
    from clausewatch.compare.facts import events

    now = tools.clock()
    since = max(_begun(tools), now.date() - _FACTS)
    turned = [f for f in events(since, now.date(), tools.facts) if event_id(f, now.date()) not in told]
    if not turned:
        return
    readings = _latest_readings(tools)
    for fact in turned:
        alert = fact_alert(fact, list(_concerned(fact, readings)), now, tools.settings.lang)
        if alert is not None:
            tools.record.announce((alert,), tools.channel_names)


def _begun(tools: Tools) -> date:
    """The day on which the record was made, as its first leaf says."""
    return datetime.fromisoformat(json.loads(tools.record.leaves(0, 1)[0].json)["created_at"]).date()


def _latest_readings(tools: Tools) -> Mapping[str, Reading]:
    latest = tools.record.latest(tools.record.sources())
    return {key: tools.record.reading(known.version) for key, known in latest.items()}


def _concerned(fact: Fact, readings: Mapping[str, Reading]) -> Iterator[Concerned]:
    from clausewatch.alert.facts import Concerned, bears_on

    for key, reading in readings.items():
        vendor, document = key.split("/", 1)
        for finding in reading.detection.findings:
            if finding.type in _ACCESS and bears_on(fact, _values(finding, "countries"), _values(finding, "mechanisms")):
                yield Concerned(vendor, document, finding.section, finding.quote)
        for named in reading.detection.subprocessors:
            if bears_on(fact, named.countries, (named.safeguard,)):
                yield Concerned(vendor, document, "", named.quote, named.name)


def _values(finding: Finding, attribute: str) -> tuple[str, ...]:
    value = finding.attributes.get(attribute, ())
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def digests(tools: Tools) -> int:
    """Put the digests that are due into the outbox; gives how many.

    The first delivery of a day takes the day's, the first of an ISO week the week's, which goes out
    even if there is nothing to tell: it proves the silence.
    """
    now = tools.clock()
    told = {alert.id for alert in tools.record.told(now - timedelta(days=8))}
    made = 0
    for name, channel in tools.channels.items():
        if channel.route.digest and channel.route.audience != "operator":
            made += _digest(tools, name, told)
    return made


def _digest(tools: Tools, channel: str, told: set[str]) -> int:
    from clausewatch.alert import digest

    now, waiting = tools.clock(), tools.record.waiting(channel)
    week, day = digest.digest_id(channel, digest.WEEKLY, now.date()), digest.digest_id(channel, digest.DAILY, now.date())
    if week not in told and (span := _week(tools)):
        return _gather(tools, channel, waiting, (week, digest.WEEKLY, span))
    grave = [m for m in waiting if m.alert.severity >= 2]
    if grave and day not in told:
        return _gather(tools, channel, grave, (day, digest.DAILY, now - timedelta(days=1)))
    return 0


def _week(tools: Tools) -> datetime | None:
    """Since when the week's statement speaks; None in the first week of a record, which is not over."""
    now = tools.clock()
    monday = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    before = tools.record.attempts(since=now - timedelta(days=7))
    return now - timedelta(days=7) if any(a.at < monday for a in before) else None


def _gather(tools: Tools, channel: str, held: Sequence[Message], which: tuple[str, str, datetime]) -> int:
    from clausewatch import health
    from clausewatch.alert.digest import together

    identity, rule, since = which
    now = tools.clock()
    alert = together(identity, [m.alert for m in held], health.quiet(tools, since, now), rule, tools.settings.lang)
    tools.record.gather(alert, channel, held, now)
    return 1


def muted(tools: Tools) -> Callable[[Alert], bool]:
    """Whether an alert is muted now: by its source, its vendor, or all of its kinds."""
    found = [(m.scope, m.target) for m in tools.record.mutes(tools.clock())]
    by = {scope: {target for own, target in found if own == scope} for scope in ("source", "vendor", "kind")}

    def _is(alert: Alert) -> bool:
        named = f"{alert.vendor}/{alert.document}" in by["source"] or alert.vendor in by["vendor"]
        return named or (bool(alert.kinds) and by["kind"].issuperset(alert.kinds))

    return _is


def give_up(tools: Tools, dead: Mapping[str, int]) -> None:
    """Tell the operator, on the other channels, of messages that are no longer tried."""
    from clausewatch.alert.trouble import undelivered

    for channel, count in dead.items():
        others = [name for name in tools.channel_names if name != channel]
        tools.record.announce((undelivered(channel, count, tools.clock(), tools.settings.lang),), others)
