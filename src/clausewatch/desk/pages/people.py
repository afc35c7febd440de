"""Pages of the operator: who may enter, and what was done by whom."""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from clausewatch.desk.desk import Form, Operator, Visit
from clausewatch.desk.passwords import LEAST, hashed
from clausewatch.desk.view import page
from clausewatch.record.protocol import USER_ROLES, User

router = APIRouter(include_in_schema=False)

ENTRIES = 60
"""Entries of the audit log that are shown, the newest first."""


@router.get("/users", response_class=HTMLResponse)
def listed(here: Operator) -> HTMLResponse:
    """Who may enter, and the newest entries of the audit log."""
    return _page(here)


@router.post("/users", response_class=HTMLResponse)
def keep(here: Operator, fields: Form) -> Response:
    """Add a user, or give one another role or password; an empty password is made up and shown once."""
    name, role, password = (fields.get(key, "").strip() for key in ("name", "role", "password"))
    known = here.desk.tools.record.users().get(name)
    if missing := _missing(here, name, role, password):
        return _page(here, error=here.t(f"users.missing.{missing}"), field=missing, kept=fields, status=422)
    made = "" if password or known else secrets.token_urlsafe(15)
    kept = known.password if known and not password else hashed(password or made)
    here.desk.tools.record.set_user(User(name, role, kept), _who(here), here.desk.tools.clock())
    here.desk.shelf.touch()
    return _page(here, done=here.t("users.made", name=name, password=made)) if made else RedirectResponse("/users", 303)


@router.post("/users/removal", response_class=HTMLResponse)
def remove(here: Operator, fields: Form) -> Response:
    """Shut a user out, but never the last operator: nobody could let anybody in again."""
    record, name = here.desk.tools.record, fields.get("name", "")
    operators = [u.name for u in record.users().values() if u.role == "operator"]
    if name not in record.users():
        return _page(here, error=here.t("users.missing.unknown"), field="name", status=422)
    if operators == [name]:
        return _page(here, error=here.t("users.missing.last"), field="name", status=409)
    record.set_user(User(name, ""), _who(here), here.desk.tools.clock())
    return RedirectResponse("/users", 303)


def _missing(here: Visit, name: str, role: str, password: str) -> str:
    users = here.desk.tools.record.users().values()
    operators = {u.name for u in users if u.role == "operator"}
    checks = {
        "name": 0 < len(name) <= 200 and name.isprintable(),
        "role": role in USER_ROLES,
        "last": role == "operator" or operators != {name},
        "first": role == "operator" or bool(users),
        "password": not password or len(password) >= LEAST,
    }
    return next((key for key, fine in checks.items() if not fine), "")


def _who(here: Visit) -> str:
    return here.person.name or here.t("users.at_machine")


def _page(  # budget: what a form has to tell
    here: Visit, error: str = "", field: str = "", kept: object = None, status: int = 200, done: str = ""
) -> HTMLResponse:
    record = here.desk.tools.record
    users = sorted(record.users().values(), key=lambda u: u.name.casefold())
    audit = list(reversed(record.audit()[-ENTRIES:]))
    said = {"error": error, "field": field, "kept": kept or {}, "done": done}
    return page(here, "users.html", status, users=users, choices=USER_ROLES, audit=audit, least=LEAST, **said)
