"""Taking away on purpose: raw bytes after their time, and whatever personal data a capture held.

Nothing goes silently. A removal is a row with a leaf of its own, written before the bytes go; hashes
and leaves stay, so every proof still holds, and `verify` knows what is missing for a reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clausewatch.errors import Removed, UsageError
from clausewatch.record import schema
from clausewatch.record.keeping import Why
from clausewatch.record.packing import clean
from clausewatch.record.reading import chunks, newest_version
from clausewatch.record.writing import Writing

BLOB, ERASED, VERSION, CHANGE, ALERT = "blob", "erased", "version", "change", "alert"
"""Kinds of removals; bytes that were `erased` are not kept when they come again, `blob`s are."""


def gone(connection: sa.Connection) -> Mapping[str, frozenset[str]]:
    """The subjects of all removals, by kind; blobs and erased bytes together under `blob`."""
    found: dict[str, set[str]] = {BLOB: set(), VERSION: set(), CHANGE: set(), ALERT: set()}
    for row in connection.execute(sa.select(schema.removals.c.what, schema.removals.c.subject)):
        found.setdefault(BLOB if row.what == ERASED else row.what, set()).add(row.subject)
    return {what: frozenset(subjects) for what, subjects in found.items()}


def erased(connection: sa.Connection, hashes: Iterable[str]) -> set[str]:
    """The hashes among these whose bytes must not be kept again."""
    table = schema.removals
    found: set[str] = set()
    for part in chunks(dict.fromkeys(hashes)):
        found.update(
            connection.execute(sa.select(table.c.subject).where(table.c.what == ERASED, table.c.subject.in_(part))).scalars()
        )
    return found


def explained(connection: sa.Connection, sha256: str) -> Removed | None:
    """Why bytes are not there, if they were taken away on purpose."""
    table = schema.removals
    query = sa.select(table).where(table.c.what.in_((BLOB, ERASED)), table.c.subject == sha256)
    row = connection.execute(query.order_by(table.c.id.desc()).limit(1)).one_or_none()
    return Removed(sha256, row.reason, row.at) if row else None


def outdated(connection: sa.Connection, before: datetime) -> list[str]:
    """Hashes of raw bytes that were captured before a time only, and that no latest version comes from."""
    table, attempts = schema.captures, schema.attempts
    latest = sa.select(schema.versions.c.capture_id).select_from(schema.sources)
    latest = latest.join(schema.versions, schema.versions.c.id == newest_version())
    later = sa.select(attempts.c.sha256).where(attempts.c.at >= before, attempts.c.sha256 != "")
    used = sa.select(table.c.sha256).where(sa.or_(table.c.at >= before, table.c.id.in_(latest)))
    removed = sa.select(schema.removals.c.subject).where(schema.removals.c.what == ERASED)
    readings = sa.select(schema.versions.c.reading_sha256)
    query = sa.select(table.c.sha256).where(table.c.at < before, table.c.sha256 != "").distinct()
    for kept in (later, used, removed, readings):
        query = query.where(table.c.sha256.not_in(kept))
    return sorted(connection.execute(query).scalars())


def note(connection: sa.Connection, subjects: Sequence[tuple[str, str]], why: Why) -> None:
    """Write removals, of a kind and subject each, and their leaves.

    Raises:
        UsageError: there is no reason, or nobody who gives it.
    """
    if not why.reason.strip() or not why.name.strip():
        raise UsageError("A removal needs a name and a reason.", "Both are kept for good; write no personal data into them.")
    writing = Writing(connection)
    for what, subject in subjects:
        row = {"what": what, "subject": subject, "reason": clean(why.reason), "name": clean(why.name), "at": why.at}
        writing.insert("removal", row)
    writing.log.flush()


def erase(connection: sa.Connection, capture: int, why: Why) -> list[str]:
    """Take a capture's text, findings and everything that quotes them out of the rows; gives the blobs that must go.

    Raises:
        UsageError: there is no such capture.
    """
    table, versions = schema.captures, schema.versions
    raw = connection.execute(sa.select(table.c.sha256).where(table.c.id == capture)).scalar_one_or_none()
    if raw is None:
        raise UsageError(f"There is no capture {capture}.", "`clausewatch status` and the desk name captures.")
    same = sa.select(table.c.id).where(table.c.sha256 == raw)
    readings = sa.select(versions.c.reading_sha256).where(versions.c.capture_id.in_(same))
    touched = connection.execute(
        sa.select(versions.c.id, versions.c.reading_sha256).where(versions.c.reading_sha256.in_(readings))
    )
    found = {row.id: row.reading_sha256 for row in touched}
    changes = _changes(connection, list(found), capture)
    alerts = _alerts(connection, changes)
    hashes = sorted({raw, *found.values()})
    subjects = [(ERASED, sha256) for sha256 in hashes] + [(VERSION, str(n)) for n in found]
    note(connection, [*subjects, *((CHANGE, str(n)) for n in changes), *((ALERT, name) for name in alerts)], why)
    _blank(connection, schema.changes, changes, why)
    _blank(connection, schema.alerts, alerts, why)
    _forget(connection, list(found))
    return hashes


def _changes(connection: sa.Connection, versions: Sequence[int], capture: int) -> list[int]:
    table = schema.changes
    touched = sa.or_(table.c.old_version_id.in_(versions), table.c.new_version_id.in_(versions), table.c.capture_id == capture)
    return list(connection.execute(sa.select(table.c.id).where(touched)).scalars())


def _alerts(connection: sa.Connection, changes: Sequence[int]) -> list[str]:
    return list(connection.execute(sa.select(schema.alerts.c.id).where(schema.alerts.c.change_id.in_(changes))).scalars())


def _blank(connection: sa.Connection, table: sa.Table, ids: Sequence[Any], why: Why) -> None:
    """Leave of a change or an alert what can be read by program, and the reason instead of all sentences."""
    for row in connection.execute(sa.select(table.c.id, table.c.body).where(table.c.id.in_(ids))).all():
        body = json.dumps(_blanked(json.loads(row.body), clean(why.reason)), ensure_ascii=False)
        connection.execute(table.update().where(table.c.id == row.id).values(body=body))


def _blanked(body: dict[str, Any], reason: str) -> dict[str, Any]:
    said = f"Erased: {reason}"
    texts = {"summary": {"en": said, "sv": f"Raderat: {reason}"}} if "summary" in body else {}
    lines = {"sentences": [said], "title": ""} if "sentences" in body else {}
    emptied = {k: type(v)() for k, v in body.items() if isinstance(v, (list, dict)) and k not in ("types", "roles", "noise")}
    return {**body, **emptied, **texts, **lines}


def _forget(connection: sa.Connection, versions: Sequence[int]) -> None:
    for table in (schema.findings, schema.subprocessors, schema.passages):
        connection.execute(table.delete().where(table.c.version_id.in_(versions)))
    connection.execute(schema.cache.delete())
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO passages_words (passages_words) VALUES ('rebuild')")


def rows(connection: sa.Connection) -> Iterator[tuple[str, str, Why]]:
    """All removals, in order of recording: kind, subject, and why."""
    for row in connection.execute(sa.select(schema.removals).order_by(schema.removals.c.id)):
        yield row.what, row.subject, Why(row.name, row.reason, row.at)
