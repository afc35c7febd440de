"""Signing in with the organisation's account: to the provider and back."""

from __future__ import annotations

import hmac
import os

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from clausewatch.desk.desk import Anybody, Desk, Visit, keep_session
from clausewatch.desk.errors import Forbidden, NotFound, Refused
from clausewatch.desk.oidc import Provider, Trip, name_of, role_of
from clausewatch.desk.pages.entry import inside
from clausewatch.desk.people import new_session
from clausewatch.errors import UsageError
from clausewatch.record.protocol import AuditRow
from clausewatch.wording import one_line

router = APIRouter(include_in_schema=False)

COOKIE = "clausewatch_trip"
MINUTES = 10
"""How long the way to the provider and back may take."""


@router.get("/oidc/start")
def start(here: Anybody, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """To the provider."""
    trip = Trip.new(inside(next))
    response = RedirectResponse(_provider(here).start(trip), 303)
    content = {"state": trip.state, "nonce": trip.nonce, "verifier": trip.verifier, "wanted": trip.wanted}
    packed = here.desk.signer.pack(COOKIE, content)
    response.set_cookie(
        COOKIE, packed, max_age=MINUTES * 60, httponly=True, samesite="lax", secure=here.desk.secure, path="/oidc"
    )
    return response


@router.get("/oidc/callback")
def callback(here: Anybody, state: str = "", code: str = "", error: str = "") -> Response:
    """Back from the provider."""
    provider = _provider(here)
    kept = here.desk.signer.unpack(COOKIE, here.request.cookies.get(COOKIE, ""))
    trip = Trip(**kept) if kept else None
    if trip is None or not hmac.compare_digest(trip.state.encode(), state.encode()):
        raise Refused("This sign-in was not begun here. Begin again.")
    if error or not code:
        raise Refused(f"The provider did not sign you in: {one_line(error)[:100]}")
    now = here.desk.tools.clock()
    claims = provider.finish(trip, code, now)
    name, role = name_of(claims), role_of(claims, here.desk.tools.settings.desk)
    if not role:
        raise Forbidden("reader")
    _note(here.desk, name, role)
    response = RedirectResponse(trip.wanted, 303)
    response.delete_cookie(COOKIE, path="/oidc")
    keep_session(response, here.desk, new_session(name, role))
    return response


def _provider(here: Visit) -> Provider:
    settings = here.desk.tools.settings
    if not here.desk.sign_in or not settings.desk.oidc_issuer:
        raise NotFound("sign-in", "with a provider")
    url = here.request.url
    base = settings.desk_url.rstrip("/") or f"{url.scheme}://{url.netloc}"
    return Provider(settings.desk, _secret(settings.desk.oidc_secret), f"{base}/oidc/callback")


def _secret(reference: str) -> str:
    """The client's secret from the environment; empty for a client without one (PKCE alone)."""
    kind, _, name = reference.partition(":")
    if reference and (kind != "env" or not os.environ.get(name)):
        raise UsageError(
            "desk.oidc_secret names no variable that is set.", "Write env:NAME, and set NAME for the desk's process."
        )
    return os.environ.get(name, "") if reference else ""


def _note(desk: Desk, name: str, role: str) -> None:
    desk.tools.record.note(AuditRow(desk.tools.clock(), name, "sign in", name, f"provider, as {role}"))
