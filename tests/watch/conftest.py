"""A site on loopback and a home that watches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest
from watchkit import At, Site

from clausewatch.cli.setup import make_home
from clausewatch.settings import FetchSettings, Settings
from clausewatch.tools import Tools, opened


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site without pages."""
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def settings(tmp_path: Path, site: Site) -> Settings:
    """A home that watches one document of one vendor on the site."""
    home = tmp_path / "home"
    (home / "vendors").mkdir(parents=True)
    (home / "vendors" / "northwind.yml").write_text(
        "name: Northwind\nentity: Northwind Cloud Limited\ncountry: IE\ndocuments:\n  dpa:\n    kind: dpa\n"
        f"    title: Data Processing Agreement\n    lang: en\n    url: {site.base}/dpa\n    verified: never\n",
        "utf-8",
    )
    fetch = FetchSettings(interval=0.0, allow=("127.0.0.1",), deadline=5.0, tries=1)
    return make_home(Settings(home=home, vendors=("northwind",), channels=("jsonl:alerts.jsonl",), fetch=fetch))


@pytest.fixture
def at(settings: Settings) -> At:
    """Tools of the home at a moment (ISO, UTC)."""

    def opened_at(moment: str) -> AbstractContextManager[Tools]:
        now = datetime.fromisoformat(f"{moment}+00:00")
        return opened(settings, clock=lambda: now)

    return opened_at
