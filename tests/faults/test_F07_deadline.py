"""F07: one deadline ends whatever is slow, stalled or endless; nothing slow becomes a capture."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from stranger import answer, drip, flood, head, raw, redirect, stall

from clausewatch.model import Outcome

DEADLINE = 0.15
LETTERS = itertools.repeat(b"x")
SLOW = {
    "no-answer": stall(b""),
    "half-status-line": stall(b"HTTP/1."),
    "half-head": stall(b"HTTP/1.1 200 OK\r\nContent-Type: te"),
    "no-body": stall(head(200, Content_Length=1000)),
    "half-body": stall(head(200, Content_Length=1000) + b"x" * 10),
    "half-chunk": stall(head(200, Transfer_Encoding="chunked") + b"ff\r\nxx"),
    "loris-status": drip(b"", LETTERS),
    "loris-header": drip(b"HTTP/1.1 200 OK\r\nA: ", LETTERS),
    "loris-body": drip(head(200, Content_Length=100000), LETTERS),
    "loris-until-close": drip(head(200), LETTERS),
    "loris-chunks": drip(head(200, Transfer_Encoding="chunked"), itertools.repeat(b"1\r\nx\r\n")),
    "loris-trailers": drip(head(200, Transfer_Encoding="chunked") + b"0\r\n", itertools.repeat(b"A: b\r\n")),
    "endless-continue": drip(b"", itertools.repeat(head(100)), 0.001),
}


@pytest.mark.parametrize("behaviour", SLOW.values(), ids=SLOW)
def test_f07_the_deadline_ends_it(client, stranger, behaviour):
    url = stranger.on("/", behaviour)
    start = time.monotonic()
    attempt = client(deadline=DEADLINE).get(url, ignore_robots="a test")
    assert time.monotonic() - start < DEADLINE + 2
    assert attempt.outcome is Outcome.TIMEOUT
    assert attempt.body == b""


def test_f07_the_deadline_covers_all_hops(client, stranger):
    slow = (drip(b"", [bytes([c]) for c in head(302, Location="/", Content_Length=0)], 0.005) for _ in range(20))
    url = stranger.on("/", *slow)
    start = time.monotonic()
    attempt = client(deadline=DEADLINE).get(url, ignore_robots="a test")
    assert attempt.outcome is Outcome.TIMEOUT
    assert time.monotonic() - start < DEADLINE + 2


@pytest.mark.parametrize(
    "behaviour",
    [
        flood(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
        flood(b"HTTP/1.1 200 OK\r\nA: ", b"x" * 1000),
        raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 2000 + b"\r\n"),
    ],
    ids=["headers", "one-header", "many-headers"],
)
def test_f07_endless_headers_are_too_large(client, stranger, behaviour):
    url = stranger.on("/", behaviour)
    assert client().get(url).outcome is Outcome.TOO_LARGE


def test_f07_a_resolver_that_hangs_is_left_behind(client):
    hang = threading.Event()

    def resolve(*_):
        hang.wait(20)
        return []

    attempt = client(deadline=DEADLINE, tries=1, world={"resolve": resolve}).get("http://vendor.example/")
    hang.set()
    assert attempt.outcome is Outcome.TIMEOUT
    assert "not resolved in time" in attempt.detail


def test_f07_a_stalled_error_page_times_out_too(client, stranger):
    url = stranger.on("/", stall(head(404, Content_Length=1000)))
    assert client(deadline=DEADLINE).get(url, ignore_robots="a test").outcome is Outcome.TIMEOUT


def test_f07_the_rest_of_the_run_goes_on(client, stranger):
    fetcher = client(deadline=0.5)
    fetcher.get(stranger.on("/slow", stall(b"")), ignore_robots="a test")
    stranger.on("/onward", redirect("/fine"))
    stranger.on("/fine", answer(200, b"terms"))
    assert fetcher.get(stranger.url("/onward")).body == b"terms"
