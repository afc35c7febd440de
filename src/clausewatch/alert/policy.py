"""Who is told what about a change: pure, from the judged change and its occasion.

A business reader hears of the vendor's doing only: a substantive change in content, seen in two
sound captures. Trouble with a capture is the operator's business and goes to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clausewatch.alert.phrases import say
from clausewatch.alert.quotes import quotes
from clausewatch.alert.roles import kinds_of, roles_of
from clausewatch.alert.sentences import headline, next_open, until_when, what_changed
from clausewatch.alert.statements import statements
from clausewatch.model import Alert, Cause, Change, Source, Vendor, digest
from clausewatch.wording import day, keys, moment, one_line, term


@dataclass(frozen=True, slots=True)
class Occasion:
    """Between which captures a change was observed, and who is to read of it.

    The hashes are those of the two texts; they and the source make the alert's id, so that telling
    again is recognised. `now` is the time of the alert; days left count from `today`, by default
    the day of `now` in its own zone. `cause` other than content never alerts.
    """

    vendor: Vendor
    source: Source
    old_captured_at: datetime
    new_captured_at: datetime
    old_sha256: str
    new_sha256: str
    now: datetime
    lang: str = "en"
    cause: Cause = Cause.CONTENT
    desk_url: str = ""
    today: date | None = None

    @property
    def day(self) -> date:
        """The day from which days left are counted."""
        return self.today or self.now.date()


def alerts(change: Change, occasion: Occasion) -> tuple[Alert, ...]:
    """The messages of one change: none, one for business readers, or one for the operator."""
    if occasion.cause is not Cause.CONTENT:
        return ()
    if change.capture:
        return (_capture_trouble(change.capture, occasion),)
    return (_business(change, occasion),) if change.substantive else ()


def alert_id(occasion: Occasion, audience: str) -> str:
    """The id of a change's alert: the same for the same two texts, however often it is told."""
    parts = (occasion.source.key, occasion.old_sha256, occasion.new_sha256, audience)
    return digest("|".join(parts))[:16]


def document_name(source: Source, lang: str) -> str:
    """The document as readers know it: its declared title, else what kind of document it is."""
    return one_line(source.title) or term("kinds", source.kind if source.kind in keys("kinds") else "other", lang)


def link(identity: str, desk_url: str, source: Source) -> str:
    """Where to read more: the desk's page of the alert, else the document itself."""
    return f"{desk_url.rstrip('/')}/alerts/{identity}" if desk_url else source.url


def _business(change: Change, occasion: Occasion) -> Alert:
    lang, identity = occasion.lang, alert_id(occasion, "business")
    found = statements(change, lang)
    seen = (occasion.old_captured_at, occasion.new_captured_at)
    first = what_changed(found, seen, lang, change.summary.get(lang, ""))
    second = until_when(change.deadlines, change.assent, occasion.day, lang)
    return Alert(
        id=identity,
        vendor=occasion.vendor.key,
        document=occasion.source.document,
        severity=change.severity,
        created_at=occasion.now,
        sentences=(first, second),
        quotes=quotes(change.parts),
        deadlines=change.deadlines,
        title=headline(_place(occasion), found, first, next_open(change.deadlines, occasion.day), lang),
        url=link(identity, occasion.desk_url, occasion.source),
        lang=lang,
        rule=change.rule,
        place=_place(occasion),
        roles=roles_of(change),
        kinds=kinds_of(change),
        thread=f"{occasion.vendor.key}-{occasion.now:%Y-%m-%d}",
    )


def _capture_trouble(kind: str, occasion: Occasion) -> Alert:
    lang, identity = occasion.lang, alert_id(occasion, "operator")
    said = term("trouble", kind, lang)
    first = say("changed_trouble.one", lang, at=moment(occasion.new_captured_at, lang), kind=said)
    since = say("since", lang, day=day(occasion.old_captured_at, lang))
    return Alert(
        id=identity,
        vendor=occasion.vendor.key,
        document=occasion.source.document,
        severity=0,
        created_at=occasion.now,
        sentences=(f"{first}{since}.", f"{say('todo.held', lang)}."),
        audience="operator",
        title=f"{_place(occasion)}: {say('changed_trouble.title', lang, kind=said)}",
        url=link(identity, occasion.desk_url, occasion.source),
        lang=lang,
        rule="P",
        place=_place(occasion),
        kinds=(kind,),
    )


def _place(occasion: Occasion) -> str:
    return f"{one_line(occasion.vendor.name)}, {document_name(occasion.source, occasion.lang)}"
