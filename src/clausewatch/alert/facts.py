"""The alert E: a fact outside the contracts begins or ends, and the unchanged texts mean something else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clausewatch.alert.phrases import phrases, plural, say
from clausewatch.alert.statements import where
from clausewatch.model import Alert, Fact, digest
from clausewatch.wording import day, listing, one_line, place

_SHOWN = 12
"""Places that the sentence names before it counts the rest; all of them are in the quotes."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A place in the recorded documents that a fact bears on: a clause, or a named subprocessor."""

    vendor: str
    document: str
    section: str = ""
    quote: str = ""
    subprocessor: str = ""


def fact_alert(fact: Fact, concerned: Sequence[Concerned], now: datetime, lang: str = "en") -> Alert | None:
    """The one alert of a fact whose validity began or ended by today; None where it bears on nothing.

    Its id hangs on the fact and the day, so that it is told once.
    """
    turned = _turned(fact, now.date())
    if turned is None or not concerned:
        return None
    _, on = turned
    said = say("fact.changed", lang, day=day(on, lang), statement=one_line(fact.said(lang)).rstrip("."))
    source = say("fact.checked", lang, source=one_line(fact.source), how=_how(fact.checked_how, lang))
    names = [_name(c, lang) for c in concerned]
    shown = [*names[:_SHOWN], *([say("more", lang, n=len(names) - _SHOWN)] if len(names) > _SHOWN else [])]
    return Alert(
        id=event_id(fact, now.date()),
        vendor="",
        document="",
        severity=3,
        created_at=now,
        sentences=(f"{said}; {source}.", f"{say('fact.concerns', lang, places=listing(shown, lang))}."),
        quotes=tuple(("", c.quote) for c in concerned if c.quote),
        title=plural("fact.title", len(names), lang, name=_subject(fact, lang), n=len(names)),
        lang=lang,
        rule="E",
        roles=("dpo", "legal"),
    )


def event_id(fact: Fact, today: date) -> str:
    """The id of the alert on the end that a fact reached last; empty if it reached none."""
    turned = _turned(fact, today)
    return digest(f"fact|{fact.id}|{turned[0]}|{turned[1].isoformat()}")[:16] if turned else ""


def bears_on(fact: Fact, countries: Collection[str], mechanisms: Collection[str]) -> bool:
    """Whether a fact bears on a clause or subprocessor with these countries and mechanisms."""
    if fact.country and fact.kind in ("adequacy", "eea") and fact.country in {c[:2] for c in countries}:
        return True
    named = fact.kind == "mechanism" or fact.mechanism == "dpf"
    return bool(fact.mechanism) and named and fact.mechanism in mechanisms


def _turned(fact: Fact, today: date) -> tuple[str, date] | None:
    """Which of its ends a fact reached last: `ended` before `began`."""
    if fact.valid_to and fact.valid_to <= today:
        return "ended", fact.valid_to
    return ("began", fact.valid_from) if fact.valid_from and fact.valid_from <= today else None


def _name(concerned: Concerned, lang: str) -> str:
    document = f"{one_line(concerned.vendor)}, {one_line(concerned.document)}"
    if concerned.subprocessor:
        return f"{one_line(concerned.subprocessor)} ({document})"
    return f"{document}{where(concerned.section, lang)}"


def _subject(fact: Fact, lang: str) -> str:
    return place(fact.country, lang) if fact.country else fact.mechanism or fact.id


def _how(how: str, lang: str) -> str:
    return say(f"fact.how.{how}", lang) if how in phrases()["fact"]["how"] else how
