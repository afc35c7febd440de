"""Desks that listen: one for everybody at this machine, one that asks people to sign in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deskkit import Served, home, listening


@pytest.fixture(scope="session")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk without sign-in; tests only read from it."""
    with listening(home(tmp_path_factory.mktemp("desk") / "home")) as served:
        yield served


@pytest.fixture
def fresh_desk(tmp_path: object) -> Iterator[Served]:
    """A desk without sign-in whose record a test may write."""
    with listening(home(tmp_path / "home")) as served:  # type: ignore[operator]
        yield served
