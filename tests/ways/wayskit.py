"""A real site on loopback whose pages, headers and redirects a test sets, and which keeps what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Pages by path: text is answered with 200, a number is a status; `moved` are redirects, `types` content types."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.clear()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def clear(self) -> None:
        """A site without pages that nobody has asked."""
        self.pages: dict[str, str | bytes | int] = {}
        self.types: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.extra: dict[str, str] = {}
        self.heads: list[dict[str, str]] = []
        self.asked: list[str] = []

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Serve the page as it is now."""
        self.heads.append(dict(request.headers.items()))
        if request.path.endswith("/robots.txt") and request.path not in self.pages:
            return self._send(request, 404, b"no", {})
        self.asked.append(request.path)
        if request.path in self.moved:
            return self._send(request, 302, b"", {"Location": self.moved[request.path]})
        page = self.pages.get(request.path, 404)
        status, body = (page, b"no") if isinstance(page, int) else (200, page.encode() if isinstance(page, str) else page)
        return self._send(request, status, body, {})

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        request.send_response(status)
        kind = self.types.get(request.path, "text/html; charset=utf-8")
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers, **self.extra}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def closed(site: Site) -> Iterator[Site]:
    """The site, stopped at the end."""
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
