"""A real server on loopback that misbehaves as told, and the ways in which it does.

`Stranger.routes[path]` is a queue of behaviours; the last one stays. A behaviour gets the stranger
and the open socket and returns True when the connection may serve another request.
"""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Behaviour = Callable[["Stranger", socket.socket], bool]


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    line: str
    headers: dict[str, str]
    peer: tuple[str, int]

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]


class Stranger:
    """Listens on a loopback address; records connections and requests; `stop` ends its endless answers."""

    def __init__(self, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, list[Behaviour]] = {"/robots.txt": [answer(404)]}
        self.requests: list[Request] = []
        self.connections: list[tuple[str, int]] = []
        self.stop = threading.Event()
        self.context = context
        self._server = _server(host, self)
        self.host = host
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def on(self, path: str, *behaviours: Behaviour) -> str:
        """Queue behaviours for a path; returns its URL."""
        self.routes[path] = list(behaviours)
        return self.url(path)

    def url(self, path: str = "/", host: str = "") -> str:
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self.context else 'http'}://{name}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Paths that were asked for, robots.txt aside."""
        return [r.path for r in self.requests if not r.path.endswith("/robots.txt")]

    def asked(self, path: str) -> Request:
        """The last request for a path."""
        return next(r for r in reversed(self.requests) if r.path == path)

    def close(self) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def serve(self, sock: socket.socket, peer: tuple[str, int]) -> None:
        """One connection, until a behaviour ends it."""
        self.connections.append(peer)
        try:
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            while (request := _request(sock, peer)) is not None:
                self.requests.append(request)
                queue = self.routes.get(request.path) or [answer(404)]
                behaviour = queue.pop(0) if len(queue) > 1 else queue[0]
                if not behaviour(self, sock):
                    break
        except OSError:
            pass  # the fetcher hung up, which is what most of these tests want
        finally:
            sock.close()


def _server(host: str, stranger: Stranger) -> socketserver.TCPServer:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            stranger.serve(self.request, self.client_address[:2])

    class Server(socketserver.ThreadingTCPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    return Server((host, 0), Handler)


def _request(sock: socket.socket, peer: tuple[str, int]) -> Request | None:
    head = b""
    while b"\r\n\r\n" not in head:
        part = sock.recv(65536)
        if not part:
            return None
        head += part
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    return Request(first, {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}, peer)


def head(status: int = 200, **headers: str | int) -> bytes:
    """The head of an answer; `content_type` becomes `Content-Type`."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return ("\r\n".join([*lines, "", ""])).encode("latin-1")


def answer(status: int = 200, body: bytes = b"", **headers: str | int) -> Behaviour:
    """A well-formed answer."""
    headers = {"Content_Type": "text/html; charset=utf-8", "Content_Length": len(body), **headers}

    def go(_: Stranger, sock: socket.socket) -> bool:
        sock.sendall(head(status, **headers) + body)
        return True

    return go


def redirect(location: str, status: int = 302, **headers: str) -> Behaviour:
    """An empty redirect."""
    return answer(status, Location=location, **headers)


def raw(data: bytes) -> Behaviour:
    """Exactly these bytes, then the end of the connection."""

    def go(_: Stranger, sock: socket.socket) -> bool:
        sock.sendall(data)
        return False

    return go


def drop(_: Stranger, sock: socket.socket) -> bool:
    """The connection ends without an answer."""
    return False


def reset(after: bytes) -> Behaviour:
    """A reset in the middle of the answer."""

    def go(_: Stranger, sock: socket.socket) -> bool:
        sock.sendall(after)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    return go


def stall(after: bytes) -> Behaviour:
    """Some bytes, then silence on an open connection."""

    def go(stranger: Stranger, sock: socket.socket) -> bool:
        sock.sendall(after)
        stranger.stop.wait(20)
        return False

    return go


def drip(first: bytes, pieces: Iterable[bytes], every: float = 0.02) -> Behaviour:
    """A piece now and then: each read of the fetcher is quick, the whole never ends."""

    def go(stranger: Stranger, sock: socket.socket) -> bool:
        sock.sendall(first)
        for piece in pieces:
            if stranger.stop.wait(every):
                break
            sock.sendall(piece)
        return False

    return go


def flood(first: bytes, piece: bytes) -> Behaviour:
    """The same piece as fast as it goes, for ever."""

    def go(stranger: Stranger, sock: socket.socket) -> bool:
        sock.sendall(first)
        while not stranger.stop.is_set():
            sock.sendall(piece)
        return False

    return go
