"""Sending a body to a receiver of the operator's, through the same gate as everything that is fetched."""

from __future__ import annotations

import time
from collections.abc import Mapping

from clausewatch.fetch.addresses import Gate
from clausewatch.fetch.deadline import Budget
from clausewatch.fetch.faults import LOW_LEVEL, typed
from clausewatch.fetch.http import World
from clausewatch.fetch.urls import target
from clausewatch.fetch.wire import Identity, Pool
from clausewatch.settings import FetchSettings


class Poster:
    """Posts over checked connections; nothing is tried again and no redirect is followed."""

    def __init__(self, settings: FetchSettings, world: World | None = None) -> None:
        world = world or World()
        self._settings = settings
        self._pool = Pool(Gate(settings.allow, world.resolve, world.dial), settings)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer; its body is not read.

        Raises:
            FetchError: a URL or address that is refused, no connection, or no answer within the deadline.
        """
        return self.exchange(url, body, headers, 0)[0]

    def exchange(self, url: str, body: bytes, headers: Mapping[str, str], limit: int) -> tuple[int, bytes]:
        """The status of the answer and at most `limit` bytes of its body.

        Raises:
            FetchError: a URL or address that is refused, no connection, or no answer within the deadline.
        """
        where = target(url)
        budget = Budget(self._settings.deadline, time.monotonic)
        named = {"User-Agent": self._settings.user_agent, **headers, "Connection": "close"}
        try:
            connection = self._pool.take(where, Identity(self._settings.ca_file), budget, fresh=True)
            try:
                answer = connection.ask(where, named, "POST", body)
                return answer.status, answer.read(limit) if limit else b""
            finally:
                connection.close()
        except LOW_LEVEL as e:
            raise typed(e, where.host) from e
