"""Pages that only scripts put together: by a browser, one after the other, and asked for like all others.

The browser is started for the first source that declares JavaScript and closed with the run.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from clausewatch.fetch import statuses
from clausewatch.fetch.http import HttpFetcher, World
from clausewatch.fetch.statuses import Answer
from clausewatch.fetch.trip import Trip
from clausewatch.fetch.urls import Target
from clausewatch.model import Attempt, Source, Validators
from clausewatch.settings import FetchSettings

if TYPE_CHECKING:
    from clausewatch.fetch.chromium import Chromium
    from clausewatch.fetch.egress import Lease

_NOTED = 3


class BrowserFetcher:
    """Implements `fetch.protocol.Fetcher`: sources that declare JavaScript by browser, all others by `web`.

    `executable` names a Chromium; without one the usual names are looked for.
    """

    def __init__(self, web: HttpFetcher, settings: FetchSettings, executable: str = "", world: World | None = None) -> None:
        self._web = web
        self._settings = settings
        self._executable = executable
        self._world = world or World()
        self._lock = threading.Lock()
        self._chromium: Chromium | None = None

    def fetch(self, source: Source, validators: Validators | None = None) -> Attempt:
        """Get one source; `validators` are of no use for what scripts put together."""
        return self._web.through(source, self._visited) if source.javascript else self._web.fetch(source, validators)

    def close(self) -> None:
        """Stop the browser and close connections."""
        with self._lock:
            self._stop()
        self._web.close()

    def _visited(self, where: Target, trip: Trip) -> Answer:
        """Waiting for the browser does not count against the page's budget."""
        start = self._world.monotonic()
        with self._lock:
            chromium = self._started()
            trip.budget.grant(self._world.monotonic() - start)
            trip.tries += 1
            answer = self._looked_at(chromium, where, trip)
        trip.note(f"rendered by {chromium.name}")
        if fault := statuses.passing(answer, self._world.now()):
            raise fault
        return answer

    def _looked_at(self, chromium: Chromium, where: Target, trip: Trip) -> Answer:
        from clausewatch.fetch.egress import Lease
        from clausewatch.fetch.visit import Gates, Visit

        lease = Lease(trip.budget, self._settings.max_bytes, proxy=trip.proxy)

        def admit(to: Target) -> None:
            """As the page goes on, so goes the right to addresses that the allow-list names."""
            self._web.admit(to, trip)
            checked = self._web.pool.check(to, trip.budget, trip.exempt, trip.proxy)
            trip.note(checked.note)
            trip.exempt = lease.exempt = checked.exempt

        gates = Gates(admit, lambda frame: self._web.admit(frame, trip))
        visit = Visit(where, trip, lease, gates, self._settings)
        try:
            with chromium.egress.lend(lease):
                return chromium.visit(visit, trip)
        finally:
            self._note(where, lease, trip)

    def _note(self, where: Target, lease: Lease, trip: Trip) -> None:
        """What the page asked for beside itself and did not get."""
        others = [(a, f) for a, f in sorted(lease.faults.items()) if a and a != f"{where.host}:{where.port}"]
        for authority, fault in others[:_NOTED]:
            trip.note(f"not opened for the page: {authority} ({fault.outcome.value})")

    def _started(self) -> Chromium:
        from clausewatch.fetch.chromium import Chromium, found

        if self._chromium is not None and not self._chromium.usable:
            self._stop()
        if self._chromium is None:
            self._chromium = Chromium(self._web.pool, self._executable or found())
        return self._chromium

    def _stop(self) -> None:
        if self._chromium is not None:
            self._chromium.close()
            self._chromium = None
