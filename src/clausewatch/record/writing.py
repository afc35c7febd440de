"""What happened, written down: functions of one transaction that is the caller's to commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clausewatch.model import Attempt, Cause, Outcome, PageKind, Source, digest
from clausewatch.record import leaves, outbox, packing, schema, search
from clausewatch.record.log import Appender
from clausewatch.record.packing import clean
from clausewatch.record.protocol import Observation, Recorded
from clausewatch.record.reading import chunks, newest_version, seal
from clausewatch.record.schema import attempts, captures, sources, versions

_EARLIER = 3
"""How many previous text hashes a version remembers, to recognise A, B, A."""


@dataclass(frozen=True, slots=True)
class Known:
    """The latest version of a source, as the transaction sees it."""

    version: int
    capture: int
    text_sha256: str
    fingerprints: tuple[str, str, str]
    earlier: str
    seen: datetime


class Writing:
    """One transaction that writes: holds the log open and the source at hand."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.log = Appender(connection)

    def insert(self, kind: str, row: Mapping[str, Any], source: str | None = None) -> int:
        """Insert one row of a kind that has leaves of its own (and a source, where it has one); gives its id."""
        table, leaf = leaves.TABLES[kind], self.log.reserve()
        result = self.connection.execute(table.insert().values(**row, leaf=leaf))
        number = int((result.inserted_primary_key or (0,))[0])
        self.log.put(leaf, leaves.of_row(kind, {**row, "id": number, "source": source}))
        return number

    def insert_all(self, kind: str, rows: Sequence[tuple[Mapping[str, Any], str]]) -> list[int]:
        """Insert rows of one kind, each with its source's key, in one statement; gives their ids in order."""
        table = leaves.TABLES[kind]
        numbered = [{**row, "leaf": self.log.reserve()} for row, _ in rows]
        insert = table.insert().returning(table.c.id, sort_by_parameter_order=True)
        ids = list(self.connection.execute(insert, numbered).scalars()) if numbered else []
        for row, (_, key), number in zip(numbered, rows, ids, strict=True):
            self.log.put(row["leaf"], leaves.of_row(kind, {**row, "id": number, "source": key}))
        return ids


def observe(connection: sa.Connection, seen: Observation, reading_sha256: str) -> Recorded:
    """Write all of one observation; what is there already is not written twice."""
    writing = Writing(connection)
    source = source_ids(connection, [seen.source])[seen.source.key]
    known = _known(connection, source)
    capture = _existing_capture(connection, source, seen.attempt)
    fresh = not capture
    wanted = seen.reading is not None and _is_new(connection, seen, known, capture)
    if fresh:
        capture = _capture(writing, source, seen)
    _attempt(writing, source, seen, (capture, _sighted(seen, known, capture, wanted)))
    version = _version(writing, source, seen, (capture, known, reading_sha256)) if wanted else 0
    change = 0
    if version or (fresh and seen.reading is None):
        change = _change(writing, source, seen, (known, capture, version))
        outbox.post(writing, seen.alerts, seen.channels, change)
    _remember(connection, seen.cache)
    writing.log.flush()
    return Recorded(capture, version or _version_of(connection, capture, seen), change)


def insert_attempts(writing: Writing, rows: Sequence[tuple[dict[str, Any], str]]) -> None:
    """Rows, each with its source's key, under one leaf."""
    leaf = writing.log.reserve()
    insert = attempts.insert().returning(attempts.c.id, sort_by_parameter_order=True)
    ids = writing.connection.execute(insert, [{**row, "leaf": leaf} for row, _ in rows]).scalars()
    told = [{**row, "source": key, "id": number} for (row, key), number in zip(rows, ids, strict=True)]
    writing.log.put(leaf, leaves.of_attempts(told))


def source_ids(connection: sa.Connection, wanted: Sequence[Source]) -> dict[str, int]:
    """Ids of sources by key; those not known yet are entered."""
    by_key = {source.key: source for source in wanted}
    found: dict[str, int] = {}
    for part in chunks(by_key):
        query = sa.select(sources.c.key, sources.c.id).where(sources.c.key.in_(part))
        found.update({row.key: row.id for row in connection.execute(query)})
    for key in by_key.keys() - found.keys():
        source = by_key[key]
        row = {"key": key, "vendor": source.vendor, "document": source.document}
        result = connection.execute(sources.insert().values(**row))
        found[key] = int((result.inserted_primary_key or (0,))[0])
    return found


def _known(connection: sa.Connection, source: int) -> Known | None:
    query = (
        sa.select(versions, captures.c.at)
        .join(sources, sources.c.id == versions.c.source_id)
        .join(captures, captures.c.id == versions.c.capture_id)
        .where(sources.c.id == source, versions.c.id == newest_version())
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    sightings = sa.select(attempts.c.at).where(attempts.c.source_id == source, attempts.c.sighted == row.capture_id)
    seen = connection.execute(sightings.order_by(attempts.c.id.desc()).limit(1)).scalar_one_or_none()
    fingerprints = (row.parser, row.declaration, row.detector)
    return Known(row.id, row.capture_id, row.text_sha256, fingerprints, row.earlier, seen or row.at)


def _existing_capture(connection: sa.Connection, source: int, attempt: Attempt) -> int:
    query = sa.select(captures.c.id).where(
        captures.c.source_id == source, captures.c.at == attempt.at, captures.c.sha256 == attempt.sha256
    )
    return connection.execute(query).scalar_one_or_none() or 0


def _is_new(connection: sa.Connection, seen: Observation, known: Known | None, capture: int) -> bool:
    """False if the version is there: two runs at once, a repeat after a crash, a second import."""
    state = (_text_sha256(seen), seen.fingerprints)
    derived_anew = bool(capture) and seen.cause is not Cause.CONTENT
    if known and not derived_anew and (known.text_sha256, known.fingerprints) == state:
        return False
    derived = connection.execute(sa.select(versions).where(versions.c.capture_id == capture)).all() if capture else []
    if seen.cause is Cause.CONTENT:
        return not derived
    return state not in [(v.text_sha256, (v.parser, v.declaration, v.detector)) for v in derived]


def _text_sha256(seen: Observation) -> str:
    return seen.reading.document.text_sha256 if seen.reading else seen.text_sha256


def _sighted(seen: Observation, known: Known | None, capture: int, wanted: bool) -> int | None:
    """The capture of the version that was seen; None for anything that is not the document."""
    if wanted:
        return capture
    if known is None or seen.page_kind is not PageKind.TERMS or seen.attempt.outcome is not Outcome.CAPTURED:
        return None
    return known.capture if _text_sha256(seen) in ("", known.text_sha256) else None


def _capture(writing: Writing, source: int, seen: Observation) -> int:
    declared = declaration_ids(writing, {seen.source.key: source}, [seen.source])
    row = capture_row(seen, source, declared[seen.source])
    return writing.insert("capture", row, seen.source.key)


def capture_row(seen: Observation, source: int, declaration: int) -> dict[str, Any]:
    """The columns of the capture of an observation."""
    attempt = seen.attempt
    return {
        "source_id": source,
        "declaration_id": declaration,
        "at": attempt.at,
        "url": clean(attempt.url),
        "final_url": clean(attempt.final_url),
        "status": attempt.status,
        "content_type": clean(attempt.content_type),
        "headers": clean(packing.dump(attempt.headers)),
        "sha256": attempt.sha256,
        "text_sha256": _text_sha256(seen),
        "page_kind": seen.page_kind.value,
        "page_reason": clean(seen.page_reason),
    }


def declaration_ids(writing: Writing, ids: Mapping[str, int], wanted: Sequence[Source]) -> dict[Source, int]:
    """Ids of the declarations of sources; those not known yet are entered."""
    table = schema.declarations
    query = sa.select(table.c.source_id, table.c.sha256, table.c.id)
    known: dict[tuple[int, str], int] = {}
    for part in chunks(source.key for source in wanted):
        rows = writing.connection.execute(query.where(table.c.source_id.in_([ids[key] for key in part])))
        known.update({(row.source_id, row.sha256): row.id for row in rows})
    found: dict[Source, int] = {}
    for source in dict.fromkeys(wanted):
        number, body = ids[source.key], clean(packing.dump(source))
        sha256 = digest(body)
        row = {"source_id": number, "sha256": sha256, "body": body}
        found[source] = known.get((number, sha256)) or writing.insert("declaration", row, source.key)
    return found


def _attempt(writing: Writing, source: int, seen: Observation, links: tuple[int, int | None]) -> None:
    if (source, seen.attempt.at, seen.attempt.sha256) in recorded(writing.connection, [seen.attempt]):
        return
    capture, sighted = links
    row = {**attempt_row(seen.attempt), "source_id": source, "capture_id": capture, "sighted": sighted}
    insert_attempts(writing, [(row, seen.source.key)])


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    """The columns of an attempt that are its own."""
    full = attempt.outcome is Outcome.CAPTURED
    return {
        "at": attempt.at,
        "outcome": attempt.outcome.value,
        "detail": clean(attempt.detail),
        "url": clean(attempt.final_url or attempt.url),
        "status": attempt.status,
        "tries": attempt.tries,
        "sha256": attempt.sha256,
        "etag": clean(attempt.header("etag")) if full else "",
        "last_modified": clean(attempt.header("last-modified")) if full else "",
    }


def recorded(connection: sa.Connection, batch: Sequence[Attempt]) -> set[tuple[int, datetime, str]]:
    """Attempts in the time span of a batch that the record has already."""
    first, last = min(a.at for a in batch), max(a.at for a in batch)
    query = sa.select(attempts.c.source_id, attempts.c.at, attempts.c.sha256)
    rows = connection.execute(query.where(attempts.c.at.between(first, last)))
    return {(row.source_id, row.at, row.sha256) for row in rows}


def _version(writing: Writing, source: int, seen: Observation, base: tuple[int, Known | None, str]) -> int:
    capture, known, reading_sha256 = base
    if seen.reading is None:
        return 0
    document, detection = seen.reading.document, seen.reading.detection
    findings = [{**packing.finding_row(f), "ordinal": n} for n, f in enumerate(detection.findings)]
    named = [{**packing.subprocessor_row(s), "ordinal": n} for n, s in enumerate(detection.subprocessors)]
    before = [known.text_sha256, *known.earlier.split()] if known else []
    count = sa.select(sa.func.count()).select_from(versions).where(versions.c.source_id == source)
    row = {
        "source_id": source,
        "capture_id": capture,
        "seq": writing.connection.execute(count).scalar_one() + 1,
        "text_sha256": document.text_sha256,
        "title": clean(document.title),
        "lang": clean(document.lang),
        "cause": seen.cause.value,
        **dict(zip(("parser", "declaration", "detector"), seen.fingerprints, strict=True)),
        "earlier": " ".join(before[:_EARLIER]),
        "reading_sha256": reading_sha256,
        "rows_sha256": packing.rows_digest([*findings, *named]),
    }
    version = writing.insert("version", row, seen.source.key)
    for table, rows in ((schema.findings, findings), (schema.subprocessors, named)):
        if rows:
            writing.connection.execute(table.insert(), [{**r, "version_id": version} for r in rows])
    if known is None or capture >= known.capture:
        search.index(writing.connection, source, version, seen.reading)
    return version


def _version_of(connection: sa.Connection, capture: int, seen: Observation) -> int:
    """For a repeated observation: the version that is there already."""
    if seen.reading is None:
        return 0
    query = sa.select(versions.c.id).where(versions.c.capture_id == capture, versions.c.text_sha256 == _text_sha256(seen))
    return connection.execute(query.order_by(versions.c.id.desc()).limit(1)).scalar_one_or_none() or 0


def _change(writing: Writing, source: int, seen: Observation, links: tuple[Known | None, int, int]) -> int:
    known, capture, version = links
    change = seen.change
    if change is None:
        return 0
    at = writing.connection.execute(sa.select(captures.c.at).where(captures.c.id == capture)).scalar_one()
    row = {
        "source_id": source,
        "capture_id": capture,
        "old_version_id": _derived_before(writing.connection, capture, version) or (known.version if known else None),
        "new_version_id": version or None,
        "old_at": known.seen if known and known.capture != capture else at,
        "new_at": at,
        "cause": seen.cause.value,
        "substantive": change.substantive,
        "severity": change.severity,
        "trouble": change.capture or "",
        "body": clean(packing.dump(change)),
    }
    return writing.insert("change", row, seen.source.key)


def _derived_before(connection: sa.Connection, capture: int, version: int) -> int | None:
    """The last version that the same capture gave earlier: what a version derived again is compared with."""
    query = sa.select(sa.func.max(versions.c.id)).where(versions.c.capture_id == capture, versions.c.id < version)
    number: int | None = connection.execute(query).scalar_one()
    return number


def _remember(connection: sa.Connection, entries: Mapping[str, str]) -> None:
    if entries:
        rows = [{"key": k, "value": v, "seal": seal(k, v)} for k, v in entries.items()]
        connection.execute(_insert_once(connection), rows)


def _insert_once(connection: sa.Connection) -> sa.Insert:
    """Insert into the cache unless the key is there; the dialect of the other database is not loaded."""
    if connection.dialect.name == "sqlite":
        return schema.cache.insert().prefix_with("OR IGNORE")
    from sqlalchemy.dialects.postgresql import insert

    return insert(schema.cache).on_conflict_do_nothing()


def genesis(connection: sa.Connection, facts: Mapping[str, str]) -> None:
    """The first leaf of a new record: what it is called and by which key its heads are signed."""
    connection.execute(schema.log_head.insert().values(id=1, size=0, frontier=""))
    connection.execute(schema.meta.insert(), [{"name": k, "value": v} for k, v in facts.items()])
    writing = Writing(connection)
    writing.log.add({"kind": "genesis", **facts})
    writing.log.flush()
