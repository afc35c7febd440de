"""Deadlines as an iCalendar file (RFC 5545) that calendars can subscribe to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import icalendar

from clausewatch.alert.channels.base import BUSINESS, Parcel, Route, replace_file
from clausewatch.alert.phrases import say
from clausewatch.alert.sentences import without_act_by
from clausewatch.alert.text import is_web, lang_of
from clausewatch.errors import DeliveryError
from clausewatch.model import Alert, Deadline
from clausewatch.wording import inert, one_line

REMINDERS = (timedelta(days=7), timedelta(days=2))
"""How long before a deadline a calendar reminds."""
KEPT = timedelta(days=400)
"""How long a passed deadline stays in the file."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Keeps one all-day event per deadline in `path`; an event with the same UID is replaced."""

    path: Path
    name: str
    route: Route = BUSINESS

    def send(self, parcel: Parcel) -> None:
        """Put an alert's deadlines into the file; an alert without any leaves it untouched."""
        events = {str(e["uid"]): e for e in _events(parcel.alert)}
        if not events:
            return
        kept = [e for e in self._old() if str(e.get("uid")) not in events and _lately(e, parcel.at.date())]
        calendar = _empty(lang_of(parcel.alert))
        for event in sorted([*kept, *events.values()], key=lambda e: (_day(e) or date.min, str(e.get("uid")))):
            calendar.add_component(event)
        replace_file(self.path, calendar.to_ical(), self.name)

    def _old(self) -> list[icalendar.Event]:
        try:
            found = icalendar.Calendar.from_ical(self.path.read_bytes())
            return [e for e in found.walk("VEVENT") if isinstance(e, icalendar.Event)]
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as e:
            hint = "Move it away; a new one is begun."
            raise DeliveryError(self.name, f"{self.path} is not a calendar: {e}", hint) from e


def uid(alert: Alert, deadline: Deadline) -> str:
    """The event's UID: the same for every repeat of the alert."""
    return f"{alert.id}-{deadline.kind}@clausewatch"


def _events(alert: Alert) -> Iterator[icalendar.Event]:
    lang = lang_of(alert)
    for deadline in alert.deadlines:
        event = icalendar.Event()
        title = say(f"calendar.{deadline.kind}", lang, title=without_act_by(one_line(alert.title), lang))
        note = f" ({say('estimated', lang)})" if deadline.estimated else ""
        event.add("uid", uid(alert, deadline))
        event.add("dtstamp", alert.created_at)
        event.add("dtstart", deadline.day)
        event.add("dtend", deadline.day + timedelta(days=1))
        event.add("summary", f"{title}{note}")
        event.add("description", "\n".join(inert(s) for s in alert.sentences))
        event.add("transp", "TRANSPARENT")
        if is_web(alert.url):
            event.add("url", one_line(alert.url))
        for before in REMINDERS:
            event.add_component(_alarm(before, title))
        yield event


def _alarm(before: timedelta, title: str) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -before)
    return alarm


def _empty(lang: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//clausewatch//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say("labels.calendar", lang))
    return calendar


def _day(event: icalendar.Event) -> date | None:
    start = event.get("dtstart")
    day = start.dt if start is not None else None
    return day if isinstance(day, date) else None


def _lately(event: icalendar.Event, today: date) -> bool:
    day = _day(event)
    return day is not None and day >= today - KEPT
