"""F20: times are UTC, and a clock that jumps neither speeds up nor holds up the fetching."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from stranger import answer

from clausewatch.fetch.replay import snapshots
from clausewatch.fetch.statuses import retry_after

MOMENTS = {
    "leap-day": datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    "summer-time-begins": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    "summer-time-ends": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "year-end": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_f20_an_attempt_bears_the_utc_time_of_its_answer(client, stranger, moment):
    url = stranger.on("/", answer(200, b"terms"))
    attempt = client(world={"now": lambda: moment}).get(url)
    assert attempt.at == moment
    assert attempt.at.tzinfo is UTC


def test_f20_the_real_clock_is_utc(client, stranger, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    attempt = client().get(stranger.on("/", answer(200, b"terms")))
    assert attempt.at.utcoffset() == timedelta(0)
    assert abs(datetime.now(timezone(timedelta(hours=14))) - attempt.at) < timedelta(minutes=1)


def test_f20_a_wall_clock_that_jumps_back_changes_neither_deadline_nor_turns(client, stranger, tmp_path):
    url = stranger.on("/", answer(200, b"terms"))
    jumps = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)] * 9)
    fetcher = client(interval=5.0, folder=tmp_path, world={"now": lambda: next(jumps)})
    assert [fetcher.get(url).body for _ in range(3)] == [b"terms"] * 3
    assert all(0 < nap <= 5.0 for nap in fetcher.naps)


def test_f20_retry_after_a_leap_day(client):
    now = datetime(2028, 2, 28, 23, 59, 59, tzinfo=UTC)
    assert retry_after("Tue, 29 Feb 2028 00:00:01 GMT", now) == 2.0
    assert retry_after("Mon, 29 Feb 2027 00:00:01 GMT", now) is None


def test_f20_replayed_files_keep_the_order_of_their_dates(tmp_path):
    names = ["2028-02-29T12-00-00Z.txt", "2026-10-25T00-30-00Z.txt", "2026-10-25T01-30-00Z.txt", "2028-03-01.txt"]
    for name in names:
        (tmp_path / name).write_text(name)
    assert [a.body.decode() for a in snapshots(tmp_path).attempts] == [names[1], names[2], names[0], names[3]]
