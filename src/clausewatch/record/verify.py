"""Whether blobs, rows and log still say what was written; each break is named in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from clausewatch.errors import IntegrityError
from clausewatch.record import connect, leaves, log, merkle, removal, schema, verify_rows
from clausewatch.record.blobs import Blobs
from clausewatch.record.protocol import Checkpoint

Check = Callable[[sa.Connection], Iterator[str]]
_CHUNK = 4096


def verify(engine: sa.Engine, blobs: Blobs) -> list[str]:
    """Sentences on everything that is broken, at one moment of the record."""
    found: list[str] = []
    with connect.reading(engine) as connection:
        for check in (database, tree, facts, *verify_rows.CHECKS):
            _run(check, connection, engine, found)
        names, gone = verify_rows.blob_names(connection), removal.gone(connection)[removal.BLOB]
    found += contents(blobs, names, gone)
    return found


def _run(check: Check, connection: sa.Connection, engine: sa.Engine, found: list[str]) -> None:
    """Keep what a check said even if it comes to something that it cannot read."""
    try:
        with connect.translated(engine):
            for sentence in check(connection):
                found.append(sentence)  # noqa: PERF402
    except IntegrityError as e:
        found.append(str(e))


def database(connection: sa.Connection) -> Iterator[str]:
    """What the database itself finds wrong with its file (SQLite only)."""
    if connection.dialect.name == "sqlite":
        for pragma in ("integrity_check", "foreign_key_check"):
            for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
                if row[0] != "ok":
                    yield f"database: {' '.join(str(v) for v in row)}"


def tree(connection: sa.Connection) -> Iterator[str]:
    """Leaves against their hashes, inner nodes and head against the leaves."""
    size = 0
    frontier: tuple[bytes, ...] = ()
    rows = iter(connection.execute(sa.select(schema.log).order_by(schema.log.c.position)))
    while part := list(islice(rows, _CHUNK)):
        nodes: dict[tuple[int, int], str] = {}
        for row in part:
            if row.position != size:
                yield f"log: leaf {size} is missing"
                return
            leaf = merkle.leaf_hash(row.json.encode())
            if leaf.hex() != row.hash:
                yield f"log: leaf {row.position} is not what its hash says"
            frontier, made = merkle.append(size, frontier, leaf)
            nodes.update({(level, position): value.hex() for level, position, value in made})
            size += 1
        yield from _inner(connection, nodes)
    yield from _head(connection, size, frontier)


def _inner(connection: sa.Connection, expected: dict[tuple[int, int], str]) -> Iterator[str]:
    table = schema.log_nodes
    stored: dict[tuple[int, int], str] = {}
    for level in {level for level, _ in expected}:
        positions = [position for at, position in expected if at == level]
        span = table.c.position.between(min(positions), max(positions))
        for row in connection.execute(sa.select(table).where(table.c.level == level, span)):
            stored[row.level, row.position] = row.hash
    for (level, position), value in expected.items():
        if stored.get((level, position)) != value:
            yield f"log: node {position} of level {level} does not fit the leaves below it"


def _head(connection: sa.Connection, size: int, frontier: tuple[bytes, ...]) -> Iterator[str]:
    expected = size - size.bit_count()
    count = connection.execute(sa.select(sa.func.count()).select_from(schema.log_nodes)).scalar_one()
    if count != expected:
        yield f"log: there are {count} inner nodes where {expected} belong"
    rows = connection.execute(sa.select(sa.func.count()).select_from(schema.log_head)).scalar_one()
    if rows > 1:
        yield f"log: there are {rows} heads"
    if log.head(connection) != (size, frontier):
        yield f"log: the head does not fit the {size} leaves"


def facts(connection: sa.Connection) -> Iterator[str]:
    """Name, key and time of creation against the first leaf."""
    stored = {row.name: row.value for row in connection.execute(sa.select(schema.meta))}
    first = log.entries(connection, 0, 1)
    if not first or first[0].json != leaves.canonical({"kind": "genesis", **stored}):
        yield "record: its origin, public key or time of creation is not what leaf 0 says"


def contents(blobs: Blobs, needed: dict[str, str], gone: frozenset[str]) -> Iterator[str]:
    """Every blob against its name, and the ones that rows need and nobody removed against the folder."""
    present = set(blobs.names())
    for sha256 in sorted({*needed, *present}):
        if sha256 in gone and sha256 not in present:
            continue
        try:
            blobs.get(sha256)
        except IntegrityError as e:
            yield f"{e} (named by {needed.get(sha256, 'no row')})"


def against(connection: sa.Connection, checkpoint: Checkpoint) -> Sequence[str]:
    """What contradicts a checkpoint that left the house earlier.

    Costs O(log n): it relies on the inner nodes, which `verify` holds against the leaves.
    """
    from clausewatch.record import keys

    known, size = log.facts(connection), log.head(connection)[0]
    found = []
    if not keys.verified(checkpoint.public_key, checkpoint.signature, checkpoint.body):
        found.append("checkpoint: the signature does not fit")
    if (checkpoint.origin, checkpoint.public_key) != (known["origin"], known["public_key"]):
        found.append(f"checkpoint: it is of {checkpoint.origin}, this record is {known['origin']}")
    if checkpoint.size > size:
        return [*found, f"log: {checkpoint.size - size} of the {checkpoint.size} leaves of the checkpoint are missing"]
    frontier = merkle.frontier_at(checkpoint.size, log.nodes(connection))
    if merkle.root(frontier).hex() != checkpoint.root:
        found.append(f"log: the first {checkpoint.size} leaves are not those of the checkpoint of {checkpoint.at:%Y-%m-%d}")
    return found
