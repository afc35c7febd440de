"""F02: a host that leads to a special address is refused at connect, whatever the way there.

Two judges that know nothing of the code: a table made from the IANA registries, and a trap of
listeners on loopback that record every connection.
"""

from __future__ import annotations

import ipaddress
import socket

import iana
import pytest
from stranger import Stranger, answer, redirect

from clausewatch.model import Outcome

PUBLIC = "93.184.216.34"
PLAIN = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "8.8.8.8"]
HIDDEN = [form for v4 in PLAIN for form in iana.carried(v4)]
SAMPLES = list(dict.fromkeys([*iana.samples(), *HIDDEN, PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e"]))
WAYS = {
    "literal": lambda a: ([], f"http://{_bracketed(a)}/terms", ""),
    "name": lambda a: ([a], "http://vendor.example/terms", ""),
    "after-public": lambda a: ([PUBLIC, a], "http://vendor.example/terms", ""),
    "before-public": lambda a: ([a, PUBLIC], "http://vendor.example/terms", ""),
    "redirect-literal": lambda a: ([], "http://start.example/", f"http://{_bracketed(a)}/terms"),
    "redirect-name": lambda a: ([a], "http://start.example/", "//vendor.example/terms"),
}
# Every address as a literal and as a name; the other ways for every third, so that all ranges meet all kinds.
CASES = [(way, a) for i, a in enumerate(SAMPLES) for way in WAYS if way in ("literal", "name") or i % 3 == 0]


def _bracketed(address):
    return f"[{address}]" if ":" in address else address


@pytest.fixture(scope="module")
def page():
    server = Stranger()
    yield server
    server.close()


@pytest.mark.parametrize(("way", "address"), CASES, ids=[f"{w}-{a}" for w, a in CASES])
def test_f02_addresses_are_judged_as_the_registries_say(client, page, way, address):
    answer_of, url, onward = WAYS[way](address)
    page.on("/", redirect(onward))
    page.on("/terms", answer(200, b"terms"))
    dialled = []

    def resolve(host, _):
        return [PUBLIC] if host == "start.example" else answer_of

    def dial(where, seconds):
        dialled.append(ipaddress.ip_address(where[0]))
        return socket.create_connection((page.host, page.port), seconds)

    attempt = client(allow=(), world={"resolve": resolve, "dial": dial}).get(url)
    reached = [ipaddress.ip_address(a) for a in answer_of or [address]]
    if iana.refused(address):
        assert attempt.outcome is Outcome.REFUSED
        assert ipaddress.ip_address(address) not in dialled
        assert set(dialled) <= ({ipaddress.ip_address(PUBLIC)} if onward else set())
    else:
        assert attempt.outcome is Outcome.CAPTURED
        assert dialled[-1] == reached[0]


def test_f02_the_table_gives_at_least_five_hundred_cases():
    judged = [iana.refused(a) for _, a in CASES]
    assert len(CASES) >= 500
    assert 50 < judged.count(False) < judged.count(True)


@pytest.fixture
def trap():
    """Listeners on loopback addresses with one port each; they record whoever connects."""
    hosts = ["127.0.0.1", "127.0.0.2", "127.8.8.8", "::1"]
    servers = [Stranger(host) for host in hosts if _can_listen(host)]
    for server in servers:
        server.on("/", answer(200, b"inner secret"))
    yield servers
    for server in servers:
        server.close()


def _can_listen(host):
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as s:
            s.bind((host, 0))
    except OSError:
        return False
    return True


TRICKS = [
    "localhost", "LOCALHOST", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "127.0.0.1", "127.0.0.2", "127.8.8.8", "0.0.0.0", "0", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]",
    "user@127.0.0.1", "vendor.example@127.0.0.1", "127.0.0.1\\@vendor.example", "127.0.0.1#@vendor.example",
    "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "ⓛocalhost", "loca\u00adlhost", "localhost.", "127.0.0.1.",
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_f02_no_trick_reaches_the_trap(client, trap, trick):
    for server in trap:
        user, at, host = trick.rpartition("@")
        attempt = client(allow=(), tries=1).get(f"http://{user}{at}{host}:{server.port}/")
        assert attempt.outcome is Outcome.REFUSED
    assert [s.connections for s in trap] == [[] for _ in trap]


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["::1"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"], ["127.0.0.2"]])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_f02_no_dns_answer_reaches_the_trap(client, trap, answers, scheme):
    for server in trap:
        attempt = client(allow=(), world={"resolve": lambda *_: answers}).get(f"{scheme}://vendor.example:{server.port}/")
        assert attempt.outcome is Outcome.REFUSED
    assert [s.connections for s in trap] == [[] for _ in trap]


def test_f02_the_trap_would_have_recorded_a_connection(client, trap):
    assert client(allow=("127.0.0.0/8",)).get(trap[0].url("/")).body == b"inner secret"
    assert trap[0].connections


@pytest.mark.parametrize("junk", ["", "vendor.example", "127.0.0.1/8", "0x7f000001", "2130706433"])
def test_f02_an_answer_that_is_no_address_is_refused(client, junk):
    attempt = client(world={"resolve": lambda *_: [junk]}).get("http://vendor.example/")
    assert attempt.outcome is Outcome.REFUSED


def test_f02_the_refusal_names_the_range_and_the_hidden_address(client):
    attempt = client(allow=(), world={"resolve": lambda *_: ["64:ff9b::a00:1"]}).get("http://vendor.example/")
    assert "NAT64" in attempt.detail
    assert "10.0.0.1" in attempt.detail
    assert "`fetch.allow`" in attempt.detail
