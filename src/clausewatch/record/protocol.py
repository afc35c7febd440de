"""What the record can be asked and told; the same over SQLite and PostgreSQL.

Only values of `clausewatch.model` and the small rows below cross this border. Ids are integers of
the record. Methods that write do so in one transaction each and raise `RecordError` on failure,
after which nothing of the call is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from clausewatch.model import (
    Alert,
    Attempt,
    Cause,
    Change,
    Decision,
    PageKind,
    Reading,
    RecordedChange,
    Source,
    Validators,
)
from clausewatch.record.keeping import Keeping


@dataclass(frozen=True, slots=True)
class Held:
    """A capture in quarantine that may yet turn out to be the document."""

    capture: int
    page_kind: PageKind
    text_sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Latest:
    """Where a source stands: enough to decide, without loading texts, whether there is work.

    `captured_at` is the time of the last sound sighting (a 304 counts), `full_at` of the last
    full body. `fingerprints` are those of parser, declaration and detector of the version.
    `earlier` are text hashes of recent versions before this one, newest first (A, B, A).
    """

    source: str
    version: int
    captured_at: datetime
    full_at: datetime
    validators: Validators
    text_sha256: str
    fingerprints: tuple[str, str, str]
    earlier: tuple[str, ...] = ()
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """All that one capture brought, to be written in one transaction.

    With `reading` a new version is written, with `change` a change against `Latest.version`;
    without `reading` the capture is kept (quarantined if `page_kind` is not terms). `alerts` go to
    the outbox, one message per alert and channel. `cache` are new entries of the finding cache.
    """

    source: Source
    attempt: Attempt
    page_kind: PageKind = PageKind.TERMS
    page_reason: str = ""
    text_sha256: str = ""
    reading: Reading | None = None
    fingerprints: tuple[str, str, str] = ("", "", "")
    cause: Cause = Cause.CONTENT
    change: Change | None = None
    alerts: tuple[Alert, ...] = ()
    channels: tuple[str, ...] = ()
    cache: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Ids of what was written; 0 where there was nothing to write."""

    capture: int = 0
    version: int = 0
    change: int = 0


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A recorded capture; `sha256` names the raw bytes in the blob store, empty when none were kept."""

    id: int
    source: str
    at: datetime
    url: str
    final_url: str
    status: int
    content_type: str
    sha256: str
    page_kind: PageKind
    page_reason: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A recorded version without its text; `seq` counts the versions of its source from 1."""

    id: int
    source: str
    seq: int
    capture: int
    first_seen: datetime
    last_seen: datetime
    text_sha256: str
    title: str
    lang: str
    cause: Cause
    fingerprints: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A recorded attempt, whatever came of it."""

    id: int
    source: str
    at: datetime
    outcome: str
    detail: str
    status: int
    sha256: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """An alert on its way to one channel; `id` is the idempotency key and never changes."""

    id: str
    channel: str
    alert: Alert
    tries: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed head of the log: `root` is the RFC 6962 tree hash over the first `size` leaves (hex).

    `signature` and `public_key` are Ed25519, hex; the signed bytes are `body`.
    """

    origin: str
    size: int
    root: str
    at: datetime
    signature: str
    public_key: str

    @property
    def body(self) -> str:
        """The signed text: origin, size, root and time, one a line."""
        return f"{self.origin}\n{self.size}\n{self.root}\n{self.at.isoformat()}\n"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of the log: the canonical JSON (RFC 8785) text whose hash is in the tree."""

    index: int
    kind: str
    json: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a leaf is in the log: RFC 6962 audit path (hex) to the tree hash of the first `size` leaves."""

    leaf: Leaf
    size: int
    root: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that fits a search: in which version it came, and when it was seen first and no longer.

    `version` holds `text` verbatim (up to 100,000 characters); `until` is None while it stands.
    `types` are the clause types found in it.
    """

    source: str
    version: int
    section: str
    types: tuple[str, ...]
    text: str
    since: datetime
    until: datetime | None = None


USER_ROLES: tuple[str, ...] = ("reader", "decider", "operator")
"""What users may do, from less to more."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Nobody hears of a source (`vendor/document`), a vendor or a kind before the day `until`.

    `scope` is `source`, `vendor` or `kind`; a kind is a clause type, or a page kind or outcome of a trouble.
    """

    scope: str
    target: str
    until: date
    name: str
    reason: str
    at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may enter the desk; `password` is an Argon2 hash in its usual text form."""

    name: str
    role: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which subject, and when."""

    at: datetime
    name: str
    action: str
    subject: str
    detail: str = ""
    id: int = 0


class Record(Keeping, Protocol):
    """The record of one home or database. Safe to use from several threads and processes."""

    # what is known
    def latest(self, sources: Sequence[str]) -> Mapping[str, Latest]: ...
    def reading(self, version: int) -> Reading: ...
    def raw(self, sha256: str) -> bytes: ...
    def capture(self, capture: int) -> CaptureRow: ...
    def captures(self, source: str) -> Sequence[CaptureRow]: ...
    def versions(self, source: str) -> Sequence[VersionRow]: ...
    def sources(self) -> Sequence[str]: ...
    def changes(self, vendor: str = "", since: datetime | None = None) -> Sequence[RecordedChange]: ...
    def change(self, change: int) -> RecordedChange: ...
    def attempts(self, source: str = "", since: datetime | None = None) -> Sequence[AttemptRow]: ...
    def cached(self, keys: Sequence[str]) -> Mapping[str, str]: ...
    def held(self, sources: Sequence[str]) -> Mapping[str, Held]:
        """Texts in quarantine, also of sources that have no version yet (those are not in `latest`)."""
        ...

    def states(self, sources: Sequence[str]) -> Mapping[str, str]:
        """The trouble each source was in at its last attempt: an `Outcome` or `PageKind` value.

        Sources that were sound, or never tried, are left out; `deferred` is no state.
        """
        ...

    def declared(self, source: str, capture: int = 0) -> Source | None:
        """The declaration under which the newest capture was taken, or the one of that id."""
        ...

    def headers(self, capture: int) -> tuple[tuple[str, str], ...]: ...

    def search(self, text: str, limit: int = 50, vendor: str = "") -> Sequence[Hit]:
        """Passages of all versions with all words of `text` ("phrases" in quotes): standing ones first.

        Raises:
            UsageError: there is no word in it.
        """
        ...

    def standing(self, source: str) -> Sequence[tuple[str, datetime]]:
        """The passages of a source's newest version, each with the capture since which it stands as it is."""
        ...

    # what happened
    def observe(self, observation: Observation) -> Recorded: ...
    def derived(self, observations: Sequence[Observation]) -> Sequence[Recorded]:
        """Record many observations in one commit: versions that were derived again, a whole import."""
        ...

    def attempted(self, attempts: Sequence[tuple[Source, Attempt]], again: Sequence[Observation] = ()) -> None:
        """Record attempts that brought no new text, in one commit.

        `attempts` are 304, equal bytes and failures; those `again` had new bytes, which are kept, and a
        text that is known. A `NOT_MODIFIED` attempt, one with a body that has shown the text of the
        latest version, and one `again` with its text, move that version's `last_seen`.
        """
        ...

    # what leaves the house
    def announce(self, alerts: Sequence[Alert], channels: Sequence[str]) -> None:
        """Put alerts into the outbox that belong to no observation; repeated ids are dropped."""
        ...

    def pending(self, now: datetime, limit: int = 100) -> Sequence[Message]: ...
    def sent(self, message: Message, at: datetime) -> None: ...
    def failed(self, message: Message, error: str, next_try: datetime | None) -> None: ...
    def hold(self, message: Message) -> None:
        """Keep a message for its channel's next digest."""
        ...

    def waiting(self, channel: str) -> Sequence[Message]:
        """Messages that wait for a channel's next digest, oldest first."""
        ...

    def gather(self, digest: Alert, channel: str, held: Sequence[Message], at: datetime) -> None:
        """Put a digest into the outbox and mark what it tells of as told, in one transaction."""
        ...

    def told(self, since: datetime | None = None) -> Sequence[Alert]:
        """Alerts that were made since a time, oldest first, whether or not they have been sent."""
        ...

    def messages(self) -> Mapping[str, int]:
        """How many messages are `pending`, `held` for a digest, `sent` and `dead`."""
        ...

    # what people decide
    def decide(self, decision: Decision) -> int:
        """Add a decision, `acknowledge` or `undo`; gives its id.

        Raises:
            AlreadyDecided: `previous` is not the decision in force (acknowledging never raises it).
            UsageError: no such change or decision, or name or reason is empty.
        """
        ...

    def decisions(self, change: int = 0) -> Sequence[Decision]:
        """All rows on a change (0: on all changes), in order of recording."""
        ...

    def in_force(self) -> Mapping[int, Decision]:
        """The decision in force per change; changes without one are left out."""
        ...

    def open_decisions(self, severity: int = 2) -> Sequence[RecordedChange]:
        """Changes that people were told of, of at least this severity, on which no decision is in force."""
        ...

    def mute(self, muted: Mute) -> int:
        """Mute a source, vendor or kind until a day; a day that has come ends an earlier mute."""
        ...

    def mutes(self, now: datetime) -> Sequence[Mute]: ...
    def set_user(self, user: User, by: str, at: datetime) -> int:
        """Add or replace a user; an empty role shuts the name out."""
        ...

    def users(self) -> Mapping[str, User]: ...
    def note(self, row: AuditRow) -> int:
        """Add to the audit log what has no row of its own (a sign-in, a quarantine verdict)."""
        ...

    def audit(self, since: datetime | None = None) -> Sequence[AuditRow]:
        """Who did what, in order of recording: decisions, mutes and users are in it by themselves."""
        ...

    # proof
    def checkpoint(self, at: datetime) -> Checkpoint: ...
    def leaves(self, start: int = 0, stop: int | None = None) -> Sequence[Leaf]: ...
    def proof(self, leaf: int, size: int | None = None) -> Proof:
        """Inclusion of a leaf in the log of that size (default: now)."""
        ...

    def consistency(self, first: int, second: int | None = None) -> tuple[str, ...]:
        """RFC 6962 proof (hex) that the log of `second` leaves (default: now) starts with that of `first`."""
        ...

    def against(self, checkpoint: Checkpoint) -> Sequence[str]:
        """Sentences on what contradicts an exported checkpoint; empty when the log contains it."""
        ...

    def verify(self) -> Sequence[str]:
        """Sentences that name what is broken; empty when blobs, rows and log agree."""
        ...

    def close(self) -> None: ...
