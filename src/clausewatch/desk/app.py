"""The web application: routes, guard and error pages put together around one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any, cast
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from clausewatch import __version__
from clausewatch.desk import api, feeds
from clausewatch.desk.desk import Desk, visit
from clausewatch.desk.errors import DeskError, SignInNeeded
from clausewatch.desk.guard import LOOPBACK, Guard
from clausewatch.desk.pages import (
    about,
    changes,
    decisions,
    documents,
    entry,
    federation,
    files,
    health,
    history,
    matrix,
    mutes,
    people,
    reports,
    search,
    signed,
    subprocessors,
    today,
)
from clausewatch.desk.pages import vendors as vendor_pages
from clausewatch.desk.told import told
from clausewatch.desk.view import environment, page
from clausewatch.errors import AlreadyDecided, RecordError, Removed, UsageError
from clausewatch.tools import Tools
from clausewatch.wording import LANGS

PAGES = (
    today,
    changes,
    decisions,
    vendor_pages,
    history,
    signed,
    documents,
    reports,
    mutes,
    people,
    matrix,
    subprocessors,
    search,
    health,
    about,
    entry,
    federation,
)
OPEN = frozenset({"/healthz", "/static/{name}", "/login", "/logout", "/lang/{lang}", "/oidc/start", "/oidc/callback"})
"""Routes that need no role: nothing in them tells of the record."""


def create_app(tools: Tools, sign_in: bool = False, warm: bool = False) -> FastAPI:
    """The desk over an opened record.

    With `sign_in` every page asks who is there; `warm` reads what pages need before the first visitor
    comes, and the newest versions (for the matrix and the register) in the background.
    """
    secure = tools.settings.desk_url.startswith("https://")
    desk = Desk(tools, shut=sign_in, secure=secure)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if warm:
            warmed(desk)
            Thread(target=desk.shelf.stands, daemon=True).start()
        yield

    app = FastAPI(
        title="clausewatch",
        version=__version__,
        description="What the record of vendors' terms holds, for programs. Read only.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = desk
    for module in PAGES:
        app.include_router(module.router)
    for router in (health.probe, health.scraped, files.router, api.router, feeds.router):
        app.include_router(router)
    for error in (DeskError, UsageError, RecordError, HTTPException, RequestValidationError):
        app.add_exception_handler(error, cast(Callable[[Request, Exception], Response], _failed))
    app.add_middleware(cast(Any, Guard), hosts=hosts(tools), secure=secure)
    return app


def warmed(desk: Desk) -> None:
    """Read the record's changes, the facts, the words and the templates; sort the lists of the first page."""
    today.lists(desk, "")
    for lang in LANGS:
        for line in desk.shelf.lines()[: today.SHOWN]:
            told(desk, line, lang)
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


def hosts(tools: Tools) -> tuple[str, ...]:
    """The names under which the desk answers: loopback, those of the settings, and the one in `desk_url`."""
    settings = tools.settings
    named = urlsplit(settings.desk_url).hostname
    return (*LOOPBACK, *settings.desk.hosts, *([named] if named else []))


def _failed(request: Request, error: Exception) -> Response:
    """An error as a page, or as JSON where a program asked."""
    status, headers = _status(error)
    if request.url.path.startswith("/api"):
        return JSONResponse({"detail": _said(error)}, 401 if status == 303 else status, headers)
    if isinstance(error, SignInNeeded):
        return RedirectResponse(f"/login?next={quote(error.wanted, safe='')}", 303)
    here = visit(request, Response())
    return page(here, "error.html", status=status, message=_said(error), hint=getattr(error, "hint", ""))


def _status(error: Exception) -> tuple[int, dict[str, str] | None]:
    if isinstance(error, HTTPException):
        return error.status_code, dict(error.headers or {})
    if isinstance(error, DeskError):
        return error.status, {"WWW-Authenticate": "Bearer"} if error.status == 303 else None
    if isinstance(error, AlreadyDecided):
        return 409, None
    if isinstance(error, Removed):
        return 410, None
    if isinstance(error, RequestValidationError):
        return 422, None
    return (400, None) if isinstance(error, UsageError) else (503, None)


def _said(error: Exception) -> str:
    if isinstance(error, RequestValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())[:400]
    return str(getattr(error, "detail", "") or error)
