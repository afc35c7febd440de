"""F09: faults that may pass are tried again within the deadline; a truncated body is never a capture."""

from __future__ import annotations

import gzip
import socket
import threading

import pytest
from stranger import answer, drop, head, raw, reset

from clausewatch.model import Outcome

HALF = {
    "content-length": raw(head(200, Content_Length=100) + b"x" * 99),
    "no-byte": raw(head(200, Content_Length=100)),
    "chunked": raw(head(200, Transfer_Encoding="chunked") + b"5\r\nterms\r\n"),
    "half-chunk": raw(head(200, Transfer_Encoding="chunked") + b"ff\r\nterms"),
    "bad-chunk-size": raw(head(200, Transfer_Encoding="chunked") + b"zz\r\nterms"),
    "reset": reset(head(200, Content_Length=100) + b"x" * 10),
    "gzip": raw(head(200, Content_Encoding="gzip") + gzip.compress(b"terms" * 1000)[:-9]),
    "gzip-lie": raw(head(200, Content_Encoding="gzip") + b"<html>plain text</html>"),
    "zstd-lie": raw(head(200, Content_Encoding="zstd") + b"<html>plain text</html>"),
    "deflate-lie": raw(head(200, Content_Encoding="deflate") + b"\xff\xff"),
    "one-byte": raw(head(200, Content_Encoding="deflate") + b"\x78"),
    "partial-content": answer(206, b"terms", Content_Range="bytes 0-4/100"),
}


@pytest.mark.parametrize("behaviour", HALF.values(), ids=HALF)
def test_f09_a_truncated_body_is_never_a_capture(client, stranger, behaviour):
    url = stranger.on("/", behaviour)
    attempt = client().get(url)
    assert attempt.outcome is Outcome.TRUNCATED
    assert attempt.body == b""


@pytest.mark.parametrize(
    "fault", [drop, reset(b""), HALF["content-length"], HALF["reset"], answer(500), answer(502), answer(504)]
)
def test_f09_a_fault_that_passes_is_tried_again(client, stranger, fault):
    url = stranger.on("/", fault, fault, answer(200, b"terms"))
    fetcher = client()
    attempt = fetcher.get(url, ignore_robots="a test")
    assert (attempt.outcome, attempt.body, attempt.tries) == (Outcome.CAPTURED, b"terms", 3)
    assert fetcher.naps == [0.25, 0.5]


def test_f09_tries_end(client, stranger):
    url = stranger.on("/", answer(500))
    attempt = client(tries=3).get(url)
    assert (attempt.outcome, attempt.tries, len(stranger.paths)) == (Outcome.SERVER_ERROR, 3, 3)


@pytest.mark.parametrize("status", [400, 403, 404, 410, 451, 501, 505])
def test_f09_what_will_not_pass_is_not_tried_again(client, stranger, status):
    url = stranger.on("/", answer(status))
    client().get(url)
    assert len(stranger.paths) == 1


def test_f09_back_off_stays_within_the_deadline(client, stranger):
    url = stranger.on("/", answer(500))
    fetcher = client(tries=9, deadline=3.0)
    assert fetcher.get(url).outcome is Outcome.SERVER_ERROR
    assert fetcher.naps == [0.25, 0.5, 1.0, 2.0]


def test_f09_a_refused_connection_is_unreachable(client):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{s.getsockname()[1]}/"
        attempt = client().get(url, ignore_robots="a test")
    assert (attempt.outcome, attempt.tries) == (Outcome.UNREACHABLE, 3)
    assert "refused" in attempt.detail


def test_f09_the_next_address_is_tried_when_one_is_refused(client, stranger):
    url = stranger.on("/", answer(200, b"terms")).replace("127.0.0.1", "vendor.example")
    attempt = client(allow=("127.0.0.0/8",), world={"resolve": lambda *_: ["127.9.9.9", "127.0.0.1"]}).get(url)
    assert attempt.body == b"terms"


def test_f09_a_name_without_address_is_unreachable(client):
    def resolve(*_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    attempt = client(world={"resolve": resolve}).get("https://vendor.example/")
    assert attempt.outcome is Outcome.UNREACHABLE
    assert "vendor.example cannot be resolved" in attempt.detail


@pytest.mark.parametrize("junk", [b"hello\r\n\r\n", b"HTTP/9 x\r\n\r\n", b"\xff\xfe\x00", b"SSH-2.0-OpenSSH\r\n"])
def test_f09_what_is_not_http_is_unreachable(client, stranger, junk):
    url = stranger.on("/", raw(junk))
    attempt = client(tries=1).get(url)
    assert attempt.outcome is Outcome.UNREACHABLE
    assert "not HTTP" in attempt.detail


def test_f09_a_kept_connection_that_was_closed_is_opened_again_unnoticed(client, stranger):
    def once(server, sock):
        answer(200, b"terms")(server, sock)
        return False

    url = stranger.on("/", once)
    fetcher = client()
    assert [fetcher.get(url).tries for _ in range(3)] == [1, 1, 1]
    assert fetcher.naps == []


def test_f09_one_connection_serves_a_run(client, stranger):
    urls = [stranger.on(f"/{n}", answer(200, b"terms")) for n in range(5)]
    fetcher = client()
    for url in urls:
        fetcher.get(url)
    assert len(stranger.connections) == 1


@pytest.mark.parametrize("late", [False, True], ids=["at-once", "later"])
def test_f09_an_answer_nobody_asked_for_is_not_taken_for_the_next_page(client, stranger, late):
    read, sent = threading.Event(), threading.Event()

    def smuggle(server, sock):
        sock.sendall(head(200, Content_Length=5) + b"terms")
        if late:
            read.wait(5)
        sock.sendall(head(200, Content_Length=5) + b"wrong")
        sent.set()
        return True

    url = stranger.on("/", smuggle)
    stranger.on("/next", answer(200, b"right"))
    fetcher = client()
    assert fetcher.get(url, ignore_robots="a test").body == b"terms"
    read.set()
    assert sent.wait(5)
    assert fetcher.get(stranger.url("/next"), ignore_robots="a test").body == b"right"
