"""F05: an intranet host needs an explicit allow-list entry, and the capture says so."""

from __future__ import annotations

import socket

import pytest
from stranger import Stranger, answer, redirect

from clausewatch.errors import UsageError
from clausewatch.model import Outcome


@pytest.fixture
def at_vendor(client, stranger):
    stranger.on("/", answer(200, b"terms"))

    def get(*allow):
        fetcher = client(allow=allow, world={"resolve": lambda *_: ["127.0.0.1"]})
        return fetcher.get(stranger.url("/", host="vendor.example"))

    return get


@pytest.mark.parametrize("entry", ["vendor.example", "VENDOR.example", "vendor.example:{port}", "127.0.0.0/8", "127.0.0.1"])
def test_f05_an_entry_exempts_and_is_recorded(at_vendor, stranger, entry):
    entry = entry.format(port=stranger.port)
    attempt = at_vendor(entry)
    assert attempt.outcome is Outcome.CAPTURED
    assert f"allowed by the setting {entry!r}" in attempt.detail
    assert "127.0.0.1" in attempt.detail


@pytest.mark.parametrize(
    "entry", ["other.example", "vendor.example:1", "example", "10.0.0.0/8", "127.0.0.2", "::1", "sub.vendor.example"]
)
def test_f05_an_entry_for_something_else_does_not(at_vendor, stranger, entry):
    assert at_vendor(entry).outcome is Outcome.REFUSED
    assert stranger.connections == []


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "http://vendor.example/", "vendor.example:", "", "vendor.example:http"])
def test_f05_a_malformed_entry_is_a_usage_error(client, entry):
    with pytest.raises(UsageError, match="allow-list"):
        client(allow=(entry,))


def test_f05_an_allowed_transition_range_does_not_allow_what_hides_in_it(client):
    fetcher = client(allow=("64:ff9b::/96",), world={"resolve": lambda *_: ["64:ff9b::7f00:1"]})
    assert fetcher.get("http://vendor.example/").outcome is Outcome.REFUSED


def test_f05_a_public_host_is_not_marked_as_exempt(client, stranger):
    url = stranger.on("/", answer(200, b"terms"))
    world = {
        "resolve": lambda *_: ["93.184.216.34"],
        "dial": lambda _, s: socket.create_connection((stranger.host, stranger.port), s),
    }
    attempt = client(world=world).get(url.replace("127.0.0.1", "vendor.example"))
    assert attempt.detail == ""


def test_f05_a_public_page_cannot_lead_into_the_allowed_intranet(client, stranger, other):
    """The allow-list is for declared sources: a hostile page must not read the intranet through it."""
    stranger.on("/", redirect(other.url("/wiki")))
    other.on("/wiki", answer(200, b"inner secret"))

    def dial(where, seconds):
        return socket.create_connection((stranger.host, stranger.port) if where[0] == "93.184.216.34" else where, seconds)

    fetcher = client(allow=("127.0.0.1",), world={"resolve": lambda *_: ["93.184.216.34"], "dial": dial})
    assert fetcher.get("http://vendor.example/").outcome is Outcome.REFUSED
    assert other.connections == []
    assert fetcher.get(other.url("/wiki")).body == b"inner secret"
    assert fetcher.get("http://vendor.example/").outcome is Outcome.REFUSED


def test_f05_ipv6_loopback_can_be_allowed(client):
    try:
        server = Stranger("::1")
    except OSError:
        return
    server.on("/", answer(200, b"terms"))
    try:
        assert client(allow=("::1",)).get(server.url("/")).outcome is Outcome.CAPTURED
        assert client(allow=(f"[::1]:{server.port}",)).get(server.url("/")).outcome is Outcome.CAPTURED
    finally:
        server.close()
