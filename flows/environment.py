"""What must be set before Prefect is imported: its home inside ours, telemetry off, loopback only."""

from __future__ import annotations

import os
from pathlib import Path

PORT = 4207


def prepare(home: Path, api: str = "") -> None:
    """Point Prefect at the home; an API address that is already set is left alone."""
    os.environ.setdefault("PREFECT_HOME", str(home / "prefect"))
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "60")
    if api:
        os.environ["PREFECT_API_URL"] = api


def home_of(home: str | None = None) -> Path:
    """The named home, `CLAUSEWATCH_HOME`, or the platform's data folder."""
    from clausewatch.settings import default_home

    return Path(home).expanduser().resolve() if home else default_home(os.environ)
