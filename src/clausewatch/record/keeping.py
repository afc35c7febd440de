"""The part of a record's protocol that is about its upkeep: leases, standings, retention and erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clausewatch.record.protocol import AttemptRow


@dataclass(frozen=True, slots=True)
class Why:
    """Who takes something away, when, and for what reason."""

    name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts and times of a record; by source key, outcome, page kind, state of a message, severity, table."""

    tried: Mapping[str, datetime]
    good: Mapping[str, datetime]
    outcomes: Mapping[str, int]
    pages: Mapping[str, int]
    messages: Mapping[str, int]
    severities: Mapping[str, int]
    rows: Mapping[str, int]
    leaves: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A source's last attempt, whatever came of it, and how many versions it has."""

    last: AttemptRow
    versions: int


class Keeping(Protocol):
    """What workers and those who look after a record ask of it."""

    def lease(self, sources: Sequence[str], holder: str, lasting: timedelta) -> set[str]:
        """Lease for a time what no living run holds, or renew what this one holds; gives what it holds now."""
        ...

    def release(self, holder: str) -> None: ...
    def tried_since(self, sources: Sequence[str], since: datetime) -> frozenset[str]:
        """Those of these sources that were tried, with whatever outcome, since a time."""
        ...

    def standings(self, sources: Sequence[str]) -> Mapping[str, Standing]:
        """Where each of these sources stands; those that were never tried are left out."""
        ...

    def measures(self) -> Measures: ...
    def reindex(self) -> int:
        """Make what the search looks through anew from the readings; gives the number of passages."""
        ...

    def retain(self, before: datetime, why: Why) -> int:
        """Take away raw bytes captured before a time, but those that a latest version comes from; gives their number."""
        ...

    def erase(self, capture: int, why: Why) -> int:
        """Take away bytes and text of a capture, and whatever quotes them; hashes, leaves and the reason stay."""
        ...

    def removals(self) -> Sequence[tuple[str, str, Why]]:
        """What was taken away on purpose: its kind (`blob`, `erased`, `version`, `change`, `alert`), subject, and why."""
        ...
