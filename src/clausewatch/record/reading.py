"""What the record knows, as values of the protocol. Functions of one connection."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from clausewatch.codec import build
from clausewatch.errors import UsageError
from clausewatch.model import HELD_KINDS, Cause, Change, PageKind, RecordedChange, Source, Validators, digest
from clausewatch.record.protocol import AttemptRow, CaptureRow, Held, Latest, VersionRow
from clausewatch.record.schema import attempts, cache, captures, changes, declarations, sources, versions

_CHUNK = 5000
"""Bound parameters of one statement; SQLite takes 32,766."""


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in lists short enough for one statement."""
    rest = iter(values)
    while part := list(islice(rest, _CHUNK)):
        yield part


def newest_version() -> sa.ScalarSelect[int]:
    """Id of the latest version of a row of `sources`: by capture, then id, never by clock."""
    other = versions.alias("newest")
    query = sa.select(other.c.id).where(other.c.source_id == sources.c.id).correlate(sources)
    return query.order_by(other.c.capture_id.desc(), other.c.id.desc()).limit(1).scalar_subquery()


def _sighting(full: bool) -> sa.ScalarSelect[int]:
    """Id of the last attempt that saw the text of a row of `versions`; with `full`, as a full body."""
    seen = attempts.alias()
    query = sa.select(seen.c.id).where(seen.c.source_id == versions.c.source_id, seen.c.sighted == versions.c.capture_id)
    if full:
        query = query.where(seen.c.outcome == "captured")
    return query.correlate(versions).order_by(seen.c.id.desc()).limit(1).scalar_subquery()


def latest(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Latest]:
    """Where each source with a version stands."""
    found: dict[str, Latest] = {}
    for part in chunks(keys):
        waiting = held(connection, part)
        for row in connection.execute(_latest_query(part)):
            found[row.source] = Latest(
                source=row.source,
                version=row.id,
                captured_at=row.last_at or row.first_at,
                full_at=row.full_at or row.first_at,
                validators=Validators(row.etag or "", row.last_modified or "", row.sha256 or row.first_sha256),
                text_sha256=row.text_sha256,
                fingerprints=(row.parser, row.declaration, row.detector),
                earlier=tuple(row.earlier.split()),
                held=waiting.get(row.source),
            )
    return found


def _latest_query(keys: Sequence[str]) -> sa.Select[tuple[object, ...]]:
    last, full = attempts.alias("last"), attempts.alias("last_full")
    return (
        sa.select(
            sources.c.key.label("source"),
            *(versions.c[name] for name in ("id", "text_sha256", "parser", "declaration", "detector", "earlier")),
            captures.c.at.label("first_at"),
            captures.c.sha256.label("first_sha256"),
            last.c.at.label("last_at"),
            full.c.at.label("full_at"),
            full.c.etag,
            full.c.last_modified,
            full.c.sha256,
        )
        .select_from(sources)
        .join(versions, versions.c.id == newest_version())
        .join(captures, captures.c.id == versions.c.capture_id)
        .outerjoin(last, last.c.id == _sighting(full=False))
        .outerjoin(full, full.c.id == _sighting(full=True))
        .where(sources.c.key.in_(keys))
    )


def held(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Held]:
    """The newest held text of each source since its version was last seen; `at` is its first sight."""
    found: dict[str, Held] = {}
    for part in chunks(keys):
        by_source: dict[str, list[sa.Row[tuple[object, ...]]]] = defaultdict(list)
        for row in connection.execute(_held_query(part)):
            by_source[row.source].append(row)
        for source, rows in by_source.items():
            last = rows[-1]
            first = next(r for r in rows if r.text_sha256 == last.text_sha256)
            found[source] = Held(last.id, PageKind(last.page_kind), last.text_sha256, first.at)
    return found


def _held_query(keys: Sequence[str]) -> sa.Select[tuple[object, ...]]:
    seen = attempts.alias()
    since = sa.select(sa.func.max(seen.c.leaf)).where(seen.c.source_id == captures.c.source_id, seen.c.sighted.is_not(None))
    accepted = sa.select(sa.func.max(versions.c.capture_id)).where(versions.c.source_id == captures.c.source_id)
    return (
        sa.select(
            sources.c.key.label("source"),
            captures.c.id,
            captures.c.at,
            captures.c.page_kind,
            captures.c.text_sha256,
        )
        .join(sources, sources.c.id == captures.c.source_id)
        .where(
            sources.c.key.in_(keys),
            captures.c.page_kind.in_(sorted(HELD_KINDS)),
            captures.c.leaf > sa.func.coalesce(since.correlate(captures).scalar_subquery(), 0),
            captures.c.id > sa.func.coalesce(accepted.correlate(captures).scalar_subquery(), 0),
        )
        .order_by(captures.c.id)
    )


def captures_of(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[CaptureRow]:
    """Captures that fit, in order of recording."""
    query = sa.select(sources.c.key.label("source"), captures).join(sources, sources.c.id == captures.c.source_id)
    return [
        CaptureRow(
            id=row.id,
            source=row.source,
            at=row.at,
            url=row.url,
            final_url=row.final_url,
            status=row.status,
            content_type=row.content_type,
            sha256=row.sha256,
            page_kind=PageKind(row.page_kind),
            page_reason=row.page_reason,
        )
        for row in connection.execute(query.where(*conditions).order_by(captures.c.id))
    ]


def capture(connection: sa.Connection, number: int) -> CaptureRow:
    """One capture.

    Raises:
        UsageError: there is none with this number.
    """
    found = captures_of(connection, captures.c.id == number)
    if not found:
        raise UsageError(f"There is no capture {number}.")
    return found[0]


def headers(connection: sa.Connection, number: int) -> tuple[tuple[str, str], ...]:
    """The response headers of a capture, in the order received."""
    text = connection.execute(sa.select(captures.c.headers).where(captures.c.id == number)).scalar_one_or_none()
    return tuple((name, value) for name, value in json.loads(text or "[]"))


def versions_of(connection: sa.Connection, source: str) -> list[VersionRow]:
    """The versions of a source in order of capture; of two from one capture, the later derived last."""
    last = attempts.alias("last")
    query = (
        sa.select(versions, captures.c.at.label("first_at"), last.c.at.label("last_at"))
        .join(sources, sources.c.id == versions.c.source_id)
        .join(captures, captures.c.id == versions.c.capture_id)
        .outerjoin(last, last.c.id == _sighting(full=False))
        .where(sources.c.key == source)
        .order_by(versions.c.capture_id, versions.c.id)
    )
    return [
        VersionRow(
            id=row.id,
            source=source,
            seq=row.seq,
            capture=row.capture_id,
            first_seen=row.first_at,
            last_seen=row.last_at or row.first_at,
            text_sha256=row.text_sha256,
            title=row.title,
            lang=row.lang,
            cause=Cause(row.cause),
            fingerprints=(row.parser, row.declaration, row.detector),
        )
        for row in connection.execute(query)
    ]


def reading_of(connection: sa.Connection, version: int) -> tuple[str, datetime]:
    """Blob name of the reading of a version, and the time of its capture.

    Raises:
        UsageError: there is no such version.
    """
    query = sa.select(versions.c.reading_sha256, captures.c.at).join(captures, captures.c.id == versions.c.capture_id)
    row = connection.execute(query.where(versions.c.id == version)).one_or_none()
    if row is None:
        raise UsageError(f"There is no version {version}.")
    return row.reading_sha256, row.at


def source_keys(connection: sa.Connection) -> list[str]:
    """The keys of all sources ever attempted."""
    return list(connection.execute(sa.select(sources.c.key).order_by(sources.c.key)).scalars())


def declared(connection: sa.Connection, source: str, capture: int = 0) -> Source | None:
    """The declaration of a source with its newest capture, or with one of them; None before the first."""
    query = (
        sa.select(declarations.c.body)
        .join(captures, captures.c.declaration_id == declarations.c.id)
        .join(sources, sources.c.id == captures.c.source_id)
        .where(sources.c.key == source, captures.c.id == capture if capture else sa.true())
        .order_by(captures.c.id.desc())
        .limit(1)
    )
    body = connection.execute(query).scalar_one_or_none()
    return build(Source, json.loads(body)) if body else None


def changes_of(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[RecordedChange]:
    """Changes that fit, in order of recording."""
    query = sa.select(sources.c.vendor, sources.c.document, changes).join(sources, sources.c.id == changes.c.source_id)
    return [
        RecordedChange(
            id=row.id,
            vendor=row.vendor,
            document=row.document,
            old_captured_at=row.old_at,
            new_captured_at=row.new_at,
            old_version=row.old_version_id or 0,
            new_version=row.new_version_id or 0,
            cause=Cause(row.cause),
            change=build(Change, json.loads(row.body)),
        )
        for row in connection.execute(query.where(*conditions).order_by(changes.c.id))
    ]


def changes_numbered(connection: sa.Connection, numbers: Sequence[int]) -> list[RecordedChange]:
    """The changes with these ids, in order of recording."""
    found: list[RecordedChange] = []
    for start in range(0, len(numbers), _CHUNK):
        found += changes_of(connection, changes.c.id.in_(numbers[start : start + _CHUNK]))
    return found


def attempts_of(connection: sa.Connection, source: str, since: datetime | None) -> list[AttemptRow]:
    """Attempts, of one source or all, in order of recording."""
    query = sa.select(sources.c.key.label("source"), attempts).join(sources, sources.c.id == attempts.c.source_id)
    if source:
        query = query.where(sources.c.key == source)
    if since is not None:
        query = query.where(attempts.c.at >= since)
    return [
        AttemptRow(row.id, row.source, row.at, row.outcome, row.detail, row.status, row.sha256, row.url)
        for row in connection.execute(query.order_by(attempts.c.id))
    ]


def cached(connection: sa.Connection, keys: Sequence[str]) -> Mapping[str, str]:
    """Entries of the finding cache that are there and whole."""
    found: dict[str, str] = {}
    for part in chunks(keys):
        rows = connection.execute(sa.select(cache).where(cache.c.key.in_(part)))
        found.update({row.key: row.value for row in rows if row.seal == seal(row.key, row.value)})
    return found


def seal(key: str, value: str) -> str:
    """Check sum of a cache entry: one that was altered is found again instead of believed."""
    return digest(f"{key}\n{value}")[:16]
