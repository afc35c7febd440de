"""What must be set before Prefect is imported: its home inside ours, telemetry off, loopback only."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PORT = 4207


def prepare(home: Path | None = None, api: str = "") -> None:
    """Point Prefect at the home; an API address that is already set is left alone.

    Without a home, that of the command line (`--home`) or the environment. Where it does not exist
    (training needs none, and a mistyped one must not be made), Prefect gets a temporary folder.
    """
    home = home or home_of(_named())
    place = home / "prefect" if home.is_dir() else Path(tempfile.gettempdir()) / f"clausewatch-prefect-{os.getuid()}"
    os.environ.setdefault("PREFECT_HOME", str(place))
    Path(os.environ["PREFECT_HOME"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "error")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    if api:
        os.environ["PREFECT_API_URL"] = api


def without_dead_server(patience: float = 5.0) -> str:
    """Go on without a Prefect server that does not answer (F55): our record is the truth, not its database.

    Nothing is changed inside a run that a worker has started. Gives the address that was given up; empty where none was.
    """
    api = os.environ.get("PREFECT_API_URL", "")
    if not api or "PREFECT__FLOW_RUN_ID" in os.environ or answers(api, patience):
        return ""
    sys.stderr.write(f"Prefect's server at {api} does not answer: this run goes on without it.\n")
    del os.environ["PREFECT_API_URL"]
    return api


def answers(api: str, patience: float) -> bool:
    """True if a server answers at this address, whatever it says, within so many seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(f"{api.rstrip('/')}/health", timeout=max(1.0, patience)):  # noqa: S310 - set by whoever runs us
                return True
        except urllib.error.HTTPError:
            return True
        except (OSError, ValueError):
            if time.monotonic() >= until:
                return False
        time.sleep(0.3)


def _named() -> str | None:
    """The value of `--home` on the command line of a flow that is run as a script."""
    given = [*sys.argv, ""]
    return next((given[i + 1] for i, word in enumerate(sys.argv) if word == "--home"), None)


def home_of(home: str | None = None) -> Path:
    """The named home, `CLAUSEWATCH_HOME`, or the platform's data folder."""
    from clausewatch.settings import default_home

    return Path(home).expanduser().resolve() if home else default_home(os.environ)


def worker_home(home: str) -> Path:
    """The home of a worker: its own (`CLAUSEWATCH_HOME`), or the one of whoever hands out the work."""
    return home_of(os.environ.get("CLAUSEWATCH_HOME") or home)
