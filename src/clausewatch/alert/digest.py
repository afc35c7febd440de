"""What can wait is told together: once a day what is to be read, once a week what is for the record.

At the foot of every digest stand the quiet statement and the signed head of the log, so that the
silence in between can be proved to others later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clausewatch.alert.phrases import plural, say
from clausewatch.alert.sentences import next_open, without_act_by
from clausewatch.model import Alert, Item, digest
from clausewatch.wording import capital, day, days, listing, number, one_line, short_day, term

SOON = timedelta(days=7)
"""A deadline this near is told at once, however small the change."""
DAILY, WEEKLY = "daily", "weekly"
TOGETHER = frozenset({DAILY, WEEKLY})
"""Rules of alerts that are digests."""


def can_wait(alert: Alert, today: date) -> bool:
    """Whether an alert is for a digest: of severity 2 or less, no reminder, no deadline within a week."""
    if alert.audience != "business" or alert.severity > 2 or alert.reminds or not alert.kinds:
        return False
    near = next_open(alert.deadlines, today)
    return near is None or near - today > SOON


@dataclass(frozen=True, slots=True)
class Quiet:
    """What was done in a time in which nothing, or little, was told.

    `held_back` counts changes without legal effect by the kind of noise; `troubles` sources by what
    is wrong with them now; `overdue` are sources not seen sound for longer than promised.
    `checkpoint` is the signed head of the log, line by line.
    """

    since: datetime
    until: datetime
    documents: int
    fetches: int
    substantive: int = 0
    held_back: Mapping[str, int] | None = None
    cosmetic: int = 0
    troubles: Mapping[str, int] | None = None
    overdue: Sequence[str] = ()
    silent: Sequence[str] = ()
    undecided: int = 0
    checkpoint: Sequence[str] = ()


def quiet_statement(quiet: Quiet, lang: str) -> tuple[str, ...]:
    """The quiet statement in sentences, without the checkpoint."""
    span = say("quiet.span", lang, since=day(quiet.since, lang), until=day(quiet.until, lang))
    said = [
        say(
            "quiet.done",
            lang,
            span=span,
            documents=plural("quiet.documents", quiet.documents, lang, n=number(quiet.documents, lang)),
            fetches=plural("quiet.fetches", quiet.fetches, lang, n=number(quiet.fetches, lang)),
            changes=plural("quiet.changes", quiet.substantive, lang, n=number(quiet.substantive, lang)),
        ),
        plural("quiet.cosmetic", quiet.cosmetic, lang, n=number(quiet.cosmetic, lang)) + _counted(quiet.held_back, "noise", lang),
        plural("quiet.overdue", len(quiet.overdue), lang, n=len(quiet.overdue)) + _named(quiet.overdue, lang),
    ]
    if quiet.silent:
        said.append(plural("quiet.silent", len(quiet.silent), lang, n=len(quiet.silent)) + _named(quiet.silent, lang))
    if quiet.troubles:
        total = sum(quiet.troubles.values())
        said.append(plural("quiet.troubles", total, lang, n=total) + _counted(quiet.troubles, "trouble", lang))
    if quiet.undecided:
        said.append(plural("quiet.undecided", quiet.undecided, lang, n=quiet.undecided))
    return tuple(capital(f"{s}.") for s in said)


def _counted(kinds: Mapping[str, int] | None, group: str, lang: str) -> str:
    named = [f"{term(group, kind, lang)} ({number(n, lang)})" for kind, n in sorted((kinds or {}).items())]
    return f": {listing(named, lang)}" if named else ""


def _named(sources: Sequence[str], lang: str) -> str:
    shown = [*map(one_line, sources[:6]), *([say("more", lang, n=len(sources) - 6)] if len(sources) > 6 else [])]
    return f": {listing(shown, lang)}" if shown else ""


def digest_id(channel: str, rule: str, on: date) -> str:
    """The id of a channel's digest: one for a day, one for an ISO week."""
    year, week, _ = on.isocalendar()
    period = on.isoformat() if rule == DAILY else f"{year}-W{week:02}"
    return digest(f"digest|{channel}|{rule}|{period}")[:16]


def together(identity: str, told: Sequence[Alert], quiet: Quiet, rule: str, lang: str) -> Alert:
    """One message of several alerts: the nearest deadlines first, then by gravity; the quiet statement last."""
    today = quiet.until.date()
    ordered = _ordered(told, today)
    title = (
        plural(f"digest.{rule}", len(told), lang, n=number(len(told), lang), day=day(today, lang))
        if told
        else say("digest.nothing", lang, since=short_day(quiet.since, lang), until=short_day(quiet.until, lang))
    )
    first = plural("digest.one", len(told), lang, n=number(len(told), lang)) if told else say("digest.none", lang)
    return Alert(
        id=identity,
        vendor="",
        document="",
        severity=max((a.severity for a in told), default=0),
        created_at=quiet.until,
        sentences=(f"{capital(first)}.",),
        title=title,
        lang=lang,
        rule=rule,
        items=tuple(_item(alert, today, lang) for alert in ordered),
        notes=(
            *quiet_statement(quiet, lang),
            *(("", say("digest.checkpoint", lang), *quiet.checkpoint) if quiet.checkpoint else ()),
        ),
    )


def _ordered(told: Sequence[Alert], today: date) -> list[Alert]:
    """Documents by their nearest deadline, then gravity; in each the same, so that it is named once."""
    keys = [(next_open(alert.deadlines, today) or date.max, -alert.severity) for alert in told]
    first: dict[str, tuple[date, int]] = {}
    for alert, key in zip(told, keys, strict=True):
        first[alert.place] = min(key, first.get(alert.place, key))
    ranked = sorted(zip(told, keys, strict=True), key=lambda pair: (first[pair[0].place], pair[0].place, pair[1]))
    return [alert for alert, _ in ranked]


def _item(alert: Alert, today: date, lang: str) -> Item:
    near = next_open(alert.deadlines, today)
    title = without_act_by(alert.title.removeprefix(f"{alert.place}: "), lang)
    until = f" ({say('act_by', lang, day=short_day(near, lang))}, {days((near - today).days, lang)})" if near else ""
    return Item(alert.place, f"{capital(one_line(title))}{until}", " ".join(alert.sentences), alert.url, alert.severity)
