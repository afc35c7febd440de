"""Today: what needs a decision, by deadline; what is to be read; and the proof of silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from clausewatch.desk.desk import Desk, Reader
from clausewatch.desk.shelf import Line
from clausewatch.desk.told import Told, told
from clausewatch.desk.view import page
from clausewatch.model import Outcome
from clausewatch.settings import ROLES

router = APIRouter(include_in_schema=False)

SHOWN = 12
"""Changes of one list that are shown; the others are a link away."""
KEPT = timedelta(days=30)
"""How long a change stays among those for the record."""


GROUPS = ("decide", "passed", "read", "record")
"""The lists of the page, in order."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What was done since a day: also a proof that nothing happened."""

    since: date
    sources: int
    documents: int
    fetches: int
    failed: int
    cosmetic: int
    trouble: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """One list: its first changes, and how many there are."""

    key: str
    shown: tuple[Told, ...]
    count: int


@router.get("/", response_class=HTMLResponse)
def today(here: Reader, role: str = "") -> HTMLResponse:
    """The first page."""
    role = role if role in ROLES else ""
    desk = here.desk
    groups = {name: _group(desk, name, found, here.lang) for name, found in lists(desk, role).items()}
    done = desk.once("quiet", "", lambda: quiet(desk))
    return page(here, "today.html", groups=groups, quiet=done, role=role, roles=ROLES)


def lists(desk: Desk, role: str) -> Mapping[str, Sequence[Line]]:
    """The lists of the page for a role, sorted once for as long as the record does not grow."""
    return desk.once(f"today {role}", "", lambda: _sorted(desk, role))


def _sorted(desk: Desk, role: str) -> dict[str, list[Line]]:
    """The changes without decision that concern a role, by list."""
    day, read, decided = desk.today(), desk.shelf.read(), desk.shelf.decided()
    horizon = desk.tools.clock() - KEPT
    groups: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for line in desk.shelf.lines():
        if line.told and line.id not in decided and (not role or not line.roles or role in line.roles):
            groups.setdefault(_group_of(line, day, line.id in read), []).append(line)
    groups["record"] = [c for c in groups["record"] if c.new_at >= horizon]
    return {name: _by_deadline(groups[name], day) if name in ("decide", "passed") else groups[name] for name in GROUPS}


def _group_of(line: Line, day: date, read: bool) -> str:
    """The list that a change without decision belongs to; empty for one of no more concern."""
    ahead = line.next_day(day)
    if line.severity >= 3 or (line.severity == 2 and ahead and not read):
        return "passed" if line.deadlines and not ahead else "decide"
    return "" if read else "read" if line.severity == 2 else "record"


def _by_deadline(lines: Sequence[Line], day: date) -> list[Line]:
    """The soonest deadline first, then those without any, the newest passed one before older ones."""

    def order(line: Line) -> tuple[int, int, int, float]:
        ahead, last = line.next_day(day), line.last_day()
        if ahead:
            return 0, ahead.toordinal(), -line.severity, 0.0
        return (2, -last.toordinal(), 0, 0.0) if last else (1, 0, -line.severity, -line.new_at.timestamp())

    return sorted(lines, key=order)


def _group(desk: Desk, key: str, lines: Sequence[Line], lang: str) -> Group:
    return Group(key, tuple(told(desk, c, lang) for c in lines[:SHOWN]), len(lines))


def quiet(desk: Desk) -> Quiet:
    """What was asked and seen since Monday."""
    day = desk.today()
    monday = day - timedelta(days=day.weekday())
    since = datetime.combine(monday, time(), UTC)
    attempts = desk.tools.record.attempts(since=since)
    sound = [a for a in attempts if a.outcome in (Outcome.CAPTURED, Outcome.NOT_MODIFIED)]
    latest = desk.shelf.latest()
    return Quiet(
        since=monday,
        sources=len(desk.shelf.published()),
        documents=len({a.source for a in sound}),
        fetches=len(attempts),
        failed=len(attempts) - len(sound),
        cosmetic=sum(c.cosmetic and c.new_at >= since for c in desk.shelf.lines()),
        trouble=len(desk.shelf.states()),
        last=max((found.captured_at for found in latest.values()), default=None),
    )
