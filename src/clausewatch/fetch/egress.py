"""A proxy of our own on loopback: whatever a browser opens goes through the gate that guards every fetch.

It serves one visit at a time. A `Lease` says how long and how much; when it ends, so do all its
connections, and without one nothing is opened at all.
"""

from __future__ import annotations

import contextlib
import http.client
import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from clausewatch.errors import FetchError
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.faults import LOW_LEVEL, typed
from clausewatch.fetch.urls import Target, target
from clausewatch.fetch.wire import Identity, Pool
from clausewatch.model import Outcome

_CHUNK = 64 * 1024
_HEAD = 64 * 1024
_BODY = 1024 * 1024
"""Bytes of a request's body that a page may send."""
_HOP = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host", "proxy-connection"}
    | {"proxy-authorization", "proxy-authenticate"}
)


@dataclass
class Lease:
    """What one visit may open: for how long, how many bytes down, and whether the allow-list counts.

    `faults` holds why an authority could not be reached; `over` is set when the bytes are spent.
    """

    budget: Budget
    cap: int
    exempt: bool = False
    proxy: str = field(default="", repr=False)
    faults: dict[str, FetchError] = field(default_factory=dict)
    over: FetchError | None = None
    _spent: int = 0
    _sockets: set[socket.socket] = field(default_factory=set)
    _ended: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, count: int) -> None:
        """Count bytes that came from outside.

        Raises:
            FetchError: `TOO_LARGE`, more than the cap over all connections.
        """
        with self._lock:
            self._spent += count
            if self._spent > self.cap and self.over is None:
                self.over = FetchError(Outcome.TOO_LARGE, f"the page loads more than {self.cap} bytes")
        if self.over is not None:
            raise self.over

    def hold(self, sock: socket.socket) -> None:
        """Remember a socket, so that it ends with the lease."""
        with self._lock:
            self._sockets.add(sock)
            ended = self._ended
        if ended:
            _hang_up(sock)

    def end(self) -> None:
        """Hang up all connections."""
        with self._lock:
            self._ended = True
            sockets, self._sockets = self._sockets, set()
        for sock in sockets:
            _hang_up(sock)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    address: str
    headers: dict[str, str]
    rest: bytes


class Egress:
    """Listens on a loopback port of its own until it is closed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lease: Lease | None = None
        egress = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                egress._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="egress", daemon=True).start()

    @contextmanager
    def lend(self, lease: Lease) -> Iterator[Lease]:
        """Open connections for this lease until the end of the block; one at a time."""
        self._lease = lease
        try:
            yield lease
        finally:
            self._lease = None
            lease.end()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, near: socket.socket) -> None:
        lease = self._lease
        if lease is None:
            return
        lease.hold(near)
        authority = ""
        try:
            request = _read(near, lease)
            where = target(f"https://{request.address}/" if request.method == "CONNECT" else request.address)
            authority = f"{where.host}:{where.port}"
            if request.method == "CONNECT":
                self._tunnel(near, where, lease)
            else:
                self._forward(near, where, request, lease)
        except FetchError as e:
            lease.faults.setdefault(authority, e)
            if authority and request.method == "CONNECT":
                with contextlib.suppress(OSError):
                    near.sendall(b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\n\r\n")
        except LOW_LEVEL as e:
            lease.faults.setdefault(authority, typed(e, authority))

    def _tunnel(self, near: socket.socket, where: Target, lease: Lease) -> None:
        far, _ = self._pool.open(where, lease.budget, lease.exempt, lease.proxy)
        with far:
            lease.hold(far)
            near.sendall(b"HTTP/1.1 200 Open\r\n\r\n")
            with contextlib.suppress(OSError):  # the tunnel is open: what ends it is between the two
                _relay(near, far, lease)

    def _forward(self, near: socket.socket, where: Target, request: _Request, lease: Lease) -> None:
        """One request and its answer, each framed anew: no second request can ride on the connection."""
        if where.scheme != "http":
            raise FetchError(Outcome.REFUSED, f"{where} is not asked in plain text")
        body = _body(near, request, lease)
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP | {"content-length"}}
        connection = self._pool.take(where, Identity(proxy=lease.proxy), lease.budget, lease.exempt, fresh=True)
        try:
            lease.hold(connection.wire.sock)
            answer = connection.ask(where, headers | {"Connection": "close"}, request.method, body)
            _answer(near, answer, lease)
        finally:
            connection.close()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _read(near: socket.socket, lease: Lease) -> _Request:
    """The head of a request, as a browser sends it to a proxy."""
    data = b""
    while b"\r\n\r\n" not in data:
        near.settimeout(lease.budget.need())
        part = near.recv(_CHUNK)
        if not part or len(data) > _HEAD:
            raise FetchError(Outcome.REFUSED, "no request")
        data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, address, *_ = [*first.split(" "), "", ""]
    pairs = (line.partition(":") for line in lines)
    return _Request(method, address, {k.strip(): v.strip() for k, _, v in pairs}, rest)


def _body(near: socket.socket, request: _Request, lease: Lease) -> bytes | None:
    """The body of a request; None where it has none.

    Raises:
        FetchError: it is too long, or of unknown length.
    """
    headers = {k.lower(): v for k, v in request.headers.items()}
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or (length and not (length.isdigit() and int(length) <= _BODY)):
        raise FetchError(Outcome.REFUSED, "the page sends more than it may")
    if not length:
        return None
    body = request.rest
    while len(body) < int(length):
        near.settimeout(lease.budget.need())
        part = near.recv(_CHUNK)
        if not part:
            raise FetchError(Outcome.REFUSED, "the request ended early")
        body += part
    return body[: int(length)]


def _answer(near: socket.socket, answer: http.client.HTTPResponse, lease: Lease) -> None:
    """Hand on an answer; one that ends early also ends early for the browser."""
    framed = answer.getheader("content-length") is not None and not answer.chunked
    gone = _HOP if framed else _HOP | {"content-length"}
    pairs = [(k, " ".join(v.splitlines())) for k, v in answer.getheaders() if k.lower() not in gone]
    pairs += [("Connection", "close")] if framed else [("Connection", "close"), ("Transfer-Encoding", "chunked")]
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{k}: {v}" for k, v in pairs), "", ""]
    near.sendall("\r\n".join(lines).encode("latin-1", "replace"))
    while chunk := answer.read1(_CHUNK):
        lease.spend(len(chunk))
        near.settimeout(lease.budget.need())
        near.sendall(chunk if framed else b"%x\r\n%b\r\n" % (len(chunk), chunk))
    if not framed:
        near.sendall(b"0\r\n\r\n")


def _relay(near: socket.socket, far: socket.socket, lease: Lease) -> None:
    """Bytes both ways, until one side hangs up or the lease is spent."""
    ways = {near.fileno(): (near, far), far.fileno(): (far, near)}
    poll = select.poll()
    for number in ways:
        poll.register(number, select.POLLIN)
    while True:
        for number, _ in poll.poll(lease.budget.need() * 1000):
            source, sink = ways[number]
            data = source.recv(_CHUNK)
            if not data:
                return
            if source is far:
                lease.spend(len(data))
            sink.settimeout(lease.budget.need())
            sink.sendall(data)
