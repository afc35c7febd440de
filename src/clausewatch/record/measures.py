"""Counts and times for those who watch the watch: a few grouped queries, no rows in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clausewatch.record import log, schema
from clausewatch.record.keeping import Measures


def measures(connection: sa.Connection) -> Measures:
    """What a record counts at one moment."""
    return Measures(
        tried=_last(connection, sa.true()),
        good=_last(connection, schema.attempts.c.sighted.is_not(None)),
        outcomes=_counts(connection, schema.attempts.c.outcome),
        pages=_counts(connection, schema.captures.c.page_kind),
        messages=_counts(connection, schema.outbox.c.state),
        severities={str(k): n for k, n in _counts(connection, schema.changes.c.severity, schema.changes.c.substantive).items()},
        rows={t.name: _count(connection, t) for t in (schema.versions, schema.captures, schema.leases, schema.removals)},
        leaves=log.head(connection)[0],
    )


def _last(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> dict[str, datetime]:
    """The time of the last attempt of each source that a condition holds for."""
    table, sources = schema.attempts, schema.sources
    newest = sa.select(sa.func.max(table.c.id).label("id")).where(condition).group_by(table.c.source_id).subquery()
    query = sa.select(sources.c.key, table.c.at).join(newest, newest.c.id == table.c.id)
    return {row.key: row.at for row in connection.execute(query.join(sources, sources.c.id == table.c.source_id))}


def _counts(connection: sa.Connection, column: sa.Column[Any], *conditions: sa.ColumnElement[bool]) -> dict[Any, int]:
    query = sa.select(column, sa.func.count()).where(*conditions).group_by(column)
    return {value: int(count) for value, count in connection.execute(query).tuples()}


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
