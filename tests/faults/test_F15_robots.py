"""F15: robots.txt is obeyed, asked once, and never the reason for a crash."""

from __future__ import annotations

import threading

import pytest
from stranger import answer, drop, flood, head, raw, redirect, stall

from clausewatch.model import Outcome

RULES = b"""# keep out
User-agent: otherbot
Disallow: /

User-agent: *
Allow: /legal/public
Disallow: /private
Disallow: /legal/  # drafts
"""


@pytest.fixture
def ruled(stranger):
    """A stranger with pages everywhere and the rules given."""

    def make(*robots):
        stranger.on("/robots.txt", *robots)
        for path in ("/terms", "/legal/x", "/legal/public", "/private/x"):
            stranger.on(path, answer(200, b"terms"))
        return stranger

    return make


def test_f15_a_disallowed_page_is_not_asked_for_and_the_line_is_named(client, ruled):
    server = ruled(answer(200, RULES))
    attempt = client().get(server.url("/legal/x"))
    assert attempt.outcome is Outcome.DISALLOWED
    assert "line 8: Disallow: /legal/" in attempt.detail
    assert "ignore_robots" in attempt.detail
    assert server.paths == []


@pytest.mark.parametrize("path", ["/terms", "/legal/public"])
def test_f15_an_allowed_page_is_asked_for(client, ruled, path):
    server = ruled(answer(200, RULES))
    assert client().get(server.url(path)).outcome is Outcome.CAPTURED


def test_f15_rules_for_us_go_before_the_general_ones(client, ruled):
    server = ruled(answer(200, b"User-agent: *\nDisallow:\n\nUser-agent: ClauseWatch\nDisallow: /terms\n"))
    attempt = client().get(server.url("/terms"))
    assert attempt.outcome is Outcome.DISALLOWED
    assert "line 5: Disallow: /terms" in attempt.detail


def test_f15_robots_is_asked_once_per_origin(client, ruled):
    server = ruled(answer(200, RULES))
    fetcher = client()
    threads = [threading.Thread(target=fetcher.get, args=(server.url("/terms"),)) for _ in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [r.path for r in server.requests].count("/robots.txt") == 1
    assert server.paths == ["/terms"] * 6


def test_f15_an_override_is_obeyed_and_its_reason_recorded(client, ruled):
    server = ruled(answer(200, RULES))
    attempt = client().get(server.url("/legal/x"), ignore_robots="agreed with the vendor on 3 March")
    assert attempt.outcome is Outcome.CAPTURED
    assert "agreed with the vendor on 3 March" in attempt.detail
    assert server.requests[0].path == "/legal/x"


@pytest.mark.parametrize("behaviour", [answer(500), answer(503, Retry_After="9999"), answer(599), answer(429)])
def test_f15_a_failing_server_is_left_alone(client, ruled, behaviour):
    server = ruled(behaviour)
    attempt = client().get(server.url("/terms"))
    assert attempt.outcome is Outcome.DEFERRED
    assert "robots.txt" in attempt.detail
    assert server.paths == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_f15_no_robots_file_allows(client, ruled, status):
    server = ruled(answer(status, b"User-agent: *\nDisallow: /"))
    assert client().get(server.url("/terms")).outcome is Outcome.CAPTURED


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(200, b""),
        answer(200, b"<html>Disallow everything</html>"),
        answer(200, b"\xff\xfe\x00Disallow: /\x00" * 50),
        answer(200, b"Disallow: /terms\n"),
        answer(200, b"User-agent: *\nDisallow: /[\n"),
        answer(200, b"User-agent: *\nDisallow: " + b"*a" * 500),
        redirect("/robots.txt"),
    ],
    ids=["empty", "html", "binary", "no-agent", "bracket", "wildcards", "loop"],
)
def test_f15_a_broken_file_allows(client, ruled, behaviour):
    server = ruled(behaviour)
    assert client().get(server.url("/terms")).outcome is Outcome.CAPTURED


def test_f15_a_byte_order_mark_does_not_hide_the_rules(client, ruled):
    server = ruled(answer(200, "\ufeffUser-agent: *\nDisallow: /terms\n".encode()))
    assert client().get(server.url("/terms")).outcome is Outcome.DISALLOWED


@pytest.mark.parametrize("line", [b"# padding padding padding\n", b"x" * 1000])
def test_f15_a_huge_file_is_read_up_to_the_cap(client, ruled, line):
    server = ruled(flood(head(200) + b"User-agent: *\nDisallow: /private\n", line))
    fetcher = client()
    assert fetcher.get(server.url("/terms")).outcome is Outcome.CAPTURED
    assert fetcher.get(server.url("/private/x")).outcome is Outcome.DISALLOWED


@pytest.mark.parametrize(("behaviour", "outcome"), [(drop, Outcome.UNREACHABLE), (stall(b""), Outcome.TIMEOUT)])
def test_f15_without_an_answer_the_page_is_not_asked_for(client, ruled, behaviour, outcome):
    server = ruled(behaviour)
    attempt = client(deadline=0.2 if outcome is Outcome.TIMEOUT else 10.0).get(server.url("/terms"))
    assert attempt.outcome is outcome
    assert attempt.detail.startswith("robots.txt: ")
    assert server.paths == []


def test_f15_a_redirected_page_is_judged_where_it_lies(client, ruled):
    server = ruled(answer(200, RULES))
    server.on("/moved", redirect("/private/x"))
    assert client().get(server.url("/moved")).outcome is Outcome.DISALLOWED
    assert server.paths == ["/moved"]


def test_f15_a_redirect_of_the_file_passes_the_address_check(client, ruled):
    server = ruled(redirect("http://10.0.0.1/robots.txt"))
    assert client().get(server.url("/terms")).outcome is Outcome.REFUSED


def test_f15_crawl_delay_lengthens_the_interval(client, ruled, tmp_path):
    server = ruled(answer(200, b"User-agent: *\nCrawl-delay: 9\nDisallow: /private\n"))
    fetcher = client(interval=2.0, folder=tmp_path)
    fetcher.get(server.url("/terms"))
    assert len(fetcher.naps) == 1
    assert 2 < fetcher.naps[0] <= 9


def test_f15_the_file_may_not_be_http(client, ruled):
    server = ruled(raw(b"nonsense\r\n\r\n"))
    assert client(tries=1).get(server.url("/terms")).outcome is Outcome.UNREACHABLE
