"""The record behind `record.protocol.Record`: SQLAlchemy Core over SQLite or PostgreSQL, and a folder of blobs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from clausewatch.errors import IntegrityError, NoRecord, RecordError, UsageError
from clausewatch.model import Alert, Attempt, Decision, Reading, RecordedChange, Source
from clausewatch.record import (
    attempting,
    connect,
    log,
    merkle,
    migrate,
    outbox,
    packing,
    people,
    reading,
    removal,
    schema,
    search,
    states,
    writing,
)
from clausewatch.record.blobs import Blobs
from clausewatch.record.protocol import (
    AttemptRow,
    AuditRow,
    CaptureRow,
    Checkpoint,
    Held,
    Hit,
    Latest,
    Leaf,
    Message,
    Mute,
    Observation,
    Proof,
    Record,
    Recorded,
    User,
    VersionRow,
)
from clausewatch.record.upkeep import Upkeep
from clausewatch.settings import Settings


def create_record(settings: Settings) -> Record:
    """Make home, signing key and schema; an interrupted attempt is taken up again.

    Raises:
        UsageError: there is a record already.
        NewerRecord: there is one, and it was written by a newer program.
        RecordError: home or database cannot be written.
    """
    from clausewatch.record import keys

    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        public_key = keys.ensure(settings.home)
    except OSError as e:
        raise RecordError(f"{settings.home} cannot be written: {e.strerror}.", "Name another folder with --home.") from e
    engine = connect.engine(settings.record_url)
    facts = {
        "origin": f"clausewatch/{public_key[:16]}",
        "public_key": public_key,
        "created_at": datetime.now(UTC).isoformat(),
    }
    if found := migrate.revision(engine):
        migrate.is_current(found)
        raise UsageError(f"There is a record in {_where(engine)} already.", "Use it, or name another --home.")
    with connect.writing(engine) as connection:
        migrate.upgrade(connection)
        writing.genesis(connection, facts)
    return SqlRecord(engine, settings)


def open_record(settings: Settings) -> Record:
    """Open the record of a home, after migrations if the schema is older.

    Raises:
        NoRecord: there is none.
        NewerRecord: it was written by a newer program; nothing is changed.
        LockedRecord: a migration is needed and somebody is writing for too long.
    """
    engine = connect.engine(settings.record_url)
    found = migrate.revision(engine)
    if not found:
        raise NoRecord(_where(engine) if settings.record else settings.home)
    if not migrate.is_current(found):
        with connect.writing(engine) as connection:
            migrate.upgrade(connection)
            if not search.is_sound(connection):
                search.rebuild(connection, Blobs(settings.blob_root))
    return SqlRecord(engine, settings)


def _where(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


class SqlRecord(Upkeep):
    """Implements `record.protocol.Record`; safe to use from several threads and processes."""

    def __init__(self, engine: sa.Engine, settings: Settings) -> None:
        self._engine = engine
        self._home: Path = settings.home
        self._blobs = Blobs(settings.blob_root)

    # what is known

    def latest(self, sources: Sequence[str]) -> Mapping[str, Latest]:
        """Where sources stand; those without a version are left out."""
        with connect.reading(self._engine) as connection:
            return reading.latest(connection, sources)

    def held(self, sources: Sequence[str]) -> Mapping[str, Held]:
        """Texts in quarantine, also of sources that have no version yet."""
        with connect.reading(self._engine) as connection:
            return reading.held(connection, sources)

    def states(self, sources: Sequence[str]) -> Mapping[str, str]:
        """The trouble sources are in; sound ones are left out."""
        with connect.reading(self._engine) as connection:
            return states.states(connection, sources)

    def reading(self, version: int) -> Reading:
        """Document and findings of a version."""
        with connect.reading(self._engine) as connection:
            sha256, captured_at = reading.reading_of(connection, version)
        return packing.unpack(self.raw(sha256), captured_at)

    def raw(self, sha256: str) -> bytes:
        """Captured bytes, checked against their hash; Removed if they were taken away on purpose."""
        try:
            return self._blobs.get(sha256)
        except IntegrityError:
            with connect.reading(self._engine) as connection:
                why = removal.explained(connection, sha256)
            if why is None or self._blobs.holds(sha256):
                raise
        raise why

    def capture(self, capture: int) -> CaptureRow:
        """One capture."""
        with connect.reading(self._engine) as connection:
            return reading.capture(connection, capture)

    def captures(self, source: str) -> Sequence[CaptureRow]:
        """All captures of a source, in order of recording."""
        with connect.reading(self._engine) as connection:
            return reading.captures_of(connection, schema.sources.c.key == source)

    def headers(self, capture: int) -> tuple[tuple[str, str], ...]:
        """Response headers of a capture."""
        with connect.reading(self._engine) as connection:
            return reading.headers(connection, capture)

    def versions(self, source: str) -> Sequence[VersionRow]:
        """All versions of a source, in order of capture."""
        with connect.reading(self._engine) as connection:
            return reading.versions_of(connection, source)

    def sources(self) -> Sequence[str]:
        """Keys of all sources, sorted."""
        with connect.reading(self._engine) as connection:
            return reading.source_keys(connection)

    def declared(self, source: str, capture: int = 0) -> Source | None:
        """The declaration under which the newest capture was taken, or another one."""
        with connect.reading(self._engine) as connection:
            return reading.declared(connection, source, capture)

    def changes(self, vendor: str = "", since: datetime | None = None) -> Sequence[RecordedChange]:
        """Changes in order of recording; `since` compares with the capture of the new text."""
        conditions = [schema.sources.c.vendor == vendor] if vendor else []
        conditions += [schema.changes.c.new_at >= since] if since else []
        with connect.reading(self._engine) as connection:
            return reading.changes_of(connection, *conditions)

    def change(self, change: int) -> RecordedChange:
        """One change; UsageError if there is none."""
        with connect.reading(self._engine) as connection:
            found = reading.changes_of(connection, schema.changes.c.id == change)
        if not found:
            raise UsageError(f"There is no change {change}.", "`clausewatch changes` lists them.")
        return found[0]

    def attempts(self, source: str = "", since: datetime | None = None) -> Sequence[AttemptRow]:
        """Attempts in order of recording."""
        with connect.reading(self._engine) as connection:
            return reading.attempts_of(connection, source, since)

    def cached(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Entries of the finding cache; altered ones count as missing."""
        with connect.reading(self._engine) as connection:
            return reading.cached(connection, keys)

    def search(self, text: str, limit: int = 50, vendor: str = "") -> Sequence[Hit]:
        """Passages of all versions with all words of a query."""
        with connect.reading(self._engine) as connection:
            return search.find(connection, text, limit, vendor)

    def standing(self, source: str) -> Sequence[tuple[str, datetime]]:
        """The passages of the newest version, dated."""
        with connect.reading(self._engine) as connection:
            return search.standing(connection, source)

    # what happened

    def observe(self, observation: Observation) -> Recorded:
        """Write all of one observation in one transaction; a repeat gives the ids that are there."""
        return self.derived([observation])[0]

    def derived(self, observations: Sequence[Observation]) -> Sequence[Recorded]:
        """Write observations in one transaction."""
        if not observations:
            return []
        packed = [packing.pack(seen.reading) if seen.reading else b"" for seen in observations]
        sums = [hashlib.sha256(body).hexdigest() if body else "" for body in packed]
        raw = {seen.attempt.sha256: seen.attempt.body for seen in observations}
        self._keep({**raw, **dict(zip(sums, packed, strict=True))})
        with connect.writing(self._engine) as connection:
            return [writing.observe(connection, seen, body) for seen, body in zip(observations, sums, strict=True)]

    def attempted(self, attempts: Sequence[tuple[Source, Attempt]], again: Sequence[Observation] = ()) -> None:
        """Record attempts that brought no new text, in one commit; those `again` had new bytes of a known one."""
        tried = [*(attempt for _, attempt in attempts), *(seen.attempt for seen in again)]
        if not tried:
            return
        self._keep({attempt.sha256: attempt.body for attempt in tried})
        with connect.writing(self._engine) as connection:
            attempting.attempted(connection, attempts, again)

    # what leaves the house

    def announce(self, alerts: Sequence[Alert], channels: Sequence[str]) -> None:
        """Put alerts of no observation into the outbox."""
        with connect.writing(self._engine) as connection:
            transaction = writing.Writing(connection)
            outbox.post(transaction, alerts, channels, 0)
            transaction.log.flush()

    def pending(self, now: datetime, limit: int = 100) -> Sequence[Message]:
        """Messages that are due, oldest first."""
        with connect.reading(self._engine) as connection:
            return outbox.pending(connection, now, limit)

    def sent(self, message: Message, at: datetime) -> None:
        """Mark as delivered."""
        with connect.writing(self._engine) as connection:
            outbox.sent(connection, message.id, at)

    def failed(self, message: Message, error: str, next_try: datetime | None) -> None:
        """Mark a failed try; without a next one the message is dead."""
        with connect.writing(self._engine) as connection:
            outbox.failed(connection, message.id, error, next_try)

    def hold(self, message: Message) -> None:
        """Keep for the next digest."""
        with connect.writing(self._engine) as connection:
            outbox.held(connection, message.id)

    def waiting(self, channel: str) -> Sequence[Message]:
        """Messages that wait for a channel's next digest."""
        with connect.reading(self._engine) as connection:
            return outbox.waiting(connection, channel)

    def gather(self, digest: Alert, channel: str, held: Sequence[Message], at: datetime) -> None:
        """Post a digest and mark what it tells of."""
        with connect.writing(self._engine) as connection:
            transaction = writing.Writing(connection)
            outbox.gathered(transaction, digest, channel, held, at)
            transaction.log.flush()

    def told(self, since: datetime | None = None) -> Sequence[Alert]:
        """Alerts that were made, oldest first."""
        with connect.reading(self._engine) as connection:
            return outbox.told(connection, since)

    def messages(self) -> Mapping[str, int]:
        """How many messages are in each state."""
        with connect.reading(self._engine) as connection:
            return outbox.counts(connection)

    # what people decide

    def decide(self, decision: Decision) -> int:
        """Add a decision, an acknowledgement or an undo."""
        with connect.writing(self._engine) as connection:
            return people.decide(connection, decision)

    def decisions(self, change: int = 0) -> Sequence[Decision]:
        """All rows on a change, or on all changes."""
        with connect.reading(self._engine) as connection:
            return people.decisions(connection, change)

    def in_force(self) -> Mapping[int, Decision]:
        """The decision in force per change."""
        return people.in_force(self.decisions())

    def open_decisions(self, severity: int = 2) -> Sequence[RecordedChange]:
        """Changes that people were told of and that wait for a decision."""
        with connect.reading(self._engine) as connection:
            return reading.changes_numbered(connection, people.undecided(connection, severity))

    def mute(self, muted: Mute) -> int:
        """Mute a source, vendor or kind until a day."""
        with connect.writing(self._engine) as connection:
            return people.mute(connection, muted)

    def mutes(self, now: datetime) -> Sequence[Mute]:
        """The mutes in force."""
        with connect.reading(self._engine) as connection:
            return people.mutes(connection, now)

    def set_user(self, user: User, by: str, at: datetime) -> int:
        """Add or replace a user."""
        with connect.writing(self._engine) as connection:
            return people.set_user(connection, user, by, at)

    def users(self) -> Mapping[str, User]:
        """Who may enter, by name."""
        with connect.reading(self._engine) as connection:
            return people.users(connection)

    def note(self, row: AuditRow) -> int:
        """Add a row to the audit log."""
        with connect.writing(self._engine) as connection:
            return people.note(connection, row)

    def audit(self, since: datetime | None = None) -> Sequence[AuditRow]:
        """Who did what, in order of recording."""
        with connect.reading(self._engine) as connection:
            return people.audit(connection, since)

    # proof

    def checkpoint(self, at: datetime) -> Checkpoint:
        """The signed head of the log."""
        with connect.reading(self._engine) as connection:
            return self.checkpoint_of(connection, at)

    def checkpoint_of(self, connection: sa.Connection, at: datetime) -> Checkpoint:
        """The signed head as a transaction sees it."""
        from clausewatch.record import keys

        size, frontier = log.head(connection)
        facts = log.facts(connection)
        root, key = merkle.root(frontier).hex(), facts["public_key"]
        unsigned = Checkpoint(facts["origin"], size, root, at.astimezone(UTC), "", key)
        signature = keys.sign(self._home, key, unsigned.body)
        return Checkpoint(facts["origin"], size, root, unsigned.at, signature, key)

    def leaves(self, start: int = 0, stop: int | None = None) -> Sequence[Leaf]:
        """Entries of the log, half-open."""
        with connect.reading(self._engine) as connection:
            return log.entries(connection, start, stop)

    def proof(self, leaf: int, size: int | None = None) -> Proof:
        """Inclusion of a leaf; UsageError if there is none such."""
        with connect.reading(self._engine) as connection:
            return log.inclusion(connection, leaf, size)

    def consistency(self, first: int, second: int | None = None) -> tuple[str, ...]:
        """Proof that the log grew from `first` leaves; UsageError if it never had so many."""
        with connect.reading(self._engine) as connection:
            return log.consistency(connection, first, second)

    def against(self, checkpoint: Checkpoint) -> Sequence[str]:
        """What contradicts an exported checkpoint."""
        from clausewatch.record import verify

        with connect.reading(self._engine) as connection:
            return verify.against(connection, checkpoint)

    def verify(self) -> Sequence[str]:
        """Sentences that name what is broken."""
        from clausewatch.record import verify

        return verify.verify(self._engine, self._blobs)

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()
