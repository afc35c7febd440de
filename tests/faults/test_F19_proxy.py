"""F19: a proxy is a setting; when it fails the sentence is clear and its credentials stay secret."""

from __future__ import annotations

import contextlib
import select
import socket

import pytest
from authority import Authority, server_context
from stranger import Stranger, answer, head, raw

from clausewatch.errors import UsageError
from clausewatch.model import Outcome

SECRET = "s3cr%20t"
CREDENTIALS = "Basic bWU6czNjciB0"  # me:s3cr t


@pytest.fixture
def proxied(client, stranger):
    """A client whose proxy is the stranger, and who resolves vendor.example to a public address."""

    def make(**settings):
        proxy = f"http://me:{SECRET}@127.0.0.1:{stranger.port}"
        return client(**{"proxy": proxy, "allow": (), "world": {"resolve": _public}, **settings})

    return make


def _public(host, _):
    return ["127.0.0.1"] if host == "127.0.0.1" else ["93.184.216.34"]


def test_f19_plain_pages_are_asked_from_the_proxy(proxied, stranger):
    stranger.on("http://vendor.example/robots.txt", answer(404))
    stranger.on("http://vendor.example/terms", answer(200, b"terms"))
    attempt = proxied().get("http://vendor.example/terms")
    assert attempt.body == b"terms"
    asked = stranger.asked("http://vendor.example/terms")
    assert asked.headers["proxy-authorization"] == CREDENTIALS
    assert asked.headers["host"] == "vendor.example"
    assert "s3cr" not in repr(attempt)
    assert "bWU6" not in repr(attempt)


def tunnel_to(target: Stranger):
    """A CONNECT that leads to another server, whatever host was asked for."""

    def go(proxy, sock):
        sock.sendall(head(200))
        with socket.create_connection((target.host, target.port)) as far, contextlib.suppress(OSError):
            ways = {sock: far, far: sock}
            while not proxy.stop.is_set():
                for ready in select.select(list(ways), [], [], 0.05)[0]:
                    if not (data := ready.recv(65536)):
                        return False
                    ways[ready].sendall(data)
        return False

    return go


def test_f19_a_tunnel_carries_tls_and_keeps_the_secret_from_the_vendor(proxied, stranger, tmp_path):
    authority = Authority(tmp_path, "ours")
    vendor = Stranger(context=server_context(authority.issue("vendor", "vendor.example")))
    stranger.on("vendor.example:443", tunnel_to(vendor))
    vendor.on("/terms", answer(200, b"terms"))
    attempt = proxied(ca_file=str(authority.file)).get("https://vendor.example/terms")
    vendor.close()
    assert attempt.body == b"terms"
    assert stranger.asked("vendor.example:443").headers["proxy-authorization"] == CREDENTIALS
    assert "proxy-authorization" not in vendor.asked("/terms").headers
    assert len(vendor.connections) == 1


@pytest.mark.parametrize("url", ["http://vendor.example/", "https://vendor.example/"])
def test_f19_a_proxy_that_is_down_is_named_without_its_secret(client, url):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
        fetcher = client(proxy=f"http://me:{SECRET}@127.0.0.1:{port}", allow=(), world={"resolve": _public})
        attempt = fetcher.get(url)
    assert attempt.outcome is Outcome.UNREACHABLE
    assert f"the proxy 127.0.0.1:{port} cannot be reached" in attempt.detail
    assert "s3cr" not in attempt.detail


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (answer(407), "407"),
        (answer(502), "answers 502"),
        (raw(b""), "closed the connection"),
        (raw(b"x" * 70000), "closed the connection"),
    ],
)
def test_f19_a_proxy_that_refuses_is_named(proxied, stranger, behaviour, says):
    stranger.on("vendor.example:443", behaviour)
    attempt = proxied(tries=1).get("https://vendor.example/", ignore_robots="a test")
    assert attempt.outcome is Outcome.UNREACHABLE
    assert "the proxy 127.0.0.1" in attempt.detail
    assert says in attempt.detail


def test_f19_wrong_proxy_credentials_are_not_the_vendors_refusal(proxied, stranger):
    stranger.on("http://vendor.example/", answer(407))
    attempt = proxied().get("http://vendor.example/", ignore_robots="a test")
    assert attempt.outcome is Outcome.UNREACHABLE
    assert "407" in attempt.detail


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_f19_the_address_check_holds_behind_a_proxy(proxied, stranger, address):
    attempt = proxied().get(f"http://{address}/")
    assert attempt.outcome is Outcome.REFUSED
    attempt = proxied(world={"resolve": lambda *_: [address]}).get("http://inner.example/")
    assert attempt.outcome is Outcome.REFUSED
    assert stranger.requests == []


def test_f19_a_name_that_only_the_proxy_knows_is_left_to_it(proxied, stranger):
    def resolve(host, _):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    stranger.on("http://vendor.example/", answer(200, b"terms"))
    attempt = proxied(world={"resolve": resolve}).get("http://vendor.example/", ignore_robots="a test")
    assert attempt.body == b"terms"
    assert "resolved by the proxy" in attempt.detail


@pytest.mark.parametrize(
    "proxy", ["socks5://me:s3cret@h:1", "https://me:s3cret@h:1", "me:s3cret@h", "http://me:s3cret@:8080", "http://me:s3cret@h:x"]
)
def test_f19_a_malformed_proxy_setting_is_a_usage_error_without_the_secret(client, proxy):
    with pytest.raises(UsageError) as caught:
        client(proxy=proxy)
    assert "s3cret" not in str(caught.value) + repr(caught.value.__cause__) + str(caught.value.__context__)


def test_f19_proxies_of_the_environment_are_not_used(client, stranger, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert client().get(stranger.on("/", answer(200, b"terms"))).body == b"terms"
