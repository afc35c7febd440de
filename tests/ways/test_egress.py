"""The browser's proxy alone, spoken to byte by byte as a browser that was taken over might."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from wayskit import Site, closed

from clausewatch.fetch.addresses import Gate
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.egress import Egress, Lease
from clausewatch.fetch.wire import Pool
from clausewatch.model import Outcome
from clausewatch.settings import FetchSettings


@contextmanager
def egress(allow: tuple[str, ...] = ("127.0.0.1",), proxy: str = "") -> Iterator[Egress]:
    """A running proxy."""
    made = Egress(Pool(Gate(allow), FetchSettings(proxy=proxy)))
    try:
        yield made
    finally:
        made.close()


def lease(exempt: bool = True, cap: int = 1_000_000, seconds: float = 5.0) -> Lease:
    """A lease that may open what the allow-list names."""
    return Lease(Budget(seconds, time.monotonic), cap, exempt)


def said(to: Egress, data: bytes) -> bytes:
    """Everything that comes back until the proxy hangs up."""
    host, port = to.url[7:].split(":")
    with socket.create_connection((host, int(port)), 5) as sock:
        sock.sendall(data)
        parts = []
        while part := sock.recv(65536):
            parts.append(part)
    return b"".join(parts)


def get(url: str, more: str = "") -> bytes:
    return f"GET {url} HTTP/1.1\r\nHost: ignored.example\r\n{more}\r\n".encode()


def test_nothing_is_opened_without_a_lease(site: Site) -> None:
    site.pages["/"] = "inner"
    with egress() as proxy:
        assert said(proxy, get(f"{site.base}/")) == b""
        with proxy.lend(lease()):
            assert said(proxy, get(f"{site.base}/")).endswith(b"inner")
        assert said(proxy, get(f"{site.base}/")) == b""
    assert site.asked == ["/"]


def test_the_host_that_is_asked_is_the_one_that_was_checked(site: Site) -> None:
    """The Host header of the browser does not count, and proxy headers stay here."""
    site.pages["/"] = "inner"
    with egress() as proxy, proxy.lend(lease()):
        said(proxy, get(f"{site.base}/", "Proxy-Authorization: Basic abc\r\n"))
    assert site.heads[0]["Host"] == site.base[7:]
    assert "Proxy-Authorization" not in site.heads[0]


def test_a_second_request_does_not_ride_on_the_first(site: Site) -> None:
    """What follows on the same connection is not sent anywhere."""
    site.pages |= {"/one": "1", "/two": "2"}
    with egress() as proxy, proxy.lend(lease()):
        said(proxy, get(f"{site.base}/one") + get(f"{site.base}/two"))
    assert site.asked == ["/one"]


@pytest.mark.parametrize(
    "first",
    [
        "CONNECT 127.0.0.1:{port} HTTP/1.1",
        "CONNECT localhost:{port} HTTP/1.1",
        "CONNECT [::1]:{port} HTTP/1.1",
        "CONNECT 0x7f.1:{port} HTTP/1.1",
        "CONNECT user@127.0.0.1:{port} HTTP/1.1",
        "CONNECT 127.0.0.1:{port}/x HTTP/1.1",
        "GET http://127.0.0.1:{port}/ HTTP/1.1",
        "GET https://127.0.0.1:{port}/ HTTP/1.1",
        "GET //127.0.0.1:{port}/ HTTP/1.1",
        "GET / HTTP/1.1",
        "GET ftp://127.0.0.1:{port}/ HTTP/1.1",
        "nonsense",
    ],
)
def test_no_request_reaches_a_refused_address(site: Site, first: str) -> None:
    """With an allow-list for the site that this lease may not use."""
    port = site.server.server_port
    with egress() as proxy, proxy.lend(lease(exempt=False)) as held:
        answer = said(proxy, f"{first.format(port=port)}\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert answer in (b"", b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\n\r\n")
    assert site.heads == []
    assert all(f.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE) for f in held.faults.values())


def test_the_end_of_a_lease_ends_its_tunnels(site: Site) -> None:
    """A tunnel that was open is hung up, and carries nothing for the next page."""
    host, port = "127.0.0.1", site.server.server_port
    with egress() as proxy:
        with proxy.lend(lease()):
            sock = socket.create_connection((host, int(proxy.url.rpartition(":")[2])), 5)
            sock.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\n\r\n".encode())
            assert sock.recv(100).startswith(b"HTTP/1.1 200")
        with sock:
            assert sock.recv(100) == b""


def test_bytes_are_counted_over_all_connections(site: Site) -> None:
    site.pages["/"] = b"x" * 400
    with egress() as proxy, proxy.lend(lease(cap=1000)) as held:
        answers = [said(proxy, get(f"{site.base}/")) for _ in range(4)]
    assert [len(a) > 400 for a in answers] == [True, True, False, False]
    assert held.over is not None
    assert held.over.outcome is Outcome.TOO_LARGE


def test_an_answer_that_ends_early_ends_early_for_the_browser(site: Site) -> None:
    """No last chunk is made up for an answer that broke off."""
    site.pages["/"] = "short"
    site.extra = {"Content-Length": "900", "Connection": "close"}
    with egress() as proxy, proxy.lend(lease()):
        answer = said(proxy, get(f"{site.base}/"))
    assert b"900" in answer
    assert not answer.endswith(b"0\r\n\r\n")


def test_a_body_is_sent_on_and_an_endless_one_is_not(site: Site) -> None:
    """A request of known length arrives; one of unknown or huge length is not sent."""
    with egress() as proxy, proxy.lend(lease()):
        for more in ("Transfer-Encoding: chunked\r\n", "Content-Length: 99999999\r\n", "Content-Length: -1\r\n"):
            assert said(proxy, get(f"{site.base}/", more)) == b""
    assert site.heads == []


def test_the_operators_proxy_is_used_behind_ours() -> None:
    """Where the settings name a proxy, the browser's pages take it too."""
    with closed(Site()) as far:
        far.pages["http://93.184.216.34/terms"] = "by proxy"
        with egress(proxy=far.base) as proxy, proxy.lend(lease(exempt=False)):
            answer = said(proxy, get("http://93.184.216.34/terms"))
    assert answer.endswith(b"by proxy")
