"""A real site on loopback whose pages a test changes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clausewatch.tools import Tools

At = Callable[[str], AbstractContextManager[Tools]]


class Site:
    """Pages by path; a page may be text (200), bytes (200) or a status code. Sends content ETags."""

    def __init__(self) -> None:
        self.pages: dict[str, str | bytes | int] = {}
        self.validators = True
        self.asked: list[tuple[str, int]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Serve the page as it is now."""
        page = self.pages.get(request.path, 404)
        body = page.encode() if isinstance(page, str) else page if isinstance(page, bytes) else b"no"
        status = page if isinstance(page, int) else 200
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.validators and request.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        if request.path != "/robots.txt":
            self.asked.append((request.path, status))
        request.send_response(status)
        if self.validators:
            request.send_header("ETag", etag)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
