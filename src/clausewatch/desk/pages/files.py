"""The files that ship with the desk: one stylesheet, one script, one icon."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from clausewatch import __version__
from clausewatch.desk.errors import NotFound
from clausewatch.desk.view import STATIC, stylesheet

router = APIRouter(include_in_schema=False)

TYPES = {"desk.css": "text/css", "htmx.min.js": "text/javascript", "icon.svg": "image/svg+xml", "LICENSE-htmx.txt": "text/plain"}
"""What may be asked for, and what it is; a name outside this list leads to no file at all."""


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A file of the package; its address changes with the version, so it may be kept."""
    if name not in TYPES:
        raise NotFound("file", name[:40])
    body = stylesheet() if name == "desk.css" else (STATIC / name).read_text("utf-8")
    headers = {"Cache-Control": "public, max-age=86400", "ETag": f'"{__version__}-{len(body)}"'}
    return Response(body, media_type=f"{TYPES[name]}; charset=utf-8", headers=headers)
