"""F04: every hop of a redirect is checked, and secrets stay with the origin that they were meant for."""

from __future__ import annotations

import pytest
from stranger import answer, flood, head, raw, redirect, stall

from clausewatch.fetch.trip import Access
from clausewatch.model import Outcome


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd", "ftp://127.0.0.1/", "data:text/html,x", "gopher://127.0.0.1/", "http://user@127.0.0.1/",
        "http:\\\\127.0.0.1/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
        "http://2130706433/", "//192.168.0.1/x", "http://0x7f.1/", "http://[/", "javascript:alert(1)", "/a\x01b",
    ],
)  # fmt: skip
def test_f04_a_redirect_to_a_refused_place_is_refused(client, stranger, location):
    url = stranger.on("/", redirect(location))
    attempt = client().get(url)
    assert attempt.outcome is Outcome.REFUSED
    assert attempt.body == b""


@pytest.mark.parametrize(("hops", "outcome"), [(10, Outcome.CAPTURED), (11, Outcome.REFUSED)])
def test_f04_ten_redirects_are_followed_and_no_more(client, stranger, hops, outcome):
    for n in range(hops):
        stranger.on(f"/{n}", redirect(f"/{n + 1}"))
    stranger.on(f"/{hops}", answer(200, b"terms"))
    attempt = client().get(stranger.url("/0"))
    assert attempt.outcome is outcome
    assert len(stranger.paths) == 11


def test_f04_a_loop_is_refused(client, stranger):
    url = stranger.on("/", redirect("/"))
    attempt = client().get(url)
    assert attempt.outcome is Outcome.REFUSED
    assert "more than 10 redirects" in attempt.detail


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_f04_the_final_url_is_recorded(client, stranger, status):
    stranger.on("/old", redirect("new#part", status))
    stranger.on("/new", answer(200, b"terms"))
    attempt = client().get(stranger.url("/old"))
    assert (attempt.url, attempt.final_url) == (stranger.url("/old"), stranger.url("/new"))


def test_f04_a_redirect_without_address_is_a_server_error(client, stranger):
    url = stranger.on("/", answer(302))
    assert client().get(url).outcome is Outcome.SERVER_ERROR


def test_f04_raw_utf8_in_a_redirect_is_read_as_such(client, stranger):
    stranger.on("/", redirect("/köp".encode().decode("latin-1")))
    client().get(stranger.url("/"))
    assert stranger.paths == ["/", "/k%C3%B6p"]


def test_f04_secrets_are_dropped_when_the_port_changes(client, stranger, other):
    stranger.on("/", redirect("/here", Set_Cookie="session=1; HttpOnly"))
    stranger.on("/here", redirect(other.url("/there")))
    other.on("/there", answer(200, b"terms"))
    access = Access({"Authorization": "Basic c2VjcmV0"})
    attempt = client(access=lambda _: access).get(stranger.url("/"))
    assert attempt.outcome is Outcome.CAPTURED
    assert stranger.asked("/here").headers["authorization"] == "Basic c2VjcmV0"
    assert stranger.asked("/here").headers["cookie"] == "session=1"
    assert not {"authorization", "cookie"} & set(other.asked("/there").headers)


def test_f04_secrets_are_dropped_when_the_host_changes(client, stranger):
    stranger.on("/", redirect(stranger.url("/there", host="other.example"), Set_Cookie="session=1"))
    stranger.on("/there", answer(200, b"terms"))
    fetcher = client(
        allow=("other.example", "127.0.0.1"),
        world={"resolve": lambda *_: ["127.0.0.1"]},
        access=lambda _: Access({"Authorization": "Basic c2VjcmV0"}),
    )
    assert fetcher.get(stranger.url("/")).outcome is Outcome.CAPTURED
    assert not {"authorization", "cookie"} & set(stranger.asked("/there").headers)


def test_f04_cookies_and_secrets_are_never_part_of_the_attempt(client, stranger):
    url = stranger.on("/", answer(200, b"terms", Set_Cookie="session=secret"))
    attempt = client(access=lambda _: Access({"Authorization": "Basic c2VjcmV0"})).get(url)
    assert "secret" not in repr(attempt)
    assert "c2VjcmV0" not in repr(attempt)


def test_f04_the_body_of_a_redirect_is_not_waited_for(client, stranger):
    stranger.on("/", stall(head(302, Location="/terms", Content_Length=10)))
    stranger.on("/cut", raw(head(302, Location="/terms", Content_Length=10) + b"x"))
    stranger.on("/endless", flood(head(302, Location="/terms"), b"x" * 1000))
    stranger.on("/terms", answer(200, b"terms"))
    fetcher = client(deadline=2.5)
    assert [fetcher.get(stranger.url(path)).body for path in ("/", "/cut", "/endless")] == [b"terms"] * 3


def test_f04_a_redirect_with_a_short_body_keeps_the_connection(client, stranger):
    stranger.on("/", answer(301, b"<h1>Moved</h1>", Location="/terms"))
    stranger.on("/terms", answer(200, b"terms"))
    assert client().get(stranger.url("/")).body == b"terms"
    assert len(stranger.connections) == 1


def test_f04_cookies_are_carried_in_bounds(client, stranger):
    many = "".join(f"Set-Cookie: c{n}=v\r\n" for n in range(40))
    huge = f"Set-Cookie: huge={'x' * 5000}\r\nSet-Cookie: =nameless\r\nSet-Cookie: flag\r\n"
    stranger.on("/", raw(head(302, Location="/b", Content_Length=0)[:-2] + (huge + many).encode() + b"\r\n"))
    stranger.on("/b", raw(head(302, Location="/c", Content_Length=0)[:-2] + many.replace("c", "d").encode() + b"\r\n"))
    stranger.on("/c", answer(200, b"terms"))
    assert client().get(stranger.url("/")).outcome is Outcome.CAPTURED
    sent = stranger.asked("/c").headers["cookie"].split("; ")
    assert len(sent) == 50
    assert not any("huge" in c or "nameless" in c for c in sent)
