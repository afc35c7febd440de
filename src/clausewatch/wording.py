"""The words of the field in the reader's language, and vendors' text made inert for showing.

Ground for everything that speaks to people (alerts, reports, desk, tables). Report languages are
`en` (British forms) and `sv`. Dates, numbers, lists and country names come from Babel's CLDR data,
the terms of the field from `wording.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from clausewatch.model import AttributeValue

LANGS = ("en", "sv")
SHAPES: Mapping[str, str] = {"4": "■", "3": "▲", "2": "●", "1": "○", "0": "·", "P": "◇"}
"""The small shape that stands with the word of a severity, so that nothing hangs on colour."""

_LOCALES: Mapping[str, str] = {"en": "en_GB", "sv": "sv_SE"}
_DAY: Mapping[str, tuple[str, str]] = {"en": ("day", "days"), "sv": ("dag", "dagar")}
_HIDDEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|[\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HARMLESS = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def catalogue(path: Path) -> Mapping[str, Any]:
    """A file of wordings: nested groups whose leaves are `{en, sv}` or a string for both."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: Mapping[str, Any] = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
    return loaded


def pick(entry: Any, lang: str) -> str:
    """The wording of a leaf in a language."""
    return str(entry if isinstance(entry, str) else entry[lang])


@cache
def _terms() -> Mapping[str, Any]:
    return catalogue(Path(__file__).with_suffix(".yml"))


def term(group: str, key: str, lang: str) -> str:
    """A term of the field as it stands inside a sentence; an unknown key is shown with spaces."""
    entry = _terms()[group].get(key)
    return key.replace("_", " ") if entry is None else pick(entry, lang)


def keys(group: str) -> frozenset[str]:
    """The keys that a group of terms knows."""
    return frozenset(_terms()[group])


def capital(text: str) -> str:
    """The text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


# --- dates, numbers, lists ----------------------------------------------------------------------


@cache
def locale(lang: str) -> Locale:
    """Babel's locale of a report language."""
    return Locale.parse(_LOCALES[lang])


def day(value: date, lang: str) -> str:
    """`4 August 2026`, `4 augusti 2026` (times are taken in UTC)."""
    return _date(_day_of(value), "d MMMM y", lang)


def short_day(value: date, lang: str) -> str:
    """`4 Aug`, `4 aug.`"""
    return _date(_day_of(value), "d MMM", lang)


def moment(value: datetime, lang: str) -> str:
    """`4 August 2026, 05:12 UTC`."""
    return f"{day(value, lang)}, {clock(value)} UTC"


def clock(value: datetime) -> str:
    """`05:12`, in UTC."""
    return value.astimezone(UTC).strftime("%H:%M")


def between(old: datetime, new: datetime, lang: str) -> str:
    """When a change was observed: between the last capture before it and the first one with it.

    Said as briefly as the language allows: `between 3 and 4 August 2026`,
    `on 4 August 2026 between 05:00 and 06:10 UTC`.
    """
    first, last = _day_of(old), _day_of(new)
    said = {"en": ("between", "and", "on"), "sv": ("mellan den", "och den", "den")}[lang]
    if first == last:
        return f"{said[2]} {day(last, lang)} {said[0][:7].strip()} {clock(old)} {said[1][:3]} {clock(new)} UTC"
    if first.replace(day=1) == last.replace(day=1):
        return f"{said[0]} {first.day} {said[1][:3]} {day(last, lang)}"
    pattern = "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{said[0]} {_date(first, pattern, lang)} {said[1]} {day(last, lang)}"


def number(value: float, lang: str) -> str:
    """A number with the grouping of the language."""
    return format_decimal(value, locale=locale(lang))


def days(count: int, lang: str) -> str:
    """`14 days`, `1 dag`, `14 dagar` (CLDR's Swedish unit is *dygn*, which terms do not use)."""
    return f"{number(count, lang)} {_DAY[lang][count != 1]}"


def hours(count: int, lang: str) -> str:
    """`72 hours`, `72 timmar`."""
    return format_unit(count, "duration-hour", "long", locale=locale(lang))


def listing(items: Iterable[str], lang: str) -> str:
    """`A, B and C`, `A, B och C`."""
    return format_list(list(items), locale=locale(lang))


@lru_cache(maxsize=4096)
def _date(value: date, pattern: str, lang: str) -> str:
    return format_date(value, pattern, locale=locale(lang))


def _day_of(value: date) -> date:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


# --- places and values --------------------------------------------------------------------------


def country(code: str, lang: str) -> str:
    """The name of a country, area or subdivision (`SE`, `EEA`, `US-CA`, `*`); an unknown code as it is."""
    if code in keys("areas"):
        return term("areas", code, lang)
    if code in keys("subdivisions"):
        return f"{term('subdivisions', code, lang)} ({country(code.partition('-')[0], lang).removeprefix('the ')})"
    name = locale(lang).territories.get(code.partition("-")[0])
    return f"{name} ({code})" if name and "-" in code else name or code


def place(code: str, lang: str) -> str:
    """`country` as it stands alone in a table or list: `United States`, `Sweden`."""
    return capital(country(code, lang).removeprefix("the "))


@lru_cache(maxsize=8192, typed=True)
def value(attribute: str, content: AttributeValue | None, lang: str) -> str:
    """The value of a clause's attribute in words; a missing one is a dash."""
    if content is None or content == ():
        return "–"
    if isinstance(content, tuple):
        return listing((_one(attribute, str(c), lang) for c in content), lang)
    if isinstance(content, bool):
        return {"en": ("no", "yes"), "sv": ("nej", "ja")}[lang][content]
    if isinstance(content, int):
        return _count(attribute, content, lang)
    return _one(attribute, content, lang)


def _count(attribute: str, count: int, lang: str) -> str:
    if attribute.endswith("days"):
        none = {"en": "no notice", "sv": "inget varsel"}[lang]
        return none if attribute == "notice_days" and not count else days(count, lang)
    return hours(count, lang) if attribute == "hours" else number(count, lang)


def _one(attribute: str, key: str, lang: str) -> str:
    if attribute == "countries":
        return country(key, lang)
    entry = _terms()["values"].get(attribute, {}).get(key)
    return inert(key) if entry is None else pick(entry, lang)


# --- vendors' text ------------------------------------------------------------------------------


def inert(text: str) -> str:
    """A stranger's text for showing: nothing in it can move a cursor, turn the reading order or hide.

    Controls become their visible pictures, characters that steer the reading order are named
    (`⟨U+202E⟩`), invisible ones without effect go. Line feeds and tabs stay.
    """
    text = text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _HIDDEN.sub(_named, _CONTROL.sub(_picture, text))


def one_line(text: str) -> str:
    """`inert`, with every run of white space as one space: for headers, titles and table cells."""
    return " ".join(inert(text).split())


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _named(match: re.Match[str]) -> str:
    return "" if match[0] in _HARMLESS else f"⟨U+{ord(match[0]):04X}⟩"
