"""Prefect's server and the schedule of the monitor, both on loopback, in one command."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from clausewatch_flows.environment import PORT, prepare


def start_server(home: Path, port: int = PORT, patience: float = 120.0) -> subprocess.Popen[bytes]:
    """Start Prefect's server on loopback and wait until it answers.

    Raises:
        TimeoutError: it did not answer within `patience` seconds; it is stopped again.
    """
    api = f"http://127.0.0.1:{port}/api"
    prepare(home, api)
    log = (home / "prefect-server.log").open("ab")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own interpreter
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=2):  # noqa: S310 - loopback http
                return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    server.terminate()
    raise TimeoutError(f"Prefect's server did not start; see {home / 'prefect-server.log'}")


def serve(home: Path, cron: str, port: int = PORT) -> None:
    """Serve the monitor on its schedule until interrupted; the server ends with it."""
    server = start_server(home, port)
    try:
        from clausewatch_flows.monitor import monitor

        monitor.serve(name="scheduled", cron=cron, parameters={"home": str(home)}, pause_on_shutdown=False)
    finally:
        server.terminate()
        server.wait(20)
