"""A run holds leases on its sources, so that no two runs ever observe one document at once.

A lease is renewed while the run lives and ends by itself when it does not; a run that could not renew
in time (it was suspended, or the database was away) stops before it records anything more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from clausewatch.errors import RecordError
from clausewatch.model import Source
from clausewatch.record.leases import holder
from clausewatch.tools import Tools


class Lease:
    """The sources that a run may observe, for as long as `check` does not raise."""

    def __init__(self, tools: Tools, sources: Sequence[Source], since: datetime | None) -> None:
        self._record = tools.record
        self._lasting = timedelta(seconds=max(1.0, tools.settings.lease_seconds))
        self._name = holder()
        self._renewed = time.monotonic()
        self._stopped = threading.Event()
        self._keeper = threading.Thread(target=self._renew, name="lease", daemon=True)
        keys = [s.key for s in sources]
        held = self._record.lease(keys, self._name, self._lasting)
        seen = self._record.tried_since(sorted(held), since) if since else frozenset[str]()
        self._keys = sorted(held)
        self.sources = tuple(s for s in sources if s.key in held and s.key not in seen)
        self._keeper.start()

    def check(self) -> None:
        """Nothing, while the leases hold.

        Raises:
            RecordError: they could not be renewed in time, so somebody else may be at work.
        """
        if time.monotonic() - self._renewed > self._lasting.total_seconds():
            raise RecordError("The leases of this run ended.", "Run again; what was observed is recorded.")

    def end(self) -> None:
        """Give the leases back."""
        self._stopped.set()
        self._keeper.join()
        self._record.release(self._name)

    def _renew(self) -> None:
        while not self._stopped.wait(self._lasting.total_seconds() / 5):
            try:
                if self._record.lease(self._keys, self._name, self._lasting) >= set(self._keys):
                    self._renewed = time.monotonic()
            except RecordError:
                continue  # tried again; `check` stops the run when the time is over


@contextmanager
def leased(tools: Tools, sources: Sequence[Source], since: datetime | None = None) -> Iterator[Lease]:
    """Leases on the sources that are free, without those that were tried since a time."""
    lease = Lease(tools, sources, since)
    try:
        yield lease
    finally:
        lease.end()
