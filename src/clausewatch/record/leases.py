"""Who may observe a source at a time: leases that end by themselves, so that a dead worker blocks nobody.

The time is the database's where it has one, so that the clocks of workers may differ.
"""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from clausewatch.record import schema
from clausewatch.record.reading import chunks

_FAR = timedelta(days=1)
"""Nobody leases for longer: a lease that ends later was written by a clock that was wrong."""


def holder() -> str:
    """A name for one run: the place where its process can be looked up, the process, and the run."""
    return f"{_place()}/{os.getpid()}/{_started(os.getpid())}/{uuid.uuid4().hex[:12]}"


def take(connection: sa.Connection, sources: Sequence[str], name: str, lasting: timedelta) -> set[str]:
    """Lease what nobody else holds, or renew what this run holds; gives what it holds now."""
    now, table = _now(connection), schema.leases
    free = sa.or_(table.c.until <= now, table.c.until > now + max(_FAR, 10 * lasting), table.c.holder == name)
    got: set[str] = set()
    for part in chunks(dict.fromkeys(sources)):
        _bury(connection, part, name)
        rows = [{"source": source, "holder": name, "until": now + lasting} for source in part]
        connection.execute(_insert(connection, free), rows)
        mine = sa.select(table.c.source).where(table.c.source.in_(part), table.c.holder == name)
        got.update(connection.execute(mine).scalars())
    return got


def release(connection: sa.Connection, name: str) -> None:
    """Give back all leases of a run."""
    connection.execute(schema.leases.delete().where(schema.leases.c.holder == name))


def tried_since(connection: sa.Connection, sources: Sequence[str], since: datetime) -> frozenset[str]:
    """Those of these sources that an attempt since a time is of."""
    attempts, table = schema.attempts, schema.sources
    query = sa.select(table.c.key).where(table.c.id.in_(sa.select(attempts.c.source_id).where(attempts.c.at >= since)))
    found = (connection.execute(query.where(table.c.key.in_(part))).scalars() for part in chunks(dict.fromkeys(sources)))
    return frozenset(key for part in found for key in part)


def _bury(connection: sa.Connection, sources: Sequence[str], name: str) -> None:
    """End the leases of processes of this machine that are dead: their next run need not wait."""
    table, place = schema.leases, _place()
    others = sa.select(table.c.holder).where(table.c.source.in_(sources), table.c.holder != name).distinct()
    for other in connection.execute(others).scalars().all():
        where, _, rest = other.partition("/")
        if where == place and not _alive(rest):
            release(connection, other)


def _alive(process: str) -> bool:
    number, started, *_ = (*process.split("/"), "")
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OSError):
        return True
    return not started or _started(int(number)) == started


def _started(process: int) -> str:
    """When a process was started, in ticks since boot; empty where the system does not tell."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _place() -> str:
    """Machine, boot and name space in which process numbers mean something."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
        return f"{boot}.{Path('/proc/self/ns/pid').readlink().name}"
    except OSError:
        return platform.node()


def _now(connection: sa.Connection) -> datetime:
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = connection.execute(sa.select(sa.func.clock_timestamp(type_=schema.Utc))).scalar_one()
    return now


def _insert(connection: sa.Connection, free: sa.ColumnElement[bool]) -> sa.Insert:
    """Insert, or take over a lease that is free; the dialect of the other database is not loaded."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite

        lite = sqlite(schema.leases)
        new = {"holder": lite.excluded.holder, "until": lite.excluded.until}
        return lite.on_conflict_do_update(index_elements=["source"], set_=new, where=free)
    from sqlalchemy.dialects.postgresql import insert as postgresql

    full = postgresql(schema.leases)
    new = {"holder": full.excluded.holder, "until": full.excluded.until}
    return full.on_conflict_do_update(index_elements=["source"], set_=new, where=free)
