"""Changes: the list with its filters, and the page of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from clausewatch import proving, resources, wording
from clausewatch.desk.desk import Desk, Reader, Visit
from clausewatch.desk.errors import NotFound
from clausewatch.desk.shelf import Line
from clausewatch.desk.told import Told, told
from clausewatch.desk.view import page
from clausewatch.errors import UsageError
from clausewatch.model import DECISIONS, ChangePart, Decision, Fact, RecordedChange
from clausewatch.record.protocol import CaptureRow, VersionRow
from clausewatch.report.changes import Entry, noise, shown
from clausewatch.report.i18n import texts
from clausewatch.report.naming import section
from clausewatch.report.standing import concerning
from clausewatch.report.worddiff import Piece, pieces

router = APIRouter(include_in_schema=False)

PER_PAGE = 30
MONTHS, SEVERITIES = 12, (4, 3, 2, 1)
PLACES = 40
"""Places that one page of a change shows."""

STATES: Mapping[str, Callable[[Line, Container[int]], bool]] = {
    "open": lambda c, decided: c.told and c.id not in decided,
    "decided": lambda c, decided: c.id in decided,
    "told": lambda c, _decided: c.told,
    "cosmetic": lambda c, _decided: c.cosmetic,
    "trouble": lambda c, _decided: bool(c.capture),
    "all": lambda _c, _decided: True,
}
"""What may be listed, by name; the second value is the decided changes."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, `YYYY-MM`, with its changes of each severity, as `SEVERITIES` orders them."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place that differs, word by word and side by side."""

    section: str
    kind: str
    severity: int
    rule: str
    direction: str
    noise: str
    pieces: tuple[Piece, ...]
    anchor: str
    at: int
    old_at: int

    @property
    def before(self) -> tuple[Piece, ...]:
        """What stood there."""
        return tuple(p for p in self.pieces if p.kind != "added")

    @property
    def after(self) -> tuple[Piece, ...]:
        """What stands there."""
        return tuple(p for p in self.pieces if p.kind != "removed")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two captures of a change."""

    version: VersionRow
    capture: CaptureRow


@dataclass(frozen=True)
class View:
    """Everything that the page of a change shows."""

    recorded: RecordedChange
    told: Told
    entry: Entry
    says: str
    places: tuple[Place, ...]
    more: int
    quiet: tuple[Place, ...]
    facts: tuple[Fact, ...]
    sides: tuple[Side | None, Side | None]
    history: tuple[Decision, ...]
    noise: tuple[str, ...]


@router.get("/changes", response_class=HTMLResponse)
def listed(here: Reader, state: str = "told", vendor: str = "", severity: str = "", p: int = 1) -> HTMLResponse:
    """Recorded changes, newest first."""
    state = state if state in STATES else "told"
    least = int(severity) if severity in ("1", "2", "3", "4") else 0
    fits, decided = STATES[state], here.desk.shelf.decided()
    lines = here.desk.shelf.lines()
    chosen = [c for c in lines if c.severity >= least and (not vendor or c.vendor == vendor) and fits(c, decided)]
    start = (max(p, 1) - 1) * PER_PAGE
    rows = [told(here.desk, c, here.lang) for c in chosen[start : start + PER_PAGE]]
    vendors = sorted({c.vendor for c in lines})
    chosen_by = {"state": state, "vendor": vendor, "severity": severity}
    pages = -(-len(chosen) // PER_PAGE)
    desk = here.desk
    return page(
        here,
        "changes.html",
        rows=rows,
        count=len(chosen),
        by=chosen_by,
        p=max(p, 1),
        pages=pages,
        states=tuple(STATES),
        vendors=vendors,
        severities=SEVERITIES,
        months=desk.once("months", "", lambda: by_month(lines, desk.today())),
    )


def by_month(lines: Sequence[Line], today: date) -> tuple[Month, ...]:
    """How many changes in substance of each severity were observed in each of the last twelve months."""
    last = today.year * 12 + today.month - 1
    months = [f"{n // 12}-{n % 12 + 1:02}" for n in range(last - MONTHS + 1, last + 1)]
    counts = Counter((f"{c.new_at:%Y-%m}", c.severity) for c in lines if c.told)
    rows = tuple(Month(m, tuple(counts[m, s] for s in SEVERITIES)) for m in months)
    return rows if any(any(row.counts) for row in rows) else ()


@router.get("/changes/{number}", response_class=HTMLResponse)
def one(here: Reader, number: int, view: str = "inline", start: int = 0) -> HTMLResponse:
    """One change at its stable address."""
    return shown_change(here, number, side=view == "side", start=max(start, 0))


@router.get("/alerts/{alert}")
def by_alert(here: Reader, alert: str) -> RedirectResponse:
    """The change that an alert was about, at the address that mails and feeds name."""
    number = here.desk.shelf.change_of(alert)
    if not number:
        raise NotFound("alert", wording.one_line(alert)[:40])
    return RedirectResponse(f"/changes/{number}", 302)


@router.get("/changes/{number}/pack.zip")
def pack(here: Reader, number: int) -> Response:
    """The evidence pack of a change."""
    change_of(here.desk, number)
    return packed(here.desk, str(number), f"change-{number}")


def packed(desk: Desk, about: str, name: str) -> Response:
    """An evidence pack as a file to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="clausewatch-{name}.zip"'}
    return Response(proving.pack(desk.tools, about), media_type="application/zip", headers=headers)


def shown_change(here: Visit, number: int, side: bool = False, start: int = 0, **said: Any) -> HTMLResponse:
    """The page of a change; `said` is what a form has to tell."""
    values: dict[str, Any] = {"error": "", "field": "", "kept": {}, "status": 200, "done": "", **said}
    view = view_of(here, change_of(here.desk, number), start)
    return page(here, "change.html", view=view, side=side, start=start, step=PLACES, decisions=DECISIONS, **values)


def change_of(desk: Desk, number: int) -> RecordedChange:
    """A recorded change.

    Raises:
        NotFound: there is none with this number.
    """
    try:
        return desk.shelf.change(number)
    except UsageError as e:
        raise NotFound("change", number) from e


def view_of(here: Visit, recorded: RecordedChange, start: int = 0) -> View:
    """What the page of a change shows."""
    from clausewatch.desk.shelf import line

    desk, lang, t = here.desk, here.lang, texts(here.lang)
    parts = sorted(recorded.change.parts, key=lambda p: -p.severity)
    live = [p for p in parts if not p.noise and p.kind != "moved"]
    return View(
        recorded=recorded,
        told=told(desk, line(recorded), lang),
        entry=shown(recorded.change, "", "", t),
        says=rule_says(recorded.change.rule, lang),
        places=tuple(_places(live[start : start + PLACES], start, lang)),
        more=max(0, len(live) - start - PLACES),
        quiet=tuple(_places([p for p in parts if p.noise or p.kind == "moved"][:PLACES], 10_000, lang)),
        facts=_facts(desk, recorded),
        sides=(_side(desk, recorded, recorded.old_version), _side(desk, recorded, recorded.new_version)),
        history=tuple(desk.tools.record.decisions(recorded.id)),
        noise=tuple(noise(kind, t) for kind in recorded.change.noise),
    )


def places_of(parts: Sequence[ChangePart], lang: str) -> tuple[tuple[Place, ...], int]:
    """The gravest places of a change with effect, and how many more there are."""
    live = sorted((p for p in parts if not p.noise and p.kind != "moved"), key=lambda p: -p.severity)
    return tuple(_places(live[:PLACES], 0, lang)), max(0, len(live) - PLACES)


def _places(parts: Sequence[ChangePart], start: int, lang: str) -> Iterator[Place]:
    t = texts(lang)
    for number, part in enumerate(parts, start + 1):
        yield Place(
            section=section(part.section, t),
            kind=t(f"changes.{part.kind}"),
            severity=part.severity,
            rule=part.rule,
            direction=wording.term("directions", part.direction, lang) if part.direction else "",
            noise=noise(part.noise, t) if part.noise else "",
            pieces=pieces(part.old, part.new),
            anchor=f"place-{number}",
            at=part.new_span[0],
            old_at=part.old_span[0],
        )


def _side(desk: Desk, recorded: RecordedChange, version: int) -> Side | None:
    rows = desk.tools.record.versions(f"{recorded.vendor}/{recorded.document}")
    found = next((v for v in rows if v.id == version), None)
    return Side(found, desk.tools.record.capture(found.capture)) if found else None


def _facts(desk: Desk, recorded: RecordedChange) -> tuple[Fact, ...]:
    """The facts that were joined to the change, else those about its countries and mechanisms."""
    change = recorded.change
    named = tuple(f for f in desk.tools.facts if f.id in change.facts)
    rows = [*change.subprocessors.added, *(new for _, new in change.subprocessors.changed)]
    said = [v for a in change.attributes for v in (a.old, a.new) if isinstance(v, tuple)]
    values = {str(item) for value in said for item in value}
    return named or concerning(desk.tools.facts, {c for r in rows for c in r.countries} | values, values)[:12]


def rule_says(rule: str, lang: str) -> str:
    """What a rule of severity says, in words; empty for an unknown one."""
    says = _rules().get(rule)
    return wording.capital(wording.pick(says, lang)) if says else ""


def rules(lang: str) -> list[tuple[str, str]]:
    """The rules of severity: id and what each says."""
    return [(key, wording.capital(wording.pick(says, lang))) for key, says in _rules().items()]


@cache
def _rules() -> Mapping[str, Any]:
    loaded: Any = wording.catalogue(resources.corpus("severity.yml"))
    return {row["id"]: row["says"] for row in loaded}
