"""The flows under Prefect, without a server and with the one that `clausewatch serve` starts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausewatch.cli.demo import dates, prepare_home, served
from clausewatch.cli.demo_site import Site

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
def site() -> Iterator[Site]:
    """The demo site on its first date."""
    with served() as made:
        made.date = dates()[0]
        yield made


@pytest.fixture
def home(tmp_path: Path, site: Site) -> Path:
    """A home that watches the demo vendors."""
    return prepare_home(tmp_path / "home", site.base).home


def environment(api: str = "") -> dict[str, str]:
    """A clean environment for a child process, with or without a server's address."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CLAUSEWATCH_"))}
    return env | ({"PREFECT_API_URL": api} if api else {})


def monitor(home: Path, api: str = "") -> str:
    """`python flows/monitor.py`, as a user runs it."""
    command = [sys.executable, ROOT / "flows" / "monitor.py", "--home", home]
    done = subprocess.run(command, env=environment(api), capture_output=True, text=True, timeout=180, cwd=home)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_monitor_runs_without_a_server_and_records(home: Path) -> None:
    """The server that is configured is away (F55): the flow runs all the same and every source has its first version."""
    lines = monitor(home, "http://127.0.0.1:9/api").splitlines()
    assert len(lines) >= 8
    assert all(" first" in line for line in lines)


def test_serve_schedules_runs_and_takes_flows_of_others(home: Path) -> None:
    """A cron schedule gives SCHEDULED runs on loopback; the monitor run by hand appears at the same server."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [BIN / "clausewatch", "serve", "--home", home, "--port", str(port), "--cron", "0 3 * * *"]
    server = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        api = f"http://127.0.0.1:{port}/api"
        scheduled = eventually(lambda: flow_runs(api, "SCHEDULED"))
        assert scheduled[0]["auto_scheduled"]
        monitor(home, api)
        assert flow_runs(api, "COMPLETED")[0]["parameters"]["home"] == str(home)
        assert [d["paused"] for d in post(api, "/deployments/filter", {})] == [False]
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def flow_runs(api: str, state: str) -> list[dict[str, Any]]:
    """Flow runs of the server in a state."""
    return post(api, "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": [state]}}}})


def post(api: str, path: str, body: object) -> list[dict[str, Any]]:
    """Ask the server; an empty list while it is not there yet."""
    request = urllib.request.Request(api + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return []


def eventually(ask: Any, patience: float = 150.0) -> Any:
    """The first answer that is not empty."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.5)
    raise AssertionError("nothing came")
