"""The upkeep of a record: leases of those who work on it, and what is taken away on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from clausewatch.record import connect, leases, measures, removal, search, states
from clausewatch.record.blobs import Blobs
from clausewatch.record.keeping import Measures, Standing, Why


class Upkeep:
    """Implements `record.keeping.Keeping` over a database and a place of blobs."""

    _engine: sa.Engine
    _blobs: Blobs

    def lease(self, sources: Sequence[str], holder: str, lasting: timedelta) -> set[str]:
        """Lease or renew what nobody else holds; gives what the holder holds."""
        with connect.writing(self._engine) as connection:
            return leases.take(connection, sources, holder, lasting)

    def release(self, holder: str) -> None:
        """Give back all leases of a holder."""
        with connect.writing(self._engine) as connection:
            leases.release(connection, holder)

    def tried_since(self, sources: Sequence[str], since: datetime) -> frozenset[str]:
        """Those of these sources that were tried since a time."""
        with connect.reading(self._engine) as connection:
            return leases.tried_since(connection, sources, since)

    def standings(self, sources: Sequence[str]) -> Mapping[str, Standing]:
        """Last attempt and number of versions by source."""
        with connect.reading(self._engine) as connection:
            return states.standings(connection, sources)

    def measures(self) -> Measures:
        """Counts and times, for those who watch the watch."""
        with connect.reading(self._engine) as connection:
            return measures.measures(connection)

    def reindex(self) -> int:
        """Make the search anew from the readings."""
        with connect.writing(self._engine) as connection:
            return search.rebuild(connection, self._blobs)

    def retain(self, before: datetime, why: Why) -> int:
        """Take away raw bytes older than a time that nothing present needs."""
        with connect.writing(self._engine) as connection:
            hashes = [sha256 for sha256 in removal.outdated(connection, before) if self._blobs.holds(sha256)]
            if hashes:
                removal.note(connection, [(removal.BLOB, sha256) for sha256 in hashes], why)
        return sum(self._blobs.remove(sha256) for sha256 in hashes)

    def erase(self, capture: int, why: Why) -> int:
        """Take away bytes and text of a capture and all that quotes them; gives the number of blobs."""
        with connect.writing(self._engine) as connection:
            hashes = removal.erase(connection, capture, why)
        return sum(self._blobs.remove(sha256) for sha256 in hashes)

    def removals(self) -> Sequence[tuple[str, str, Why]]:
        """What was taken away on purpose: kind, subject, and why."""
        with connect.reading(self._engine) as connection:
            return list(removal.rows(connection))

    def _keep(self, bodies: Mapping[str, bytes]) -> None:
        """Store bytes by their hashes, but for those that were erased for the personal data in them."""
        wanted = {sha256: body for sha256, body in bodies.items() if body}
        if not wanted:
            return
        with connect.reading(self._engine) as connection:
            erased = removal.erased(connection, wanted)
        for sha256, body in wanted.items():
            if sha256 not in erased:
                self._blobs.put(body, sha256)
