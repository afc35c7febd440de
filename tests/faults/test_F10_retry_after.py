"""F10: Retry-After is honoured up to a cap; beyond it the source is deferred, not hammered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from stranger import answer, head, raw

from clausewatch.fetch.statuses import retry_after
from clausewatch.model import Outcome

NOW = datetime(2026, 2, 28, 23, 59, 30, tzinfo=UTC)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", ["7", format_datetime(NOW + timedelta(seconds=7), usegmt=True)])
def test_f10_a_short_wait_is_waited(client, stranger, status, wait):
    url = stranger.on("/", answer(status, Retry_After=wait), answer(200, b"terms"))
    fetcher = client(world={"now": lambda: NOW})
    assert fetcher.get(url).body == b"terms"
    assert fetcher.naps == [7.0]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", ["121", "9" * 400, "1e9", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_f10_a_long_wait_defers(client, stranger, status, wait):
    url = stranger.on("/", answer(status, Retry_After=wait if wait != "1e9" else "1000000000"))
    fetcher = client()
    attempt = fetcher.get(url)
    assert (attempt.outcome, attempt.status, attempt.tries) == (Outcome.DEFERRED, status, 1)
    assert fetcher.naps == []


def test_f10_waiting_does_not_eat_the_deadline(client, stranger):
    url = stranger.on("/", answer(503, Retry_After="100"), answer(200, b"terms"))
    clock = [0.0]
    naps = []

    def sleep(seconds):
        naps.append(seconds)
        clock[0] += seconds

    fetcher = client(deadline=2.0, world={"monotonic": lambda: clock[0], "sleep": sleep})
    assert fetcher.get(url).body == b"terms"
    assert naps == [100.0]


def test_f10_a_server_that_stays_busy_is_deferred(client, stranger):
    url = stranger.on("/", answer(429))
    fetcher = client(tries=3)
    attempt = fetcher.get(url)
    assert (attempt.outcome, attempt.tries) == (Outcome.DEFERRED, 3)
    assert fetcher.naps == [0.25, 0.5]


def test_f10_a_broken_busy_page_still_says_how_long_to_wait(client, stranger):
    url = stranger.on("/", raw(head(503, Retry_After="7", Content_Length=100) + b"x"), answer(200, b"terms"))
    fetcher = client()
    assert fetcher.get(url).body == b"terms"
    assert fetcher.naps == [7.0]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", None), ("5", 5.0), ("5.5", 5.5), (" 5 ", 5.0), ("-5", None), ("", None), ("soon", None), ("nan", None),
        ("inf", None), ("5, 6", None), ("Sun, 01 Mar 2026 00:00:00 GMT", 30.0), ("Sun, 01 Mar 2026 00:00:00", 30.0),
        ("Sat, 28 Feb 2026 23:59:00 GMT", None), ("Mon, 99 Foo 2026 99:99:99 GMT", None), ("9" * 5000, 10.0**9),
        ("Sun, 01 Mar 2026 01:00:00 +0100", 30.0), ("\x00", None),
    ],
)  # fmt: skip
def test_f10_retry_after_is_read_as_seconds_or_date(value, seconds):
    assert retry_after(value, NOW) == seconds
