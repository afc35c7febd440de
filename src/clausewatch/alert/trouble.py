"""What the operator hears about sources that could not be read: each transition once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clausewatch.alert.phrases import plural, say
from clausewatch.alert.policy import document_name, link
from clausewatch.model import Alert, Outcome, PageKind, Source, Vendor, digest
from clausewatch.wording import capital, day, moment, one_line, term

SOUND = frozenset({"", Outcome.CAPTURED, Outcome.NOT_MODIFIED, PageKind.TERMS})
"""States in which there is nothing to tell."""
QUIET = frozenset({Outcome.DEFERRED})
"""States that pass by themselves: neither trouble nor its end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands after an attempt, against how it stood before.

    `state` and `before` are values of `Outcome` or `PageKind` (empty: sound, or never tried);
    `sound_at` is the time of the last sound capture. `detail` is the typed error's sentence.
    """

    vendor: Vendor
    source: Source
    state: str
    before: str
    at: datetime
    sound_at: datetime | None = None
    detail: str = ""
    lang: str = "en"
    desk_url: str = ""


def trouble(standing: Standing) -> Alert | None:
    """The operator's alert when a source goes into another state of trouble, or comes out of it.

    The same state again says nothing. The id hangs on the transition and the last sound capture:
    a repeated run makes the same id, a new spell of the same trouble another one.
    """
    if standing.state in QUIET or standing.state == standing.before:
        return None
    sound = standing.state in SOUND
    if sound and standing.before in SOUND | QUIET:
        return None
    return _alert(standing, "recovered" if sound else "held" if standing.state in _pages() else "failed")


def gone(standing: Standing) -> Alert:
    """The business reader's alert that a document is no longer at its address.

    To be called when the answer was seen twice, at least a day apart.
    """
    lang = standing.lang
    seen = day(standing.sound_at, lang) if standing.sound_at else "–"
    first = say("gone.one", lang, at=moment(standing.at, lang), seen=seen)
    return _made(standing, (first, say("gone.todo", lang)), say("gone.title", lang), "business")


def undelivered(channel: str, count: int, at: datetime, lang: str = "en") -> Alert:
    """The operator's alert that messages could not be delivered and are no longer tried."""
    messages = plural("undelivered.count", count, lang, n=count)
    return Alert(
        id=digest(f"undelivered|{channel}|{at.date().isoformat()}|operator")[:16],
        vendor="",
        document="",
        severity=0,
        created_at=at,
        sentences=(
            f"{say('undelivered.one', lang, n=messages, channel=channel)}.",
            f"{say('undelivered.todo', lang)}.",
        ),
        audience="operator",
        title=capital(say("undelivered.title", lang, channel=channel)),
        lang=lang,
        rule="P",
    )


def trial(at: datetime, audience: str = "business", lang: str = "en") -> Alert:
    """An alert that says only that a channel works."""
    return Alert(
        id=digest(f"trial|{at.isoformat()}|{audience}")[:16],
        vendor="",
        document="",
        severity=0,
        created_at=at,
        sentences=(f"{say('trial.one', lang, at=moment(at, lang))}.", f"{say('trial.two', lang)}."),
        audience=audience,
        title=say("trial.title", lang),
        lang=lang,
        rule="S16" if audience == "business" else "P",
    )


def _alert(standing: Standing, kind: str) -> Alert:
    lang, state = standing.lang, standing.before if kind == "recovered" else standing.state
    said = term("trouble", state, lang)
    first = say(f"{kind}.one", lang, at=moment(standing.at, lang), kind=said)
    if kind != "recovered":
        first += say("since", lang, day=day(standing.sound_at, lang)) if standing.sound_at else say("never", lang)
    own = standing.state if standing.state in ("selector", "refused") else kind
    sentences = [first, say(f"todo.{own}", lang)]
    if standing.detail and kind != "recovered":
        sentences.append(one_line(standing.detail).rstrip("."))
    return _made(standing, tuple(sentences), say(f"{kind}.title", lang, kind=said), "operator")


def _made(standing: Standing, sentences: tuple[str, ...], title: str, audience: str) -> Alert:
    since = standing.sound_at.isoformat() if standing.sound_at else ""
    parts = (standing.source.key, standing.before, standing.state, since, audience)
    identity = digest("|".join(parts))[:16]
    name = f"{one_line(standing.vendor.name)}, {document_name(standing.source, standing.lang)}"
    return Alert(
        id=identity,
        vendor=standing.vendor.key,
        document=standing.source.document,
        severity=3 if audience == "business" else 0,
        created_at=standing.at,
        sentences=tuple(f"{s}." for s in sentences),
        audience=audience,
        title=f"{name}: {title}",
        url=link(identity, standing.desk_url, standing.source),
        lang=standing.lang,
        rule="F12" if audience == "business" else "P",
        place=name,
        kinds=(standing.state or standing.before,),
        thread=f"{standing.vendor.key}-{standing.at:%Y-%m-%d}",
    )


def _pages() -> frozenset[str]:
    return frozenset(PageKind) - frozenset({PageKind.TERMS, PageKind.SERVER_ERROR})
