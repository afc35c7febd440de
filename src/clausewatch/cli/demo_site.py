"""The pages of the demo's vendors, served on loopback as they were on a date."""

from __future__ import annotations

import hashlib
import mimetypes
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Site:
    """The demo vendors' pages as they were on one date, on a loopback port of its own."""

    def __init__(self, root: Path, port: int = 0) -> None:
        self.root = root
        self.date = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Serve a file of the date's folder with a content ETag; 304 where the client has it."""
        folder = (self.root / self.date).resolve()
        path = (folder / request.path.split("?")[0].lstrip("/")).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            return _send(request, 404, b"not here", (("Content-Type", "text/plain"),))
        body = path.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if request.headers.get("If-None-Match") == etag:
            return _send(request, 304, b"", (("ETag", etag),))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return _send(request, 200, body, (("ETag", etag), ("Content-Type", kind)))

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: Sequence[tuple[str, str]]) -> None:
    request.send_response(status)
    for name, value in headers:
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
