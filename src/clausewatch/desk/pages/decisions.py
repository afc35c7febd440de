"""What people write on a change: that they read it, what they decided and why, and that they take it back."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from clausewatch.desk.desk import Decider, Form, Visit
from clausewatch.desk.pages.changes import change_of, shown_change
from clausewatch.errors import AlreadyDecided
from clausewatch.model import DECISIONS, Decision

router = APIRouter(include_in_schema=False)

MOST_REASON = 4000
"""Characters of a reason."""


@router.post("/changes/{number}/decision", response_class=HTMLResponse)
def decide(here: Decider, number: int, fields: Form) -> Response:
    """Decide about a change; whoever comes second is shown what was decided first."""
    change_of(here.desk, number)
    if missing := _missing(here, fields, ("decision", "name", "reason")):
        return shown_change(here, number, field=missing, error=here.t(f"decide.missing.{missing}"), kept=fields, status=422)
    return _write(here, number, fields, fields["decision"])


@router.post("/changes/{number}/acknowledgement", response_class=HTMLResponse)
def acknowledge(here: Decider, number: int, fields: Form) -> Response:
    """Say that a change was read."""
    change_of(here.desk, number)
    if _missing(here, fields, ("name",)):
        return shown_change(here, number, field="reader", error=here.t("decide.missing.name"), kept=fields, status=422)
    return _write(here, number, fields, "acknowledge")


@router.post("/changes/{number}/undo", response_class=HTMLResponse)
def undo(here: Decider, number: int, fields: Form) -> Response:
    """Take the decision in force back."""
    change_of(here.desk, number)
    if missing := _missing(here, fields, ("name", "reason")):
        return shown_change(
            here, number, field=f"undo-{missing}", error=here.t(f"decide.missing.{missing}"), kept=fields, status=422
        )
    return _write(here, number, fields, "undo")


def _missing(here: Visit, fields: Mapping[str, str], wanted: tuple[str, ...]) -> str:
    """The first field that is not filled in as it must be; empty when all are."""
    values = {**fields, "name": here.person.name or fields.get("name", "")}
    known = fields.get("decision", "") in DECISIONS or "decision" not in wanted
    empty = next((n for n in wanted if not values.get(n, "").strip()), "")
    return empty or ("" if known else "decision") or ("reason" if len(fields.get("reason", "")) > MOST_REASON else "")


def _write(here: Visit, number: int, fields: Mapping[str, str], kind: str) -> Response:
    previous = fields.get("previous", "0")
    decision = Decision(
        change=number,
        decision=kind,
        name=(here.person.name or fields.get("name", "")).strip()[:200],
        reason=fields.get("reason", "").strip(),
        at=here.desk.tools.clock(),
        previous=int(previous) if previous.isdecimal() and len(previous) < 18 else 0,
    )
    try:
        here.desk.tools.record.decide(decision)
    except AlreadyDecided:
        here.desk.shelf.touch()
        return shown_change(here, number, error=here.t("decide.second"), kept=fields, status=409)
    here.desk.shelf.touch()
    return RedirectResponse(f"/changes/{number}#decision", 303)
