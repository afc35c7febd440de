"""The two sentences of an alert: what changed, and until when somebody can act."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from clausewatch.alert.phrases import phrases, say
from clausewatch.alert.statements import Statement
from clausewatch.model import Deadline
from clausewatch.wording import between, capital, day, days, number, one_line, short_day

SHOWN = 3
"""How many statements the first sentence names before it counts the rest (a single rest is named too)."""


_COUNTED = re.compile(r"\+ \d")
"""The basis of a deadline that was counted in days, so that a time to object is stated somewhere."""


def what_changed(found: Sequence[Statement], seen: tuple[datetime, datetime], lang: str, summary: str = "") -> str:
    """The first sentence: when it was observed and what; `summary` where nothing can be said by rule."""
    when = capital(between(*seen, lang))
    if not found:
        return _whole(say("summed" if summary else "unsaid", lang, when=when, summary=one_line(summary)))
    if len(found) == 1:
        return _whole(say("single", lang, when=when, one=found[0].one))
    shown = [s.item for s in found[: SHOWN if len(found) > SHOWN + 1 else SHOWN + 1]]
    if len(found) > len(shown):
        shown.append(say("more", lang, n=len(found) - len(shown)))
    return _whole(say("several", lang, when=when, n=_count(len(found), lang), items="; ".join(shown)))


def until_when(deadlines: Sequence[Deadline], assent: str, today: date, lang: str) -> str:
    """The second sentence: the dates, days left, whether estimated, and what follows from doing nothing."""
    by_kind = {d.kind: d for d in sorted(deadlines, key=lambda d: d.day, reverse=True)}
    said = _deadlines(by_kind, today, lang)
    known = assent in phrases()["assent"]
    if not said and not known:
        return _whole(say("neither", lang))
    return _whole("; ".join([*(said or [say("none", lang)]), say(f"assent.{assent if known else 'unsaid'}", lang)]))


def headline(vendor: str, found: Sequence[Statement], first: str, next_day: date | None, lang: str) -> str:
    """The subject line: vendor, the gravest statement, and until when to act."""
    what = found[0].title if found else first.rstrip(".")
    act = f" ({say('act_by', lang, day=short_day(next_day, lang))})" if next_day else ""
    return f"{vendor}: {what}{act}"


def without_act_by(title: str, lang: str) -> str:
    """A headline without its last bracket: where the day stands beside it, it need not be said twice."""
    return title.partition(f" ({say('act_by', lang, day='')}")[0]


def next_open(deadlines: Sequence[Deadline], today: date) -> date | None:
    """The first day on or after today on which something ends."""
    return min((d.day for d in deadlines if d.day >= today), default=None)


def dates(deadlines: Sequence[Deadline], today: date, lang: str) -> str:
    """The dates alone, as the second sentence says them, without its full stop."""
    by_kind = {d.kind: d for d in sorted(deadlines, key=lambda d: d.day, reverse=True)}
    return capital("; ".join(_deadlines(by_kind, today, lang)))


def _deadlines(by_kind: Mapping[str, Deadline], today: date, lang: str) -> list[str]:
    """Both dates, or one saying where they are the same day: it claims no right to object that was not found."""
    found = [by_kind[kind] for kind in ("objection", "effect") if kind in by_kind]
    if len(found) == 2 and found[0].day == found[1].day:
        return [_deadline("right" if _COUNTED.search(found[0].basis) else "both", found[1], today, lang)]
    return [_deadline(d.kind, d, today, lang) for d in found]


def _deadline(phrase: str, deadline: Deadline, today: date, lang: str) -> str:
    left = deadline.days_left(today)
    tense = "open" if left > 0 else "today" if left == 0 else "past"
    notes = [say(f"left.{tense}", lang, days=days(abs(left), lang))]
    if deadline.estimated:
        notes.append(say("estimated", lang))
    return say(f"{phrase}.{tense}", lang, day=day(deadline.day, lang), left=", ".join(notes))


def _count(count: int, lang: str) -> str:
    words = phrases()["counts"]
    return say(f"counts.{count}", lang) if str(count) in words else number(count, lang)


def _whole(text: str) -> str:
    text = capital(text.strip())
    return text if text.endswith((".", "!", "?")) else f"{text}."
