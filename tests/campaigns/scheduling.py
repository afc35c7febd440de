"""What schedules may vanish: Prefect's server with its database in the middle of a round, a Dask worker with its work."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from machines import Machines
from watchkit import Site
from workers import _homes, _standing, _wide

from clausewatch.record.protocol import Observation
from clausewatch.record.store import open_record
from clausewatch.settings import load
from clausewatch_flows.serving import start_server
from postgres import Server
from recordkit import observation

BIN = Path(sys.executable).parent
HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


def prefect_away(folder: Path, scale: float) -> str:
    """Two Prefect workers share a round; the server is killed in it, its database removed, another one started."""
    each, site, server = max(2, round(4 * scale)), _wide(Site()), Server.start()
    total, port, started = len(HOSTS) * each, _port(), list[subprocess.Popen[bytes]]()
    try:
        homes = _homes(folder, site, server, (Machines("processes", "127.0.0.0/8", HOSTS), each))[:2]
        scheduler = _server(homes[0], port)
        started += [scheduler, *(_worker(home, port) for home in homes)]
        _registered(homes[0], port)
        _until(lambda: _standing(homes[0]).versions >= total // 4, "the workers began")
        scheduler.kill()
        scheduler.wait(20)
        shutil.rmtree(homes[0] / "prefect")
        before = _standing(homes[0])
        time.sleep(5)
        started.append(_server(homes[0], port))
        for worker in started[1:3]:
            worker.kill()
        started += [_worker(home, port) for home in homes]
        _registered(homes[0], port)
        _until(lambda: _standing(homes[0]).versions >= total, "the round was finished")
        after = _standing(homes[0])
    finally:
        _end(started)
        site.server.shutdown()
        server.stop()
    twice = sum(n > 1 for n in Counter(path for path, _ in site.asked).values())
    assert after.sources == after.versions == total, f"{after}"
    said = f"after {after.said()}, {twice} asked again"
    return f"{total} documents, 2 workers: server killed, its database removed at {before.said()}; {said}"


def _server(home: Path, port: int) -> subprocess.Popen[bytes]:
    """A Prefect server whose database lies in the home; what it sets in the environment is taken back."""
    kept = dict(os.environ)
    os.environ.pop("PREFECT_HOME", None)
    try:
        return start_server(home, port, 300.0)
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _registered(home: Path, port: int) -> None:
    """Register the flows and start a run of each part."""
    env = _environment(home, port)
    for command in (
        [BIN / "clausewatch", "deploy", "--workers", "2", "--home", home],
        [BIN / "prefect", "deployment", "run", "clausewatch-share/part-1"],
        [BIN / "prefect", "deployment", "run", "clausewatch-share/part-2"],
    ):
        done = subprocess.run([str(c) for c in command], env=env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-2000:]


def _worker(home: Path, port: int) -> subprocess.Popen[bytes]:
    command = [str(BIN / "prefect"), "worker", "start", "--pool", "clausewatch", "--type", "process"]
    log = (home / "worker.log").open("ab")
    return subprocess.Popen(command, env=_environment(home, port), stdout=log, stderr=log, start_new_session=True)


def _environment(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CLAUSEWATCH_"))}
    own = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(home / "own-prefect")}
    own["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "900"
    return kept | own | {"CLAUSEWATCH_HOME": str(home), "DO_NOT_TRACK": "1", "OMP_NUM_THREADS": "1"}


def dask_worker_killed(folder: Path, scale: float) -> str:
    """Versions of an older extractor are derived again by two Dask workers; one is killed, its work is done by the other."""
    versions, server, started = max(400, round(1200 * scale)), Server.start(), list[subprocess.Popen[bytes]]()
    try:
        site = Site()
        homes = _homes(folder, site, server, (Machines("processes", "127.0.0.0/8", HOSTS), 1))[:2]
        site.server.shutdown()
        _recorded(homes[0], versions)
        port = _port()
        address = f"tcp://127.0.0.1:{port}"
        here = ["--host", "127.0.0.1"]
        started.append(_dask(homes[0], "scheduler", *here, "--port", str(port), "--no-dashboard"))
        started += [_dask(home, "worker", address, *here, "--nthreads", "1", "--no-dashboard", "--no-nanny") for home in homes]
        command = [
            str(BIN / "clausewatch"),
            "reprocess",
            "--history",
            "--on",
            f"dask://127.0.0.1:{port}",
            "--home",
            str(homes[0]),
        ]
        run = subprocess.Popen(command, env=_environment(homes[0], 0) | {"PREFECT_API_URL": ""}, stderr=subprocess.PIPE)
        _until(lambda: _versions(homes[0]) > versions or run.poll() is not None, "the first batch was written")
        os.killpg(started[1].pid, signal.SIGKILL)  # with the server that it may have started for itself
        said = run.communicate(timeout=900)[1].decode()
        assert run.returncode == 0, said[-2000:]
        found = _versions(homes[0])
        again = subprocess.run(
            [*command[:3], "--dry-run", "--home", str(homes[0])], capture_output=True, text=True, env=_environment(homes[0], 0)
        )
        broken = _verified(homes[0])
    finally:
        _end(started)
        server.stop()
    assert found == 2 * versions, f"{found} versions of {versions}"
    assert "0 versions would be" in again.stderr, again.stderr[-500:]
    assert broken == []
    return (
        f"{versions} versions on 2 workers, one killed: {found - versions} derived again, 0 lost, 0 doubled, a second run finds 0"
    )


def _recorded(home: Path, count: int) -> None:
    record = open_record(load(home, {}))
    seen: list[Observation] = [observation(n, f"These terms are governed by Swedish law, number {n}.") for n in range(count)]
    record.derived(seen)
    record.close()


def _versions(home: Path) -> int:
    record = open_record(load(home, {}))
    found = record.measures().rows["versions"]
    record.close()
    return found


def _verified(home: Path) -> list[str]:
    record = open_record(load(home, {}))
    broken = list(record.verify())
    record.close()
    return broken


def _dask(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    log = (home / "dask.log").open("ab")
    environment: Mapping[str, str] = _environment(home, 0) | {"PREFECT_API_URL": ""}
    command = [str(BIN / "dask"), *arguments]
    return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home, start_new_session=True)


def _until(done: Callable[[], bool], what: str, patience: float = 600.0) -> None:
    until = time.monotonic() + patience
    while not done():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(0.3)


def _end(started: list[subprocess.Popen[bytes]]) -> None:
    """What was started, and whatever that has started in its session."""
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait(20)


def _port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
