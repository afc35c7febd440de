"""F16: one interval per host, whoever asks: threads of one process, or several processes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from stranger import answer

from clausewatch.errors import UsageError

INTERVAL = 0.1
TURNS = """
import sys, time
from pathlib import Path
from clausewatch.fetch.polite import Politeness

def turns(folder, interval, count):
    seen = []
    polite = Politeness(interval, Path(folder), lambda: seen.append(time.monotonic()) or seen[-1], time.sleep)
    for _ in range(count):
        polite.wait("vendor.example")
        yield seen[-2]  # the time that was written while the turn was held
"""
IN_PROCESS = (
    TURNS
    + """
for turn in turns(sys.argv[1], float(sys.argv[2]), 2):
    print(turn, flush=True)
"""
)


def _apart(times):
    times = sorted(times)
    return all(b - a >= INTERVAL - 0.001 for a, b in pairwise(times))


def test_f16_two_processes_share_one_interval(tmp_path):
    command = [sys.executable, "-c", IN_PROCESS, str(tmp_path), str(INTERVAL)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    times = [float(line) for p in processes for line in p.communicate(timeout=30)[0].split()]
    assert len(times) == 4
    assert _apart(times)


def test_f16_threads_share_one_interval(tmp_path):
    space: dict[str, Any] = {}
    exec(TURNS, space)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: list(space["turns"](tmp_path, INTERVAL, 1)), range(4))
        times = [turn for turns in found for turn in turns]
    assert len(times) == 4
    assert _apart(times)


def test_f16_every_request_takes_a_turn(client, stranger, tmp_path):
    fetcher = client(interval=5.0, folder=tmp_path)
    url = stranger.on("/", answer(500), answer(200, b"terms"))
    assert fetcher.get(url).body == b"terms"
    turns = [nap for nap in fetcher.naps if nap > 1]
    assert len(turns) == 2  # robots.txt had the first turn; the page and its second try waited
    assert all(1 < nap <= 5.0 for nap in turns)


def test_f16_two_fetchers_share_the_turns_of_a_folder(client, stranger, tmp_path):
    url = stranger.on("/", answer(200, b"terms"))
    first, second = client(interval=5.0, folder=tmp_path), client(interval=5.0, folder=tmp_path)
    first.get(url, ignore_robots="a test")
    second.get(url, ignore_robots="a test")
    assert first.naps == []
    assert len(second.naps) == 1


def test_f16_waiting_for_the_turn_does_not_eat_the_deadline(client, stranger, tmp_path):
    """Many pages of one host wait for longer than a deadline."""
    url = stranger.on("/", answer(200, b"terms"))
    clock = [0.0]

    def sleep(seconds):
        clock[0] += seconds

    fetcher = client(interval=60.0, deadline=5.0, folder=tmp_path, world={"monotonic": lambda: clock[0], "sleep": sleep})
    assert [fetcher.get(url).body for _ in range(3)] == [b"terms"] * 3
    assert clock[0] >= 180
    late = client(interval=60.0, deadline=5.0, folder=tmp_path, world={"monotonic": lambda: clock[0], "sleep": sleep})
    assert late.get(url).body == b"terms"  # its robots.txt waits for a turn, too


def test_f16_a_folder_that_cannot_be_written_is_named(client, stranger, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="turns of hosts"):
        client(interval=5.0, folder=tmp_path / "file" / "turns").get(stranger.url("/"))


def test_f16_an_interval_of_zero_writes_nothing(client, stranger, tmp_path):
    client(interval=0.0, folder=tmp_path / "turns").get(stranger.on("/", answer(200, b"terms")))
    assert not (tmp_path / "turns").exists()
