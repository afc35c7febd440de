"""The turn of a host: never early, never later than the interval, whatever the file says."""

from __future__ import annotations

import pytest

from clausewatch.fetch.polite import Politeness


class Clock:
    """Monotonic seconds that pass only by sleeping."""

    def __init__(self, now=1000.0):
        self.now = now
        self.naps = []

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def polite(tmp_path, clock):
    return Politeness(5.0, tmp_path, lambda: clock.now, clock.sleep)


def test_the_first_request_goes_at_once_and_the_next_waits(polite, clock):
    assert polite.wait("a.example") == 0.0
    assert polite.wait("a.example") == 5.0
    clock.now += 3
    assert polite.wait("a.example") == 2.0
    clock.now += 60
    assert polite.wait("a.example") == 0.0


def test_hosts_do_not_wait_for_each_other(polite):
    assert [polite.wait(h) for h in ("a.example", "b.example", "c.example")] == [0.0] * 3


def test_a_longer_interval_may_be_asked_for(polite):
    polite.wait("a.example")
    assert polite.wait("a.example", 30.0) == 30.0
    assert polite.wait("a.example", 1.0) == 5.0


@pytest.mark.parametrize("text", ["", "nonsense", "nan", "inf", "1e400", "-inf", "9" * 400, "99999999.0", "\x00"])
def test_a_file_with_nonsense_costs_one_interval_at_most(tmp_path, polite, text):
    polite.wait("a.example")
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    assert 0.0 <= polite.wait("a.example") <= 5.0
    assert polite.wait("a.example") == 5.0


def test_a_clock_set_back_by_a_restart_costs_one_interval_at_most(polite, clock):
    polite.wait("a.example")
    clock.now = 3.0
    assert polite.wait("a.example") == 5.0


def test_an_interval_of_zero_touches_nothing(tmp_path, clock):
    polite = Politeness(0.0, tmp_path / "turns", lambda: clock.now, clock.sleep)
    assert polite.wait("a.example", 9.0) == 0.0
    assert not (tmp_path / "turns").exists()


def test_the_name_of_a_host_cannot_lead_out_of_the_folder(tmp_path, polite):
    polite.wait("../../etc/passwd")
    assert [p.parent for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path]
