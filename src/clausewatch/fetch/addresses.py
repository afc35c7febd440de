"""The one address check of everything that opens a socket.

A host name is resolved once; if any address of the answer is special (IANA IPv4 and IPv6
Special-Purpose Address Registries, multicast, reserved and transition ranges), nothing is opened.
The connection goes to an address that was checked: no second look-up happens in between.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clausewatch.errors import FetchError, UsageError
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.faults import Transient, typed
from clausewatch.fetch.urls import Target
from clausewatch.model import Outcome

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Addresses of a host name, as text; raises OSError when there are none."""
Dial = Callable[[tuple[str, int], float], socket.socket]
"""A TCP connection to an address and port within seconds."""

# https://www.iana.org/assignments/iana-ipv4-special-registry and .../ipv4-address-space
_V4 = """
0.0.0.0/8 this network; 10.0.0.0/8 private; 100.64.0.0/10 carrier-grade NAT; 127.0.0.0/8 loopback
169.254.0.0/16 link-local; 172.16.0.0/12 private; 192.0.0.0/24 protocol assignments
192.0.2.0/24 documentation; 192.31.196.0/24 AS112; 192.52.193.0/24 AMT; 192.88.99.0/24 6to4 relay
192.168.0.0/16 private; 192.175.48.0/24 AS112; 198.18.0.0/15 benchmarking
198.51.100.0/24 documentation; 203.0.113.0/24 documentation; 224.0.0.0/4 multicast
255.255.255.255/32 broadcast; 240.0.0.0/4 reserved
"""
# https://www.iana.org/assignments/iana-ipv6-special-registry and .../ipv6-address-space
_V6 = """
::1/128 loopback; ::/128 unspecified; ::/96 IPv4-compatible; ::ffff:0:0/96 IPv4-mapped
::ffff:0:0:0/96 IPv4-translated; 64:ff9b::/96 NAT64; 64:ff9b:1::/48 local NAT64
100::/64 discard-only; 100:0:0:1::/64 dummy prefix; 2001::/32 Teredo; 2001::/23 protocol assignments
2001:db8::/32 documentation; 2002::/16 6to4; 2620:4f:8000::/48 AS112; 3fff::/20 documentation
5f00::/16 segment routing; fc00::/7 private; fe80::/10 link-local; fec0::/10 site-local
ff00::/8 multicast
"""


def _table(text: str) -> tuple[tuple[Network, str], ...]:
    rows = (row.split(maxsplit=1) for row in text.replace("\n", ";").split(";") if row.strip())
    return tuple((ipaddress.ip_network(net), name) for net, name in rows)


_RANGES = {4: _table(_V4), 6: _table(_V6)}
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")


def special(address: Address) -> str:
    """Name and network of the special range that holds the address; empty for a public address."""
    for network, name in _RANGES[address.version]:
        if address in network:
            return f"{name}, {network}"
    if address.version == 6 and address not in _GLOBAL_V6:
        return "not global unicast"
    return ""


def embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a transition address (mapped, NAT64, 6to4, Teredo ...) leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    name = special(address).partition(",")[0]
    carriers = {"IPv4-compatible", "IPv4-mapped", "IPv4-translated", "NAT64", "local NAT64"}
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if name in carriers else None


@dataclass(frozen=True, slots=True)
class _Entry:
    """An allow-list entry: a network, or a host with a port (0: any)."""

    text: str
    network: Network | None = None
    host: str = ""
    port: int = 0

    def admits(self, host: str, port: int, address: Address) -> bool:
        if self.network is not None:
            return address.version == self.network.version and address in self.network
        return self.host == host and self.port in (0, port)


def _entry(text: str) -> _Entry:
    bare = text.strip().lower()
    try:
        return _Entry(text, ipaddress.ip_network(bare.strip("[]")))
    except ValueError:
        host, colon, port = bare.rpartition(":")
        host, port = (host, port) if colon else (bare, "0")
    if "/" in bare or not host or not port.isdigit():
        raise UsageError(f"The allow-list entry {text!r} is not a host, host:port or network.", "Mend `allow` in the settings.")
    return _Entry(text, host=host.strip("[]"), port=int(port))


@dataclass(frozen=True, slots=True)
class Checked:
    """Addresses that may be connected to; `note` says which setting exempts them, if any."""

    addresses: tuple[Address, ...]
    exempt: bool = False
    note: str = ""


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host name by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def dial(where: tuple[str, int], seconds: float) -> socket.socket:
    """A TCP connection to a numeric address: nothing is looked up."""
    family = socket.AF_INET6 if ":" in where[0] else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect(where)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:  # budget: closes the socket and raises again
        sock.close()
        raise
    return sock


class Gate:
    """Resolves, checks and connects; `allow` exempts hosts, `host:port` pairs and networks.

    Raises:
        UsageError: an allow-list entry is malformed.
    """

    def __init__(self, allow: Sequence[str] = (), resolve: Resolve = resolve, dial: Dial = dial) -> None:
        self._allow = tuple(map(_entry, allow))
        self._resolve = resolve
        self._dial = dial

    def also(self, host: str) -> Gate:
        """A gate of the same kind that exempts this host alone."""
        return Gate((host,), self._resolve, self._dial)

    def check(self, where: Target, seconds: float, exempt: bool = True) -> Checked:
        """The addresses of a target, all of them checked, found within `seconds`.

        Without `exempt`, the allow-list does not count.

        Raises:
            FetchError: `REFUSED` if any address is special, `UNREACHABLE` if there is none.
        """
        answer = (where.host,) if where.literal else self._look_up(where, seconds)
        addresses = tuple(_address(text, where.host) for text in answer)
        if not addresses:
            raise Transient(Outcome.UNREACHABLE, f"{where.host} has no address")
        allow = self._allow if exempt else ()
        notes = {_judged(where, address, allow) for address in addresses} - {""}
        return Checked(addresses, bool(notes), "; ".join(sorted(notes)))

    def connect(self, checked: Checked, port: int, budget: Budget, seconds: float) -> socket.socket:
        """A connection to the first checked address that answers, each tried for `seconds` at most.

        Raises:
            FetchError: none answers.
        """
        failure: FetchError | None = None
        for address in checked.addresses:
            try:
                return self._dial((str(address), port), min(seconds, budget.need()))
            except OSError as e:
                failure = typed(e, str(address))
        raise failure or Transient(Outcome.UNREACHABLE, "no address")

    def _look_up(self, where: Target, seconds: float) -> Sequence[str]:
        """The resolver has no time limit of its own, so it runs in a thread that may be left behind."""
        box: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                box.put(self._resolve(where.host, where.port))
            except (OSError, UnicodeError) as e:
                box.put(e)

        threading.Thread(target=ask, name=f"resolve {where.host}", daemon=True).start()
        try:
            answer = box.get(timeout=seconds)
        except queue.Empty:
            raise Transient(Outcome.TIMEOUT, f"the name {where.host} was not resolved in time") from None
        if isinstance(answer, (OSError, UnicodeError)):
            raise Transient(Outcome.UNREACHABLE, f"the name {where.host} cannot be resolved: {answer}")
        return answer


def _address(text: str, host: str) -> Address:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        raise FetchError(Outcome.REFUSED, f"{host} leads to {text!r}, which is no address") from None


def _judged(where: Target, address: Address, allow: Sequence[_Entry]) -> str:
    """Why a special address may be used; empty for a public one."""
    name = special(address)
    if not name:
        return ""
    entry = next((e for e in allow if e.admits(where.host, where.port, address)), None)
    inner = embedded(address)
    if entry is not None and entry.network is not None and inner is not None:
        _judged(where, inner, allow)
    if entry is None:
        holds = f" and holds {inner}" if inner is not None else ""
        raise FetchError(
            Outcome.REFUSED,
            f"{where.host} leads to {address}, which is not a public address ({name}){holds}",
            "If it is meant (an intranet), name the host in `fetch.allow` of the settings.",
        )
    return f"{address} ({name}) allowed by the setting {entry.text!r}"
