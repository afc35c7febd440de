"""Days until which somebody can act: objection and effect, in calendar or business days.

A deadline on a day that is no working day of the customer's country is shown as the last working
day before it. What rests on our own observation instead of the vendor's date is marked estimated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from clausewatch.compare.words import MONTHS
from clausewatch.model import Deadline

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DATE = (
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s*(?:of\s+|de\s+)?(?P<m1>{_MONTH})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})[./](?P<m3>\d{{1,2}})[./](?P<y3>\d{{4}}))"
)
_EFFECT = re.compile(
    r"(?:effective(?:\s+(?:date|as\s+of|from|on|upon|beginning|starting))*|(?:take|takes|come|comes|go|goes|enter|enters)\s+(?:into\s+)?(?:effect|force)"
    r"(?:\s+(?:on|from|as\s+of))?|in\s+(?:effect|force)\s+(?:from|as\s+of|since)|träder\s+i\s+kraft(?:\s+(?:den|från(?:\s+och\s+med)?))*|"
    r"gäller\s+(?:från(?:\s+och\s+med)?|fr\.?o\.?m\.?)(?:\s+den)?|(?:tritt|treten)\s+(?:am|zum|mit\s+wirkung\s+(?:vom|zum))|"
    r"(?:gültig|gilt|gelten|wirksam)\s+(?:ab|seit)(?:\s+(?:dem|zum))?|mit\s+wirkung\s+(?:vom|zum|ab)|"
    r"(?:entre(?:ra|ront|nt)?|prend(?:ra|ront)?)\s+(?:en\s+vigueur|effet)(?:\s+(?:le|à\s+compter\s+du|au))*|"
    r"(?:en\s+vigueur|applicables?)\s+(?:à\s+(?:compter|partir)\s+du|le|depuis\s+le|au))"
    r"\s*[:*_]*\s*(?:the\s+|the\s+date\s+of\s+)?" + _DATE,
    re.IGNORECASE,
)
_ANY = re.compile(_DATE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the reckoning starts from.

    `first_seen` is the day of the first capture with the new text; `notified` the date of the
    vendor's notice and `effect` its stated day, where known; days are None where not stated.
    """

    first_seen: date
    notified: date | None = None
    effect: date | None = None
    notice_days: int | None = None
    objection_days: int | None = None
    business_days: bool = False
    country: str = "SE"


def reckon(terms: Terms) -> tuple[Deadline, ...]:
    """Objection and effect deadlines, in this order; each only where there is a ground for it."""
    effect = _effect(terms)
    objection = _objection(terms, effect)
    return tuple(d for d in (objection, effect) if d is not None)


def effect_date(text: str) -> date | None:
    """The day on which a text says that it takes effect (en, sv, de, fr); the latest of several."""
    days = [day for found in _EFFECT.finditer(text) if (day := _read(found))]
    return max(days, default=None)


def dates(text: str) -> Iterator[date]:
    """Every full date in a text, in text order; impossible ones are left out."""
    return (day for found in _ANY.finditer(text) if (day := _read(found)))


def last_working_day(day: date, country: str = "SE") -> date:
    """The day itself if it is a working day in the country, else the last working day before it."""
    while not is_working_day(day, country):
        day -= timedelta(days=1)
    return day


def is_working_day(day: date, country: str = "SE") -> bool:
    """False on Saturdays, Sundays and the country's holidays, the customary eves included."""
    return day.weekday() < 5 and day not in _holidays(country, day.year)


def after(start: date, days: int, business: bool = False, country: str = "SE") -> date:
    """The day `days` calendar or business days after `start` (the day of start does not count)."""
    if not business:
        return start + timedelta(days=days)
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, country)
    return day


def _effect(terms: Terms) -> Deadline | None:
    if terms.effect is not None:
        return Deadline("effect", last_working_day(terms.effect, terms.country), False, "vendor's stated date")
    return None if terms.notice_days is None else _counted("effect", terms, terms.notice_days)


def _objection(terms: Terms, effect: Deadline | None) -> Deadline | None:
    if terms.objection_days is not None:
        return _counted("objection", terms, terms.objection_days)
    return Deadline("objection", effect.day, effect.estimated, "date of effect") if effect else None


def _counted(kind: str, terms: Terms, days: int) -> Deadline:
    start = terms.notified or terms.first_seen
    day = after(start, days, terms.business_days, terms.country)
    origin = "vendor's notice" if terms.notified else "first seen"
    basis = f"{origin} {start.isoformat()} + {days} {'business ' if terms.business_days else ''}day{'' if days == 1 else 's'}"
    return Deadline(kind, last_working_day(day, terms.country), terms.notified is None, basis)


def _read(found: re.Match[str]) -> date | None:
    part = found.groupdict()
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
    elif part["m1"]:
        year, month, day = int(part["y1"]), MONTHS[part["m1"].casefold()], int(part["d1"])
    elif part["m2"]:
        year, month, day = int(part["y2"]), MONTHS[part["m2"].casefold()], int(part["d2"])
    else:
        year, month, day = int(part["y3"]), int(part["m3"]), int(part["d3"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # the calendars cost a tenth of a second to load; most comparisons need none

    try:
        calendar = holidays.country_holidays(country, years=[year])
    except NotImplementedError:  # what the library raises for a country that it does not know: weekends alone count
        return frozenset()
    return frozenset({*calendar, *_eves(country, year, list(calendar))})


def _eves(country: str, year: int, calendar: list[date]) -> Iterator[date]:
    """Midsummer, Christmas and New Year's Eve count as holidays for time limits (Swedish law 1930:173)."""
    if country in {"SE", "FI"}:
        yield from (date(year, 12, 24), date(year, 12, 31))
        yield from (d - timedelta(days=1) for d in calendar if d.month == 6 and 20 <= d.day <= 26 and d.weekday() == 5)
