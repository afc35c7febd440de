"""Real receivers on loopback: an HTTP server and an SMTP server that answer as told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller


@dataclass
class Inbox:
    """What a receiver got, and how it shall answer: one answer for each request, then the last again."""

    answers: list[Any]
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    def answer(self) -> Any:
        """The next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_receiver(*answers: int) -> Iterator[tuple[str, Inbox]]:
    """An HTTP server; gives its URL and what it got."""
    inbox = Inbox(list(answers) or [200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            inbox.got.append((dict(self.headers.items()), body))
            self.send_response(inbox.answer())
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", inbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The simplest way to post: no redirects."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=5)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


class _Handler:
    inbox: ClassVar[Inbox]

    def __init__(self, inbox: Inbox) -> None:
        self.kept = inbox

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        """Keep the message and answer as told."""
        answer = str(self.kept.answer())
        self.kept.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return answer


@contextmanager
def smtp_receiver(*answers: str) -> Iterator[tuple[int, Inbox]]:
    """An SMTP server; gives its port and what it got."""
    inbox = Inbox(list(answers) or ["250 taken"])
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(_Handler(inbox), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, inbox
    finally:
        controller.stop()
