"""The stranger that misbehaves, and fetchers that are allowed to meet it on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from stranger import Stranger

from clausewatch.fetch.http import HttpFetcher, World
from clausewatch.model import Attempt, Source, Validators
from clausewatch.settings import FetchSettings


class Client:
    """A fetcher with its naps: it never sleeps, it notes for how long it would have."""

    def __init__(self, settings: FetchSettings, **kwargs: Any) -> None:
        self.naps: list[float] = []
        world = {"sleep": self.naps.append, "jitter": lambda: 0.0, **kwargs.pop("world", {})}
        self.fetcher = HttpFetcher(settings, world=World(**world), **kwargs)

    def get(self, url: str, validators: Validators | None = None, **source: Any) -> Attempt:
        return self.fetcher.fetch(Source("vendor", "terms", url, **source), validators)


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    server = Stranger()
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Stranger]:
    """A second server: another port, so another origin."""
    server = Stranger()
    yield server
    server.close()


@pytest.fixture
def client() -> Iterator[Callable[..., Client]]:
    """Makes fetchers; keyword arguments are settings, `access`, `folder` and `world` aside."""
    made: list[Client] = []

    def make(**settings: Any) -> Client:
        kwargs = {k: settings.pop(k) for k in ("access", "folder", "world") if k in settings}
        base = {"interval": 0.0, "allow": ("127.0.0.1",), "deadline": 10.0, **settings}
        made.append(Client(FetchSettings(**base), **kwargs))
        return made[-1]

    yield make
    for each in made:
        each.fetcher.close()
