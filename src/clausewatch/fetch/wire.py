"""Connections: checked, timed on every read, kept alive, and never opened behind our back."""

from __future__ import annotations

import base64
import contextlib
import http.client
import io
import select
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from clausewatch.errors import FetchError, UsageError
from clausewatch.fetch.addresses import Checked, Gate
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.faults import LOW_LEVEL, Transient, typed
from clausewatch.fetch.urls import Target, target
from clausewatch.model import Outcome
from clausewatch.settings import FetchSettings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_IDLE = 32
"""Connections kept open between requests, over all hosts."""
_BUFFER = 64 * 1024
_DRAIN = 64 * 1024
_DRAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are and whom we trust on a TLS connection: files in PEM format, empty for the default.

    `proxy` stands in for the one of the settings; it may hold credentials.
    """

    ca_file: str = ""
    client_cert: str = ""
    proxy: str = field(default="", repr=False)


class Wire:
    """A socket whose every read and write is bounded by what is left of the fetch's deadline.

    Stands in for the socket in `http.client`: it is closed by its connection alone.
    """

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self.sock = sock
        self.budget = budget

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Receive what there is, within the deadline."""
        self.sock.settimeout(self.budget.need())
        return self.sock.recv_into(buffer)

    def sendall(self, data: bytes) -> None:
        """Send all, within the deadline."""
        self.sock.settimeout(self.budget.need())
        self.sock.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        """The reader of one answer."""
        return io.BufferedReader(_Borrowed(self), _BUFFER)

    def close(self) -> None:
        """Nothing: an answer is still read after `http.client` lets go of its socket."""


class _Borrowed(io.RawIOBase):
    """The wire as seen by one answer, which may close it without effect."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._wire.readinto(buffer)


class Connection:
    """One open connection to an origin, used for one request at a time."""

    def __init__(self, where: Target, identity: Identity, wire: Wire) -> None:
        self.key = (where.origin, identity)
        self.checked = Checked(())
        self.prefix = ""
        self.extra: Mapping[str, str] = {}
        self.used = False
        self.wire = wire
        self._http = http.client.HTTPConnection(where.host, where.port)
        self._http.auto_open = 0  # opening again by itself would pass the gate by
        self._http.sock = wire  # the part of a socket that http.client uses

    def ask(
        self, where: Target, headers: Mapping[str, str], method: str = "GET", body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """Send a request and read the answer's head."""
        self._http.putrequest(method, self.prefix + where.path, skip_host=True, skip_accept_encoding=True)
        length = {} if body is None else {"Content-Length": str(len(body))}
        for name, value in {"Host": where.authority, **headers, **length, **self.extra}.items():
            self._http.putheader(name, value)
        self._http.endheaders(body)
        return self._http.getresponse()

    def drain(self, response: http.client.HTTPResponse) -> None:
        """Read a short rest, undecoded, so that the connection can be kept; no fault of it matters."""
        if response.length is not None and response.length <= _DRAIN:
            self.wire.budget = self.wire.budget.part(_DRAIN_SECONDS)
            with contextlib.suppress(FetchError, *LOW_LEVEL):
                response.read(_DRAIN)

    @property
    def stale(self) -> bool:
        """True when the other side closed it, or sent what nobody asked for."""
        poll = select.poll()
        poll.register(self.wire.sock, select.POLLIN | select.POLLHUP | select.POLLERR)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Close the socket."""
        self.wire.sock.close()


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy with its credentials as headers, and a gate that lets nothing but it through."""

    where: Target
    headers: Mapping[str, str] = field(repr=False)
    gate: Gate

    @property
    def shown(self) -> str:
        """What it is called in sentences."""
        return f"the proxy {self.where.host}:{self.where.port}"


class Pool:
    """Opens connections through the gate, over a proxy if there is one, and keeps a few alive.

    Raises:
        UsageError: a malformed proxy setting.
    """

    def __init__(self, gate: Gate, settings: FetchSettings) -> None:
        self._gate = gate
        self._settings = settings
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._contexts: dict[Identity, ssl.SSLContext] = {}
        self._proxies: dict[str, Proxy | None] = {}
        self.proxy("")

    def proxy(self, setting: str) -> Proxy | None:
        """The proxy of a setting; without one, that of the settings.

        Raises:
            UsageError: it is malformed.
        """
        if setting not in self._proxies:
            where, secret = proxy_of(setting or self._settings.proxy)
            headers = {"Proxy-Authorization": f"Basic {secret}"} if secret else {}
            self._proxies[setting] = Proxy(where, headers, self._gate.also(where.host)) if where else None
        return self._proxies[setting]

    def take(self, where: Target, identity: Identity, budget: Budget, exempt: bool = True, fresh: bool = False) -> Connection:
        """An idle connection to the origin, or a new one (always, when `fresh`).

        Without `exempt`, the allow-list does not count.

        Raises:
            FetchError: no connection, an address that is refused, or a bad certificate.
        """
        while not fresh and (idle := self._pick((where.origin, identity))):
            if not idle.stale and (exempt or not idle.checked.exempt):
                idle.wire.budget = budget
                return idle
            idle.close()
        return self._opened(where, identity, budget, exempt)

    def give(self, connection: Connection) -> None:
        """Hand back a connection whose answer was read to its end."""
        connection.used = True
        with self._lock:
            self._idle.append(connection)
            surplus = self._idle.pop(0) if len(self._idle) > MAX_IDLE else None
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Close all idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _pick(self, key: tuple[tuple[str, str, int], Identity]) -> Connection | None:
        with self._lock:
            for i in range(len(self._idle) - 1, -1, -1):
                if self._idle[i].key == key:
                    return self._idle.pop(i)
        return None

    def _opened(self, where: Target, identity: Identity, budget: Budget, exempt: bool) -> Connection:
        sock, checked = self.open(where, budget, exempt, identity.proxy)
        try:
            if where.scheme == "https":
                sock = self._secured(sock, where.host, identity, budget)
        except FetchError:
            sock.close()
            raise
        except LOW_LEVEL as e:
            sock.close()
            raise typed(e, where.host) from e
        connection = Connection(where, identity, Wire(sock, budget))
        connection.checked = checked
        if where.scheme == "http" and (proxy := self.proxy(identity.proxy)) is not None:
            connection.prefix = f"http://{where.authority}"
            connection.extra = proxy.headers
        return connection

    def open(self, where: Target, budget: Budget, exempt: bool = True, proxy: str = "") -> tuple[socket.socket, Checked]:
        """A checked connection without TLS: to the target, or to the proxy (for https, through it).

        Raises:
            FetchError: no connection, or an address that is refused.
        """
        checked = self.check(where, budget, exempt, proxy)
        if (via := self.proxy(proxy)) is not None:
            return self._via_proxy(via, where, budget), checked
        return self._gate.connect(checked, where.port, budget, self._settings.connect_timeout), checked

    def check(self, where: Target, budget: Budget, exempt: bool = True, proxy: str = "") -> Checked:
        """The checked addresses of a target; behind a proxy, a name that only the proxy knows is left to it.

        Raises:
            FetchError: an address that is refused, or none.
        """
        try:
            return self._gate.check(where, min(budget.need(), self._settings.connect_timeout), exempt)
        except Transient:
            if self.proxy(proxy) is None:
                raise
            return Checked((), note=f"{where.host} was resolved by the proxy")

    def _secured(self, sock: socket.socket, host: str, identity: Identity, budget: Budget) -> ssl.SSLSocket:
        sock.settimeout(min(budget.need(), self._settings.connect_timeout))
        return self._context(identity).wrap_socket(sock, server_hostname=host)

    def _context(self, identity: Identity) -> ssl.SSLContext:
        with self._lock:
            if identity not in self._contexts:
                self._contexts[identity] = _context(identity)
            return self._contexts[identity]

    def _via_proxy(self, proxy: Proxy, where: Target, budget: Budget) -> socket.socket:
        try:
            checked = proxy.gate.check(proxy.where, min(budget.need(), self._settings.connect_timeout))
            sock = proxy.gate.connect(checked, proxy.where.port, budget, self._settings.connect_timeout)
        except FetchError as e:
            raise Transient(Outcome.UNREACHABLE, f"{proxy.shown} cannot be reached: {e}") from e
        if where.scheme == "https":
            try:
                _tunnel(Wire(sock, budget), where, proxy.headers, proxy.shown)
            except FetchError:
                sock.close()
                raise
            except LOW_LEVEL as e:
                sock.close()
                raise typed(e, proxy.shown) from e
        return sock


def proxy_of(setting: str) -> tuple[Target | None, str]:
    """Address and Basic credentials (base64) of a proxy setting `http://user:password@host:port`.

    Raises:
        UsageError: not an http URL; the message never holds the credentials.
    """
    if not setting:
        return None, ""
    try:
        parts = urlsplit(setting)
        bare = target(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
    except (ValueError, FetchError):
        bare = None
    if bare is None or bare.scheme != "http":
        raise UsageError("The setting `proxy` is not of the form http://host:port.", "Mend it in the settings.")
    if parts.username is None:
        return bare, ""
    secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return bare, base64.b64encode(secret.encode()).decode()


def _context(identity: Identity) -> ssl.SSLContext:
    """Certificates and host names are always checked; an own CA is trusted beside the system's."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    try:
        if identity.ca_file:
            context.load_verify_locations(identity.ca_file)
        if identity.client_cert:
            context.load_cert_chain(identity.client_cert)
    except OSError as e:
        name = identity.ca_file if not identity.client_cert else f"{identity.ca_file} {identity.client_cert}".strip()
        raise FetchError(Outcome.TLS, f"the certificate file {name} cannot be read: {e.strerror or e}") from e
    return context


def _tunnel(wire: Wire, where: Target, headers: Mapping[str, str], shown: str) -> None:
    host = f"[{where.host}]" if ":" in where.host else where.host
    lines = [f"CONNECT {host}:{where.port} HTTP/1.1", f"Host: {host}:{where.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    wire.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        one = bytearray(1)  # byte by byte: what follows the head belongs to TLS
        if len(head) > _BUFFER or not wire.readinto(one):
            raise Transient(Outcome.UNREACHABLE, f"{shown} closed the connection")
        head += one
    status = bytes(head[9:12])
    if status == b"407":
        raise FetchError(Outcome.UNREACHABLE, f"{shown} wants other credentials (407)", "Mend `proxy` in the settings.")
    if not status.startswith(b"2"):
        raise Transient(Outcome.UNREACHABLE, f"{shown} answers {status.decode('latin-1')} for {where.host}")
