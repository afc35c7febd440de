"""Every test of this folder runs over SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from clausewatch.record.protocol import Record
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings

_numbers = count(1)


@dataclass
class Place:
    """Where records of one backend are made: a template once, copies for the tests."""

    template: Settings
    fresh: Callable[[Path], Settings]


def _sqlite(folder: Path) -> Place:
    template = Settings(home=folder / "home")
    create_record(template).close()

    def fresh(home: Path) -> Settings:
        shutil.copytree(template.home, home)
        return Settings(home=home)

    return Place(template, fresh)


def _postgresql(folder: Path, request: pytest.FixtureRequest) -> Place:
    server = request.getfixturevalue("postgres_server")
    server.execute("CREATE DATABASE template_record")
    template = Settings(home=folder / "home", record=server.url("template_record"))
    create_record(template).close()

    def fresh(home: Path) -> Settings:
        shutil.copytree(template.home, home)
        name = f"record_{next(_numbers)}"
        server.execute(f"CREATE DATABASE {name} TEMPLATE template_record")
        return replace(template, home=home, record=server.url(name))

    return Place(template, fresh)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The backend under test."""
    folder = tmp_path_factory.mktemp(request.param)
    return _sqlite(folder) if request.param == "sqlite" else _postgresql(folder, request)


@pytest.fixture
def settings(place: Place, tmp_path: Path) -> Settings:
    """A fresh record's home."""
    return place.fresh(tmp_path / "home")


@pytest.fixture
def record(settings: Settings) -> Iterator[Record]:
    """A fresh, open record."""
    opened = open_record(settings)
    yield opened
    opened.close()
