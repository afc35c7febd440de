"""Fixtures that several rooms use; helpers beside this file can be imported from every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from clausewatch.record.protocol import Record
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from postgres import Server

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of the session's own, in a temporary folder."""
    server = Server.start()
    yield server
    server.stop()


@dataclass
class Backend:
    """Makes copies of an empty record, faster than making it anew, and takes them back."""

    name: str
    fresh: Callable[[Path], Settings]
    release: Callable[[Settings], None]


def _sqlite(folder: Path) -> Backend:
    template = Settings(home=folder / "home")
    create_record(template).close()

    def fresh(home: Path) -> Settings:
        shutil.copytree(template.home, home)
        return Settings(home=home)

    return Backend("sqlite", fresh, lambda _: None)


def _postgresql(folder: Path, server: Server) -> Backend:
    server.execute("CREATE DATABASE template_record")
    template = Settings(home=folder / "home", record=server.url("template_record"))
    create_record(template).close()
    clean: list[str] = []

    def fresh(home: Path) -> Settings:
        shutil.copytree(template.home, home)
        name = clean.pop() if clean else f"record_{next(_numbers)}"
        if name not in server.databases():
            server.execute(f"CREATE DATABASE {name} TEMPLATE template_record")
        return replace(template, home=home, record=server.url(name))

    def release(settings: Settings) -> None:
        name = settings.record.split("/")[3].split("?")[0]
        if server.emptied(name, "template_record"):
            clean.append(name)

    return Backend("postgresql", fresh, release)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """Both databases that a record can be kept in, one after the other."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        return _sqlite(folder)
    return _postgresql(folder, request.getfixturevalue("postgres_server"))


@pytest.fixture
def record_settings(backend: Backend, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a fresh, empty record, on both databases."""
    settings = backend.fresh(tmp_path / "home")
    yield settings
    backend.release(settings)


@pytest.fixture
def record(record_settings: Settings) -> Iterator[Record]:
    """A fresh, empty, open record, on both databases."""
    opened = open_record(record_settings)
    yield opened
    opened.close()


@pytest.fixture
def empty_database(backend: Backend, tmp_path: Path) -> Iterator[Settings]:
    """A home whose database holds nothing, on both databases."""
    home = tmp_path / "old"
    home.mkdir()
    if backend.name == "sqlite":
        yield Settings(home=home)
        return
    settings = backend.fresh(tmp_path / "template")
    engine = create_engine(make_url(settings.record).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    yield replace(settings, home=home)
    backend.release(settings)
