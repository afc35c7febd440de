"""What an evidence report is made of: filled by the conductor, read by the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clausewatch.model import Change, Fact, Reading, RecordedChange, Source, Vendor
from clausewatch.record.protocol import Checkpoint


@dataclass(frozen=True, slots=True)
class Captured:
    """How the text of a document was captured. Hashes are SHA-256, hex; times are UTC.

    `first_seen` and `last_seen` bound the time in which this very text was seen.
    """

    url: str
    final_url: str
    sha256: str
    text_sha256: str
    first_seen: datetime
    last_seen: datetime
    status: int = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """A declared document whose text is recorded: its newest reading, and older ones, oldest first.

    `earlier` makes "unchanged since" and the timelines; the readings in it need `captured_at`. It may
    be cut at its old end; `versions` then says how many there are in all.
    """

    source: Source
    reading: Reading
    captured: Captured
    earlier: tuple[Reading, ...] = ()
    versions: int = 0

    @property
    def recorded(self) -> int:
        """How many versions are on record: `versions` where given, as `earlier` may be cut."""
        return max(self.versions, len(self.earlier) + 1)


@dataclass(frozen=True, slots=True)
class NotCaptured:
    """A declared document without a recorded text; `outcome` is the last `Outcome` or `PageKind` value.

    Without `at` it was never tried.
    """

    source: Source
    outcome: str = ""
    detail: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """The customer's own signed copy of a document, and today's published text where there is one.

    `source` is the published document; `change` goes from the signed text to the published one.
    """

    source: Source
    reading: Reading
    captured: Captured
    public: Watched | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a report on one vendor says, as of `made_at`.

    `metrics` is what `models/metrics.json` holds, if anything. `position` is the signed head of the
    log at which the record stood.
    """

    vendor: Vendor
    made_at: datetime
    version: str
    documents: tuple[Watched, ...] = ()
    missing: tuple[NotCaptured, ...] = ()
    changes: tuple[RecordedChange, ...] = ()
    facts: tuple[Fact, ...] = ()
    position: Checkpoint | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)
    signed: tuple[SignedCopy, ...] = ()
