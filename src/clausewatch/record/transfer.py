"""All rows of a record, out of one database and into another: what backup, restore and moving share.

Rows are copied as they are, with their numbers and leaves, so that every proof holds on the other side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clausewatch.record import migrate, schema

Row = dict[str, Any]

_BATCH = 1000
_OWN = frozenset({"leases"})
"""Tables that say something of one place and moment only; they do not travel."""
_UNNUMBERED = frozenset({"alerts", "log_head"})
"""Tables whose `id` is not counted up by the database."""


def tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables of a database that travel, those that are pointed at first."""
    present = set(sa.inspect(connection).get_table_names()) - _OWN
    return [table for table in schema.metadata.sorted_tables if table.name in present]


def rows(connection: sa.Connection, table: sa.Table) -> Iterator[Sequence[Row]]:
    """All rows of a table in the order of their keys, in batches, so that memory does not grow with them."""
    query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    for part in connection.execute(query).mappings().partitions():
        yield [dict(row) for row in part]


def fill(connection: sa.Connection, table: sa.Table, batches: Iterable[Sequence[Row]]) -> int:
    """Insert rows into an empty table; gives their number."""
    count = 0
    for batch in batches:
        connection.execute(table.insert(), list(batch))
        count += len(batch)
    return count


def finish(connection: sa.Connection, filled: Iterable[sa.Table]) -> None:
    """Let the next rows get the next numbers, and the search find what was copied."""
    names = {table.name for table in filled}
    if connection.dialect.name == "sqlite":
        if "passages" in names:
            connection.exec_driver_sql("INSERT INTO passages_words (passages_words) VALUES ('rebuild')")
        return
    for table in filled:
        if "id" in table.columns and table.name not in _UNNUMBERED:
            highest = f"SELECT max(id) FROM {table.name}"  # noqa: S608 - our own names
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), ({highest}))")


def copy(source: sa.Connection, target: sa.Connection, revision: str) -> int:
    """Make the schema of a revision in an empty database and copy all rows; gives their number."""
    migrate.upgrade(target, to=revision)
    chosen = tables(source)
    count = sum(fill(target, table, rows(source, table)) for table in chosen)
    finish(target, chosen)
    return count


def plain(row: Row) -> Row:
    """A row as JSON can hold it."""
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}


def read(table: sa.Table, row: Row) -> Row:
    """A row that `plain` made, as it was."""
    times = {c.name for c in table.columns if isinstance(c.type, schema.Utc)}
    return {k: datetime.fromisoformat(v) if k in times and v else v for k, v in row.items()}
