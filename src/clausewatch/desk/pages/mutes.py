"""Mutes: what nobody is told of until a day, by whose decision and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from clausewatch.desk.desk import Desk, Form, Operator, Reader, Visit
from clausewatch.desk.view import page
from clausewatch.model import CLAUSE_TYPES, Outcome, PageKind
from clausewatch.record.protocol import Mute
from clausewatch.report.naming import title
from clausewatch.wording import capital, one_line, term

router = APIRouter(include_in_schema=False)

SCOPES = ("source", "vendor", "kind")
LONGEST = timedelta(days=366)
"""How long something may be muted: nobody remembers longer."""
FINE = frozenset({PageKind.TERMS.value, Outcome.CAPTURED.value, Outcome.NOT_MODIFIED.value})
TROUBLES = tuple(dict.fromkeys(k.value for k in (*PageKind, *Outcome) if k.value not in FINE))
"""What may go wrong with a source."""


@router.get("/mutes", response_class=HTMLResponse)
def listed(here: Reader) -> HTMLResponse:
    """What is muted now."""
    return _page(here)


@router.post("/mutes", response_class=HTMLResponse)
def mute(here: Operator, fields: Form) -> Response:
    """Mute a source, a vendor or a kind until a day, with name and reason."""
    scope, _, target = fields.get("target", "").partition(" ")
    name = (here.person.name or fields.get("name", "")).strip()[:200]
    reason, until = fields.get("reason", "").strip(), _day(fields.get("until", ""))
    known = target in _targets(here.desk).get(scope, ())
    today = here.desk.today()
    checks = {"target": known, "until": bool(until and today < until <= today + LONGEST), "name": bool(name)}
    missing = next((key for key, fine in checks.items() if not fine), "" if 0 < len(reason) <= 4000 else "reason")
    if missing or until is None:
        return _page(here, error=here.t(f"mutes.missing.{missing}"), field=missing, kept=fields, status=422)
    here.desk.tools.record.mute(Mute(scope, target, until, name, reason, here.desk.tools.clock()))
    return RedirectResponse("/mutes", 303)


@router.post("/mutes/end", response_class=HTMLResponse)
def end(here: Operator, fields: Form) -> Response:
    """End a mute today, with a name; both entries stay in the record."""
    record, desk = here.desk.tools.record, here.desk
    number, name = fields.get("mute", ""), (here.person.name or fields.get("name", "")).strip()[:200]
    found = next((m for m in record.mutes(desk.tools.clock()) if str(m.id) == number), None)
    if found is None or not name:
        field = "name" if found else "over"
        return _page(here, error=here.t(f"mutes.missing.{field}"), field=field, status=422 if found else 409)
    record.mute(Mute(found.scope, found.target, desk.today(), name, here.t("mutes.ended"), desk.tools.clock()))
    return RedirectResponse("/mutes", 303)


def label(here: Visit, scope: str, target: str) -> str:
    """What a target is, in words."""
    if scope == "vendor":
        return one_line(here.desk.vendor(target).name)
    if scope == "source":
        source = here.desk.shelf.sources().get(target)
        return (
            f"{one_line(here.desk.vendor(target.partition('/')[0]).name)}, {title(source, None, here.lang) if source else target}"
        )
    return capital(term("types" if target in CLAUSE_TYPES else "trouble", target, here.lang))


def _targets(desk: Desk) -> Mapping[str, Sequence[str]]:
    """What may be muted, by scope."""
    keys = [s.key for s in desk.shelf.published()]
    return {"vendor": list(dict.fromkeys(k.partition("/")[0] for k in keys)), "source": keys, "kind": (*CLAUSE_TYPES, *TROUBLES)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(here: Visit, error: str = "", field: str = "", kept: object = None, status: int = 200) -> HTMLResponse:
    found = here.desk.tools.record.mutes(here.desk.tools.clock())
    choices = {
        scope: sorted(((t, label(here, scope, t)) for t in dict.fromkeys(targets)), key=lambda c: c[1].casefold())
        for scope, targets in _targets(here.desk).items()
    }
    rows = [(m, label(here, m.scope, m.target)) for m in found]
    today = here.desk.today()
    span = {"soonest": today + timedelta(days=1), "latest": today + LONGEST}
    return page(here, "mutes.html", status, rows=rows, choices=choices, error=error, field=field, kept=kept or {}, **span)
