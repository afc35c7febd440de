"""F08: a bad certificate is a typed error; checking is never switched off; an own CA is a setting."""

from __future__ import annotations

import pytest
from authority import Authority, server_context
from stranger import Stranger, answer, raw, redirect

from clausewatch.fetch.trip import Access
from clausewatch.fetch.wire import Identity
from clausewatch.model import Outcome


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"), "ours")


@pytest.fixture
def secure():
    """Starts TLS servers from a key-and-certificate file."""
    made = []

    def start(path, client_ca=None):
        made.append(Stranger(context=server_context(path, client_ca)))
        made[-1].on("/", answer(200, b"terms"))
        return made[-1]

    yield start
    for server in made:
        server.close()


def test_f08_an_own_authority_is_trusted_by_setting(client, secure, authority):
    server = secure(authority.issue("good", "127.0.0.1"))
    attempt = client(ca_file=str(authority.file)).get(server.url("/"))
    assert (attempt.outcome, attempt.body) == (Outcome.CAPTURED, b"terms")


def test_f08_the_certificate_is_checked_for_the_name_that_was_asked(client, secure, authority):
    server = secure(authority.issue("named", "vendor.example"))
    world = {"resolve": lambda *_: ["127.0.0.1"]}
    fetcher = client(ca_file=str(authority.file), world=world)
    assert fetcher.get(server.url("/", host="vendor.example")).outcome is Outcome.CAPTURED
    attempt = fetcher.get(server.url("/", host="other.example"))
    assert attempt.outcome is Outcome.TLS
    assert "other.example" in attempt.detail


@pytest.mark.parametrize(("name", "host", "days", "says"), [
    ("expired", "127.0.0.1", -30, "expired"),
    ("wrong-host", "vendor.example", 30, "mismatch"),
])  # fmt: skip
def test_f08_a_bad_certificate_is_a_typed_error(client, secure, authority, name, host, days, says):
    server = secure(authority.issue(name, host, days))
    attempt = client(ca_file=str(authority.file)).get(server.url("/"))
    assert attempt.outcome is Outcome.TLS
    assert says in attempt.detail
    assert server.requests == []


def test_f08_an_unknown_authority_is_not_trusted(client, secure, authority):
    server = secure(authority.issue("unknown", "127.0.0.1"))
    attempt = client().get(server.url("/"))
    assert attempt.outcome is Outcome.TLS
    assert attempt.tries == 1


def test_f08_a_self_signed_certificate_is_not_trusted(client, secure, tmp_path, authority):
    stray = Authority(tmp_path, "stray")
    server = secure(stray.issue("self", "127.0.0.1"))
    assert client(ca_file=str(authority.file)).get(server.url("/")).outcome is Outcome.TLS


def test_f08_plain_http_on_a_tls_port_is_a_typed_error(client, stranger):
    stranger.routes["/"] = [raw(b"")]
    attempt = client(tries=1, deadline=0.2).get(stranger.url("/").replace("http:", "https:"))
    assert attempt.outcome in (Outcome.TLS, Outcome.TIMEOUT, Outcome.UNREACHABLE)


def test_f08_a_missing_authority_file_is_named(client, stranger):
    attempt = client(ca_file="/nowhere/ca.pem").get(stranger.url("/").replace("http:", "https:"))
    assert attempt.outcome is Outcome.TLS
    assert "/nowhere/ca.pem" in attempt.detail


def test_f08_a_client_certificate_is_shown_to_the_declared_origin_only(client, secure, authority):
    shown = []

    def look(server, sock):
        shown.append(sock.getpeercert())
        return answer(200, b"terms")(server, sock)

    certificate = authority.issue("customer", "customer.example")
    home = secure(authority.issue("home", "127.0.0.1"), authority.file)
    away = secure(authority.issue("away", "127.0.0.1"), authority.file)
    home.on("/", look)
    away.on("/", look)
    home.on("/out", redirect(away.url("/")))
    access = Access(identity=Identity(str(authority.file), str(certificate)))
    fetcher = client(access=lambda _: access)
    assert fetcher.get(home.url("/")).outcome is Outcome.CAPTURED
    assert fetcher.get(home.url("/out")).final_url == away.url("/")
    assert "customer" in str(shown[0])
    assert not shown[1]


def test_f08_a_redirect_from_https_to_http_is_noted(client, secure, authority, stranger):
    server = secure(authority.issue("down", "127.0.0.1"))
    server.on("/", redirect(stranger.on("/terms", answer(200, b"terms"))))
    attempt = client(ca_file=str(authority.file)).get(server.url("/"))
    assert attempt.outcome is Outcome.CAPTURED
    assert "from https to http" in attempt.detail
