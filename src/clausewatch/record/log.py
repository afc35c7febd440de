"""The log in the database: leaves are appended in the transaction of what they cover.

Appending costs O(log n): only the frontier is read. Opening an `Appender` takes the write lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from clausewatch.errors import IntegrityError, UsageError
from clausewatch.record import leaves, merkle, schema
from clausewatch.record.protocol import Leaf, Proof


class Appender:
    """Collects the leaves of one transaction; `flush` writes them and moves the head."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._size, self._frontier = head(connection, lock=True)
        self._next = self._size
        self._entries: list[tuple[int, str, str]] = []

    def reserve(self) -> int:
        """The index of a leaf to come, for the row that it will cover."""
        self._next += 1
        return self._next - 1

    def put(self, index: int, content: Mapping[str, Any]) -> None:
        """The content of a reserved leaf."""
        self._entries.append((index, content["kind"], leaves.canonical(content)))

    def add(self, content: Mapping[str, Any]) -> int:
        """Reserve and put at once; gives the index."""
        index = self.reserve()
        self.put(index, content)
        return index

    def flush(self) -> None:
        """Write all leaves, the inner nodes they complete, and the head."""
        if not self._entries:
            return
        rows, nodes = [], []
        for index, kind, text in sorted(self._entries):
            leaf = merkle.leaf_hash(text.encode())
            rows.append({"position": index, "kind": kind, "json": text, "hash": leaf.hex()})
            self._frontier, made = merkle.append(index, self._frontier, leaf)
            nodes += [{"level": level, "position": at, "hash": value.hex()} for level, at, value in made]
        self._connection.execute(schema.log.insert(), rows)
        if nodes:
            self._connection.execute(schema.log_nodes.insert(), nodes)
        frontier = " ".join(h.hex() for h in self._frontier)
        self._connection.execute(schema.log_head.update().values(size=self._next, frontier=frontier))


def head(connection: sa.Connection, lock: bool = False) -> tuple[int, tuple[bytes, ...]]:
    """Number of leaves and frontier; with `lock`, no other writer gets past here before the commit.

    Raises:
        IntegrityError: the head is missing or unreadable.
    """
    query = sa.select(schema.log_head.c.size, schema.log_head.c.frontier).where(schema.log_head.c.id == 1)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise IntegrityError("head of the log", "the row is missing")
    try:
        return row.size, tuple(bytes.fromhex(h) for h in row.frontier.split())
    except ValueError as e:
        raise IntegrityError("head of the log", "the frontier is not hexadecimal") from e


def nodes(connection: sa.Connection) -> merkle.Nodes:
    """The hashes of complete subtrees, read from the database one by one."""

    def node(level: int, position: int) -> bytes:
        table = schema.log_nodes if level else schema.log
        query = sa.select(table.c.hash).where(table.c.position == position)
        if level:
            query = query.where(schema.log_nodes.c.level == level)
        found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise IntegrityError("log", f"node {position} of level {level} is missing")
        return bytes.fromhex(found)

    return node


def facts(connection: sa.Connection) -> dict[str, str]:
    """What the record calls itself: origin, public key, time of creation.

    Raises:
        IntegrityError: a fact is missing.
    """
    found = {row.name: row.value for row in connection.execute(sa.select(schema.meta))}
    for name in ("origin", "public_key", "created_at"):
        if name not in found:
            raise IntegrityError("record", f"its {name} is missing")
    return found


def entries(connection: sa.Connection, start: int, stop: int | None) -> list[Leaf]:
    """Leaves of a half-open range, in order."""
    table = schema.log
    query = sa.select(table).where(table.c.position >= start).order_by(table.c.position)
    if stop is not None:
        query = query.where(table.c.position < stop)
    return [Leaf(row.position, row.kind, row.json) for row in connection.execute(query)]


def inclusion(connection: sa.Connection, leaf: int, size: int | None) -> Proof:
    """Proof that a leaf is in the log of a size (default: now).

    Raises:
        UsageError: there is no such leaf, or the log never had that size.
    """
    now, _ = head(connection)
    size = now if size is None else size
    if not 0 <= leaf < size <= now:
        raise UsageError(f"There is no leaf {leaf} in a log of {size}; the log has {now}.")
    node = nodes(connection)
    path = tuple(h.hex() for h in merkle.inclusion_proof(leaf, size, node))
    root = merkle.root(merkle.frontier_at(size, node)).hex()
    return Proof(entries(connection, leaf, leaf + 1)[0], size, root, path)


def consistency(connection: sa.Connection, first: int, second: int | None) -> tuple[str, ...]:
    """Proof that the log of `second` leaves (default: now) starts with that of `first`.

    Raises:
        UsageError: the sizes are not in order or not in the log.
    """
    now, _ = head(connection)
    second = now if second is None else second
    if not 1 <= first <= second <= now:
        raise UsageError(f"There is no proof from {first} to {second} leaves; the log has {now}.")
    return tuple(h.hex() for h in merkle.consistency_proof(first, second, nodes(connection)))
