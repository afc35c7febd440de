"""What the desk keeps at hand of the record, so that pages over many documents are shown at once.

The record only grows and a version never changes: what was read once is kept, and each visit asks
for no more than the log entries that are new since the last one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from threading import RLock
from time import monotonic

from clausewatch.alert.roles import roles_of
from clausewatch.errors import Removed
from clausewatch.model import SIGNED, Cause, Deadline, Decision, Detection, Reading, RecordedChange, Source
from clausewatch.record.protocol import Latest, VersionRow
from clausewatch.tools import Tools

PATIENCE = 1.0
"""Seconds for which an answer is good enough before the record is asked again; what the desk writes counts at once."""
READINGS = 96
"""Readings that are kept whole in memory, for documents that somebody looks at just now."""
CHANGES = 1024
"""Changes that are kept with their texts."""
_STEP = 5000


@dataclass(frozen=True, slots=True)
class Line:
    """A recorded change without its texts; `roles` are those whom it concerns (none: everybody)."""

    id: int
    vendor: str
    document: str
    old_at: datetime
    new_at: datetime
    old_version: int
    new_version: int
    cause: Cause
    severity: int
    substantive: bool
    capture: str
    noise: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    roles: tuple[str, ...]
    summary: Mapping[str, str]

    @property
    def key(self) -> str:
        """The source, `vendor/document`."""
        return f"{self.vendor}/{self.document}"

    @property
    def told(self) -> bool:
        """Whether it is the vendor's doing and has effect: what business readers hear of."""
        return self.substantive and not self.capture and self.cause is Cause.CONTENT

    @property
    def cosmetic(self) -> bool:
        """Whether it is the vendor's doing without effect, held back."""
        return not self.substantive and not self.capture and self.cause is Cause.CONTENT

    def next_day(self, today: date) -> date | None:
        """The first day, today or later, until which somebody can act."""
        return min((d.day for d in self.deadlines if d.day >= today), default=None)

    def last_day(self) -> date | None:
        """The last day on which somebody could act."""
        return max((d.day for d in self.deadlines), default=None)


@dataclass(frozen=True, slots=True)
class Stand:
    """The newest version of a document without its text."""

    key: str
    version: int
    title: str
    complete: bool
    detection: Detection


@dataclass
class _Kept:
    """Everything that was read so far, and up to which entry of the log."""

    position: int = 0
    lines: tuple[Line, ...] = ()
    alerts: dict[str, int] = field(default_factory=dict)
    latest: Mapping[str, Latest] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    decided: Mapping[int, Decision] = field(default_factory=dict)
    read: frozenset[int] = frozenset()
    sources: Mapping[str, Source] = field(default_factory=dict)
    edition: int = 0
    removals: int = 0


class Shelf:
    """The record at hand; safe to ask from several threads."""

    def __init__(self, tools: Tools, patience: float = PATIENCE) -> None:
        self._tools = tools
        self._patience = patience
        self._looked = float("-inf")
        self._lock = RLock()
        self._kept = _Kept()
        self._stands: dict[str, Stand] = {}
        self._shelving = RLock()
        self.reading = lru_cache(maxsize=READINGS)(tools.record.reading)
        self.change = lru_cache(maxsize=CHANGES)(tools.record.change)

    # what is asked

    def lines(self) -> Sequence[Line]:
        """All recorded changes, newest first."""
        return self._fresh().lines

    def sources(self) -> Mapping[str, Source]:
        """Declared and recorded sources by key."""
        return self._fresh().sources

    def published(self) -> Sequence[Source]:
        """The sources that vendors publish: without customers' own signed copies."""
        return [s for s in self._fresh().sources.values() if not s.document.endswith(SIGNED)]

    def latest(self) -> Mapping[str, Latest]:
        """Where each source with a version stands."""
        return self._fresh().latest

    def states(self) -> Mapping[str, str]:
        """The trouble that sources are in."""
        return self._fresh().states

    def decided(self) -> Mapping[int, Decision]:
        """The decision in force per change."""
        return self._fresh().decided

    def read(self) -> frozenset[int]:
        """Changes that somebody acknowledged."""
        return self._fresh().read

    def change_of(self, alert: str) -> int:
        """The change that an alert is about; 0 where none is known."""
        return self._fresh().alerts.get(alert, 0)

    def stands(self, keys: Iterable[str] | None = None) -> Mapping[str, Stand]:
        """The newest versions of some documents, by default of all that vendors publish.

        Reading them takes its time at first; whoever asks for anything else meanwhile does not wait.
        """
        latest = self._fresh().latest
        wanted = [k for k in latest if not k.endswith(SIGNED)] if keys is None else [k for k in keys if k in latest]
        with self._shelving:
            stands = ((key, self._stand(key, latest[key].version)) for key in wanted)
            return {key: stand for key, stand in stands if stand}

    def newest(self, key: str, versions: Sequence[VersionRow] | None = None) -> tuple[VersionRow, Reading] | None:
        """The newest version of a source that was not erased, where it has one; `versions` are all of them, if at hand."""
        rows = self._tools.record.versions(key) if versions is None else versions
        for row in reversed(rows):
            try:
                return row, self.reading(row.id)
            except Removed:
                continue
        return None

    def size(self) -> int:
        """Entries of the log that have been seen: grows with the record."""
        return self._fresh().position

    def edition(self) -> int:
        """A number that changes when a document gets another newest version, or a source comes or goes."""
        return self._fresh().edition

    def removals(self) -> int:
        """How many removals have been seen: what was worked out before the last one may hold what was taken away."""
        return self._fresh().removals

    def touch(self) -> None:
        """Look again at the next question: something was written just now."""
        with self._lock:
            self._looked = float("-inf")

    # how it is kept

    def _fresh(self) -> _Kept:
        with self._lock:
            if monotonic() - self._looked >= self._patience:
                new = self._new_leaves()
                if new or not self._kept.sources:
                    self._take(new)
                self._looked = monotonic()
            return self._kept

    def _new_leaves(self) -> list[tuple[str, Mapping[str, object]]]:
        """Kind and content of the entries since the last look, as far as they tell of changes and alerts."""
        found: list[tuple[str, Mapping[str, object]]] = []
        while part := self._tools.record.leaves(self._kept.position, self._kept.position + _STEP):
            found += [(e.kind, json.loads(e.json) if e.kind in ("change", "alert") else {}) for e in part]
            self._kept.position = part[-1].index + 1
        return found

    def _take(self, new: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        """What is new, as new values: whoever holds the old ones goes on with them."""
        kept, record = self._kept, self._tools.record
        kinds = {kind for kind, _ in new}
        if "removal" in kinds:
            self._forget()
        changed = [int(str(content["id"])) for kind, content in new if kind == "change"]
        recorded = [record.change(n) for n in changed] if kept.lines else record.changes()
        if recorded:
            kept.lines = _sorted((*kept.lines, *map(line, recorded)))
        told = (content for kind, content in new if kind == "alert" and content.get("change_id"))
        kept.alerts |= {str(content["id"]): int(str(content["change_id"])) for content in told}
        self._take_decisions(kinds)
        self._take_sources()

    def _forget(self) -> None:
        """Keep nothing of what was taken away on purpose: everything that holds texts is read again."""
        self._kept.removals += 1
        self._kept.lines = ()
        self._stands.clear()
        self.reading.cache_clear()
        self.change.cache_clear()

    def _take_decisions(self, kinds: set[str]) -> None:
        if "decision" in kinds:
            self._kept.decided = self._tools.record.in_force()
            acknowledged = (d for d in self._tools.record.decisions() if d.decision == "acknowledge")
            self._kept.read = frozenset(d.change for d in acknowledged)

    def _take_sources(self) -> None:
        kept, record = self._kept, self._tools.record
        recorded = record.sources()
        known = dict(kept.sources) or {s.key: s for s in self._tools.sources()}
        unknown = (key for key in recorded if key not in known)
        kept.sources = known | {k: self._declared(k) or record.declared(k) or _undeclared(k) for k in unknown}
        kept.latest = record.latest(recorded)
        kept.states = record.states(recorded)
        kept.edition = hash((tuple(kept.sources), tuple((key, found.version) for key, found in kept.latest.items())))

    def _declared(self, key: str) -> Source | None:
        vendor = self._tools.declarations.vendors.get(key.partition("/")[0])
        return next((s for s in vendor.sources if s.key == key), None) if vendor else None

    def _stand(self, key: str, version: int) -> Stand | None:
        found = self._stands.get(key)
        if found is None or found.version != version:
            reading = self._unkept(key, version)
            if reading is None:
                return None
            document, detection = reading.document, reading.detection
            found = self._stands[key] = Stand(key, version, document.title, document.complete, detection)
        return found

    def _unkept(self, key: str, version: int) -> Reading | None:
        """A reading that is not kept in memory; where it was erased, the newest that was not."""
        try:
            return self._tools.record.reading(version)
        except Removed:
            found = self.newest(key)
            return found[1] if found else None


def line(recorded: RecordedChange) -> Line:
    """A recorded change without its texts."""
    change = recorded.change
    return Line(
        id=recorded.id,
        vendor=recorded.vendor,
        document=recorded.document,
        old_at=recorded.old_captured_at,
        new_at=recorded.new_captured_at,
        old_version=recorded.old_version,
        new_version=recorded.new_version,
        cause=recorded.cause,
        severity=change.severity,
        substantive=change.substantive,
        capture=change.capture or "",
        noise=change.noise,
        deadlines=change.deadlines,
        added=tuple(r.name for r in change.subprocessors.added),
        removed=tuple(r.name for r in change.subprocessors.removed),
        roles=roles_of(change),
        summary=change.summary,
    )


def _sorted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Newest first; each change once, as it was read last."""
    once = {c.id: c for c in lines}
    return tuple(sorted(once.values(), key=lambda c: (c.new_at, c.id), reverse=True))


def _undeclared(key: str) -> Source:
    vendor, document = key.split("/", 1)
    return Source(vendor, document, "")
