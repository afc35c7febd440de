"""A change in the words of the alerts, so that mail, feed and desk say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from clausewatch.alert.policy import Occasion, alerts
from clausewatch.alert.sentences import without_act_by
from clausewatch.desk.desk import Desk
from clausewatch.desk.shelf import Line
from clausewatch.desk.texts import Texts
from clausewatch.model import Alert, Decision, RecordedChange, Source
from clausewatch.report.naming import title
from clausewatch.wording import day, days, one_line

_BASIS = re.compile(
    r"(?P<origin>first seen|vendor's notice) (?P<day>\d{4}-\d\d-\d\d) \+ (?P<count>\d+) (?P<business>business )?days?"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A change as lists show it; `days` are left until `act_by` (negative: passed)."""

    line: Line
    vendor: str
    document: str
    headline: str
    first: str
    second: str
    act_by: date | None
    days: int | None
    estimated: bool
    kind: str
    decision: Decision | None
    read: bool


def occasion(desk: Desk, recorded: RecordedChange, lang: str) -> Occasion:
    """The occasion of a change that was recorded, as it is told today."""
    source = _source(desk, recorded)
    return Occasion(
        vendor=desk.vendor(recorded.vendor),
        source=source,
        old_captured_at=recorded.old_captured_at,
        new_captured_at=recorded.new_captured_at,
        old_sha256="",
        new_sha256="",
        now=desk.tools.clock(),
        lang=lang,
        cause=recorded.cause,
        desk_url=desk.tools.settings.desk_url,
    )


def alert(desk: Desk, recorded: RecordedChange, lang: str) -> Alert | None:
    """What is said about a change in one language; None where it is nobody's business."""
    found = alerts(recorded.change, occasion(desk, recorded, lang))
    return found[0] if found else None


def told(desk: Desk, line: Line, lang: str) -> Told:
    """A change of the list in sentences."""
    recorded = desk.shelf.change(line.id)
    said = alert(desk, recorded, lang)
    source, today = _source(desk, recorded), desk.today()
    ahead = line.next_day(today)
    act_by = ahead or line.last_day()
    deadline = next((d for d in line.deadlines if d.day == act_by), None)
    head = without_act_by(said.title, lang) if said else line.summary.get(lang, "")
    place = f"{said.place}: " if said else ""
    return Told(
        line=line,
        vendor=one_line(desk.vendor(line.vendor).name),
        document=title(source, None, lang),
        headline=one_line(head.removeprefix(place)),
        first=said.sentences[0] if said else one_line(line.summary.get(lang, "")),
        second=said.sentences[1] if said else "",
        act_by=act_by,
        days=(act_by - today).days if act_by else None,
        estimated=bool(deadline and deadline.estimated),
        kind=deadline.kind if deadline else "",
        decision=desk.shelf.decided().get(line.id),
        read=line.id in desk.shelf.read(),
    )


def reckoned(basis: str, t: Texts) -> str:
    """How a deadline was reckoned, in words; a basis of another form is given as it is."""
    plain = {"date of effect": "effect", "vendor's stated date": "stated"}.get(basis)
    found = _BASIS.fullmatch(basis)
    if plain or not found:
        return t(f"change.basis.{plain}") if plain else one_line(basis)
    count = int(found["count"])
    span = t.count("change.basis.business", count) if found["business"] else days(count, t.lang)
    said = "seen" if found["origin"] == "first seen" else "notice"
    return t(f"change.basis.{said}", days=span, day=day(date.fromisoformat(found["day"]), t.lang))


def _source(desk: Desk, recorded: RecordedChange) -> Source:
    found = desk.shelf.sources().get(f"{recorded.vendor}/{recorded.document}")
    return found or Source(recorded.vendor, recorded.document, "")
