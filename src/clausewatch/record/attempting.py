"""Attempts without a new text, many of them written down in one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from clausewatch.model import Attempt, Outcome, Source
from clausewatch.record.protocol import Observation
from clausewatch.record.reading import chunks, newest_version
from clausewatch.record.schema import attempts, sources, versions
from clausewatch.record.writing import Writing, attempt_row, capture_row, declaration_ids, insert_attempts, recorded, source_ids

_Row = tuple[dict[str, Any], str]
"""The columns of an attempt, and its source's key."""
_Version = tuple[int, str]
"""The capture of a version, and the hash of its text."""


def attempted(connection: sa.Connection, batch: Sequence[tuple[Source, Attempt]], again: Sequence[Observation]) -> None:
    """Write attempts that brought no new text: all of them under one leaf, what is there already left out."""
    writing = Writing(connection)
    tried = [*batch, *((seen.source, seen.attempt) for seen in again)]
    ids = source_ids(connection, [source for source, _ in tried])
    done = recorded(connection, [attempt for _, attempt in tried])
    fresh = []
    for source, attempt in tried:
        one = (ids[source.key], attempt.at, attempt.sha256)
        fresh.append(one not in done)
        done.add(one)
    latest = _latest(connection, ids)
    rows = _same_bytes(connection, ids, latest, [one for one, new in zip(batch, fresh, strict=False) if new])
    rows += _same_text(writing, ids, latest, [one for one, new in zip(again, fresh[len(batch) :], strict=True) if new])
    if rows:
        insert_attempts(writing, rows)
        writing.log.flush()


def _latest(connection: sa.Connection, ids: Mapping[str, int]) -> dict[int, _Version]:
    """Capture and text hash of the latest version of each source that has one."""
    found: dict[int, _Version] = {}
    for part in chunks(ids):
        for row in connection.execute(_newest().where(sources.c.key.in_(part))):
            found[row.source_id] = (row.capture_id, row.text_sha256)
    return found


def _newest() -> sa.Select[Any]:
    newest = sa.select(versions.c.source_id, versions.c.capture_id, versions.c.text_sha256).select_from(sources)
    return newest.join(versions, versions.c.id == newest_version())


def _same_bytes(
    connection: sa.Connection, ids: Mapping[str, int], latest: Mapping[int, _Version], batch: Sequence[tuple[Source, Attempt]]
) -> list[_Row]:
    """Attempts that brought no bytes, or those that already gave the text of the latest version."""
    sound = _sound_bodies(connection, ids, [attempt.sha256 for _, attempt in batch if attempt.body])
    rows = []
    for source, attempt in batch:
        number, sighted = ids[source.key], None
        if attempt.outcome is Outcome.NOT_MODIFIED:
            sighted = latest[number][0] if number in latest else None
        elif attempt.outcome is Outcome.CAPTURED and (number, attempt.sha256) in sound:
            sighted = latest[number][0]
        rows.append(({**attempt_row(attempt), "source_id": number, "capture_id": None, "sighted": sighted}, source.key))
    return rows


def _sound_bodies(connection: sa.Connection, ids: Mapping[str, int], hashes: Sequence[str]) -> set[tuple[int, str]]:
    """Sources, each with those of the bodies that have shown the text of its latest version."""
    same = sa.and_(attempts.c.source_id == versions.c.source_id, attempts.c.sighted == versions.c.capture_id)
    query = _newest().add_columns(attempts.c.sha256).join(attempts, same)
    found: set[tuple[int, str]] = set()
    for part in chunks(hashes):
        rows = connection.execute(query.where(attempts.c.sha256.in_(part), sources.c.id.in_(ids.values())))
        found.update((row.source_id, row.sha256) for row in rows)
    return found


def _same_text(
    writing: Writing, ids: Mapping[str, int], latest: Mapping[int, _Version], again: Sequence[Observation]
) -> list[_Row]:
    """Attempts of bytes that are new, each with a capture of its own, and a text that is not."""
    declared = declaration_ids(writing, ids, [seen.source for seen in again])
    numbers = [ids[seen.source.key] for seen in again]
    captures = [
        (capture_row(seen, number, declared[seen.source]), seen.source.key) for seen, number in zip(again, numbers, strict=True)
    ]
    rows = []
    for seen, number, capture in zip(again, numbers, writing.insert_all("capture", captures), strict=True):
        known, text_sha256 = latest.get(number, (None, ""))
        sighted = known if seen.text_sha256 == text_sha256 else None
        row = {**attempt_row(seen.attempt), "source_id": number, "capture_id": capture, "sighted": sighted}
        rows.append((row, seen.source.key))
    return rows
