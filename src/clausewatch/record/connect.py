"""Connections to SQLite and PostgreSQL, and their errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from clausewatch.errors import IntegrityError, LockedRecord, RecordError, UsageError

_WAIT = 30
"""Seconds to wait for another writer; `?timeout=` of a SQLite URL sets another time."""
_SQLITE_BUSY, _SQLITE_CORRUPT, _SQLITE_FULL, _SQLITE_NOTADB = 5, 11, 13, 26
_LOCK_NOT_AVAILABLE, _DISK_FULL, _DEADLOCK = "55P03", "53100", "40P01"


def engine(url: str) -> sa.Engine:
    """An engine for a record URL.

    Raises:
        UsageError: the URL cannot be read or names an unknown kind of database.
    """
    try:
        parsed = sa.make_url(url)
    except ArgumentError as e:
        raise UsageError(f"The record URL cannot be read: {e}") from e
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise UsageError(f"A record cannot be kept in {backend!r}.", "Use a sqlite:/// or postgresql:// URL.")
    try:
        return _sqlite(parsed) if backend == "sqlite" else _postgresql(parsed)
    except (ArgumentError, NoSuchModuleError) as e:
        raise UsageError(f"The record URL cannot be used: {e}") from e


def _sqlite(url: sa.URL) -> sa.Engine:
    made = sa.create_engine(url, connect_args={} if "timeout" in url.query else {"timeout": _WAIT})
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _postgresql(url: sa.URL) -> sa.Engine:
    options = url.query.get("options", f"-c lock_timeout={_WAIT}s")
    return sa.create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"options": options}, pool_pre_ping=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(made: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that may write; nothing of it is stored when the block raises."""
    with translated(made), made.connect().execution_options(write=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(made: sa.Engine) -> Iterator[sa.Connection]:
    """One consistent view of the record."""
    level: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if made.dialect.name == "postgresql" else {}
    with translated(made), made.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def translated(made: sa.Engine) -> Iterator[None]:
    """Errors of database and driver become `RecordError` of the fitting kind."""
    try:
        yield
    except DBAPIError as e:
        raise _translated(e, made.url.render_as_string(hide_password=True)) from e
    except SQLAlchemyError as e:
        raise RecordError(f"The record cannot be used: {e}") from e


def _translated(error: DBAPIError, where: str) -> RecordError:
    reason = str(error.orig).strip().splitlines()[0]
    code = getattr(error.orig, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    state = getattr(error.orig, "sqlstate", None)
    if primary == _SQLITE_BUSY or state in (_LOCK_NOT_AVAILABLE, _DEADLOCK):
        return LockedRecord(where)
    if primary in (_SQLITE_CORRUPT, _SQLITE_NOTADB) or reason.startswith("Could not decode"):
        return IntegrityError(f"record {where}", reason)
    if primary == _SQLITE_FULL or state == _DISK_FULL:
        return RecordError("The disk is full; nothing was recorded.", "Make room, then run again.")
    return RecordError(f"The record {where} cannot be used: {reason}", "Nothing of this step was recorded.")
