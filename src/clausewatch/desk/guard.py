"""What every request and answer goes through: known hosts, sizes, headers, and nothing cross-site.

Pure ASGI, so that no route can be forgotten. What is refused is refused before a route is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_BODY = 64 * 1024
"""Bytes of a request body; the largest form holds a reason."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


class Guard:
    """Refuses strange hosts, cross-site writes and large bodies; puts the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], secure: bool = False) -> None:
        self._app = app
        self._hosts = frozenset(h.casefold() for h in hosts)
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
            await send(message)

        refused = self._refused(scope["method"], Headers(scope=scope))
        if refused:
            await PlainTextResponse(f"{refused[1]}\n", refused[0])(scope, receive, send_guarded)
        else:
            await self._app(scope, _limited(receive), send_guarded)

    def _refused(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if host_name(host) not in self._hosts:
            return 421, "This desk does not answer to that host name."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY:
            return 413, "The request is too large."
        if method not in SAFE and not _same_origin(headers, host):
            return 403, "The request comes from another site."
        return None

    def _dress(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; empty where it makes no sense."""
    try:
        parts = urlsplit(f"//{host}")
        named = parts.hostname or ""
        return "" if parts.username or parts.path or parts.query else named.casefold()
    except ValueError:
        return ""


def _same_origin(headers: Headers, host: str) -> bool:
    """Whether a write comes from a page of ours, as far as the browser says."""
    site, origin = headers.get("sec-fetch-site", "same-origin"), headers.get("origin")
    return site in ("same-origin", "none") and (origin is None or urlsplit(origin).netloc == host)


def _limited(receive: Receive) -> Receive:
    """A body that says no length is cut off at the same size: the form is then incomplete and refused."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.request", "body": b"", "more_body": False} if taken > MOST_BODY else message

    return limited
