"""Fixtures that several rooms use; helpers beside this file can be imported from every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from postgres import Server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of the session's own, in a temporary folder."""
    server = Server.start()
    yield server
    server.stop()
