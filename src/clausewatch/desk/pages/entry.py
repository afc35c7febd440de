"""Coming in and going out: sign-in with a local account, sign-out, choice of language."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from clausewatch.desk.desk import COOKIE, LANG_COOKIE, Anybody, Desk, Form, Visit, keep_session
from clausewatch.desk.errors import NotFound, TooOften
from clausewatch.desk.passwords import fits
from clausewatch.desk.people import new_session
from clausewatch.desk.view import page
from clausewatch.record.protocol import AuditRow
from clausewatch.wording import LANGS, one_line

router = APIRouter(include_in_schema=False)

TRIES, WITHIN = 5, 300.0
"""Failed tries with one name, within so many seconds, after which it is shut for that long."""
_NAMES = 10_000


@router.get("/login", response_class=HTMLResponse)
def form(here: Anybody, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The sign-in page."""
    if not here.desk.sign_in:
        return RedirectResponse(inside(next), 303)
    return _form(here, inside(next))


@router.post("/login", response_class=HTMLResponse)
def enter(here: Anybody, fields: Form) -> Response:
    """Sign in with name and password."""
    if not here.desk.sign_in:
        raise NotFound("sign-in", "on this desk")
    name, wanted = fields.get("name", "").strip(), inside(fields.get("next", "/"))
    now = here.desk.tools.clock()
    _count(here.desk, name, now.timestamp())
    user = here.desk.tools.record.users().get(name)
    if not fits(fields.get("password", ""), user.password if user else ""):
        return _form(here, wanted, name=one_line(name)[:100], status=401)
    here.desk.tries.pop(name, None)
    here.desk.tools.record.note(AuditRow(now, name, "sign in", name, "password"))
    response = RedirectResponse(wanted, 303)
    keep_session(response, here.desk, new_session(name))
    return response


@router.post("/logout")
def leave(here: Anybody, fields: Form) -> Response:
    """Sign out."""
    del fields
    response = RedirectResponse("/login" if here.desk.sign_in else "/", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/lang/{lang}")
def language(here: Anybody, lang: str, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Choose the language of the pages."""
    if lang not in LANGS:
        raise NotFound("language", lang[:10])
    response = RedirectResponse(inside(next), 303)
    response.set_cookie(LANG_COOKIE, lang, max_age=31_536_000, httponly=True, samesite="lax", secure=here.desk.secure, path="/")
    return response


def inside(address: str) -> str:
    """An address of this desk; anything that a browser could read as another place becomes the first page."""
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if plain and all(c.isprintable() for c in address) else "/"


def _form(here: Visit, wanted: str, name: str = "", status: int = 200) -> HTMLResponse:
    return page(here, "login.html", status, wanted=wanted, tried=name, oidc=bool(here.desk.tools.settings.desk.oidc_issuer))


def _count(desk: Desk, name: str, now: float) -> None:
    """Counts tries before the password is looked at, so that many at once do not slip through."""
    if len(desk.tries) > _NAMES:
        desk.tries.clear()
    recent = [at for at in desk.tries.get(name, []) if now - at < WITHIN]
    if len(recent) >= TRIES:
        raise TooOften("Too many tries with this name.", "Wait five minutes.")
    desk.tries[name] = [*recent, now]
