"""Rows against the leaves of the log that cover them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from clausewatch.record import leaves, outbox, packing, removal, schema, search
from clausewatch.record.reading import seal

_BATCH = 500


def logged(connection: sa.Connection) -> Iterator[str]:
    """Every row that has a leaf of its own, and every leaf that has a row."""
    gone = removal.gone(connection)
    for kind, table in leaves.TABLES.items():
        erased = gone.get(kind, frozenset())
        for row in connection.execute(_with_leaf(table)).mappings():
            yield from _row(kind, row, str(row["id"]) in erased)
        yield from _without_row(connection, kind, table)


def _with_leaf(table: sa.Table) -> sa.Select[Any]:
    log = schema.log.alias("covering")
    query: sa.Select[Any] = sa.select(table).add_columns(log.c.json.label("leaf_json"), log.c.kind.label("leaf_kind"))
    query = query.outerjoin_from(table, log, log.c.position == table.c.leaf)
    if "source_id" in table.c:
        query = query.add_columns(schema.sources.c.key.label("source"))
        query = query.outerjoin(schema.sources, schema.sources.c.id == table.c.source_id)
    return query.order_by(table.c.leaf)


def _row(kind: str, row: Mapping[Any, Any], erased: bool) -> Iterator[str]:
    name = f"{kind} {row['id']}"
    if row["leaf_kind"] != kind:
        yield f"{name}: leaf {row['leaf']} does not cover it"
        return
    values = dict(row)
    if kind == "alert":
        values["source"] = _alert_source(values["body"])
    expected = leaves.canonical(_but_erased(leaves.of_row(kind, values), row["leaf_json"], erased))
    if expected != row["leaf_json"]:
        yield f"{name}: {differing(expected, row['leaf_json'])} not as in leaf {row['leaf']} of the log"


def _but_erased(content: dict[str, Any], leaf: str, erased: bool) -> dict[str, Any]:
    """The leaf of a row whose long text was erased: all the rest of it still counts."""
    if not erased or "body_sha256" not in content:
        return content
    try:
        return {**content, "body_sha256": json.loads(leaf)["body_sha256"]}
    except (ValueError, KeyError, TypeError):
        return content


def _alert_source(body: str) -> str:
    try:
        value = json.loads(body)
        return f"{value['vendor']}/{value['document']}"
    except (ValueError, KeyError, TypeError):
        return "unreadable"


def differing(expected: str, stored: str) -> str:
    """The names of the values in which two leaves differ."""
    try:
        old, new = json.loads(stored), json.loads(expected)
    except ValueError:
        return "all"
    return ", ".join(sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k)))


def _without_row(connection: sa.Connection, kind: str, table: sa.Table) -> Iterator[str]:
    covered = sa.exists().where(table.c.leaf == schema.log.c.position)
    query = sa.select(schema.log.c.position, schema.log.c.json).where(schema.log.c.kind == kind, ~covered)
    for leaf in connection.execute(query):
        yield f"{kind} of leaf {leaf.position}: the row is missing"


def attempts(connection: sa.Connection) -> Iterator[str]:
    """Attempts recorded together against their leaf."""
    table = schema.attempts
    query = sa.select(table, schema.sources.c.key.label("source")).outerjoin(
        schema.sources, schema.sources.c.id == table.c.source_id
    )
    told = {r.position: r.json for r in connection.execute(_of_kind("attempts"))}
    rows = connection.execute(query.order_by(table.c.leaf, table.c.id)).mappings()
    for leaf, group in groupby(rows, key=lambda row: int(row["leaf"])):
        if leaves.canonical(leaves.of_attempts(dict(r) for r in group)) != told.pop(leaf, ""):
            yield f"attempts of leaf {leaf}: the rows are not those of the log"
    for leaf in told:
        yield f"attempts of leaf {leaf}: the rows are missing"


def _of_kind(kind: str) -> sa.Select[Any]:
    table = schema.log
    return sa.select(table.c.position, table.c.json).where(table.c.kind == kind).order_by(table.c.position)


def messages(connection: sa.Connection) -> Iterator[str]:
    """Messages against the last step of each in the log, and their ids against alert and channel."""
    last = {_message(row.json): row.json for row in connection.execute(_of_kind("message"))}
    for row in connection.execute(sa.select(schema.outbox)).mappings():
        expected = leaves.canonical(leaves.of_message(dict(row)))
        told = last.pop(row["message"], "")
        if expected != told:
            yield f"message {row['message']}: {differing(expected, told) or 'all'} not as in the log"
        if outbox.message_id(row["alert_id"], row["channel"]) != row["message"]:
            yield f"message {row['message']}: its channel is not the one it was made for"
    for message in last:
        yield f"message {message}: the row is missing"


def _message(leaf: str) -> str:
    try:
        return str(json.loads(leaf)["message"])
    except (ValueError, KeyError, TypeError):
        return "of an unreadable leaf"


def derived(connection: sa.Connection) -> Iterator[str]:
    """Findings and subprocessors of every version against the digest in the version."""
    table = schema.versions
    top = connection.execute(sa.select(sa.func.max(table.c.id))).scalar_one() or 0
    erased = removal.gone(connection)[removal.VERSION]
    for start in range(0, top + 1, _BATCH):
        found: dict[int, list[dict[str, Any]]] = {}
        for rows in (schema.findings, schema.subprocessors):
            span = rows.c.version_id.between(start, start + _BATCH - 1)
            for row in connection.execute(sa.select(rows).where(span)).mappings():
                values = dict(row)
                found.setdefault(values.pop("version_id"), []).append(values)
        query = sa.select(table.c.id, table.c.rows_sha256).where(table.c.id.between(start, start + _BATCH - 1))
        for version in connection.execute(query):
            kept = found.pop(version.id, [])
            if not kept and str(version.id) in erased:
                continue
            if packing.rows_digest(kept) != version.rows_sha256:
                yield f"version {version.id}: its rows of findings or subprocessors are not those recorded"
        for number in found:
            yield f"version {number}: there are findings, but no such version"


def sources(connection: sa.Connection) -> Iterator[str]:
    """Source keys against vendor and document."""
    for row in connection.execute(sa.select(schema.sources)):
        if row.key != f"{row.vendor}/{row.document}":
            yield f"source {row.id}: {row.key} is not {row.vendor}/{row.document}"


def cache(connection: sa.Connection) -> Iterator[str]:
    """Entries of the finding cache against their seals."""
    for row in connection.execute(sa.select(schema.cache)):
        if seal(row.key, row.value) != row.seal:
            yield f"cache entry {row.key}: it is not what was written"


def searched(connection: sa.Connection) -> Iterator[str]:
    """Passages of the search against their seals."""
    for row in connection.execute(sa.select(schema.passages)).mappings():
        if search.seal(dict(row)) != row["seal"]:
            yield f"passage {row['id']} of the search: it is not what was written"


def blob_names(connection: sa.Connection) -> dict[str, str]:
    """The blobs that rows need, each with a row that needs it."""
    found: dict[str, str] = {}
    wanted = (
        ("attempt", schema.attempts, schema.attempts.c.sha256),
        ("capture", schema.captures, schema.captures.c.sha256),
        ("version", schema.versions, schema.versions.c.reading_sha256),
    )
    for kind, table, column in wanted:
        query = sa.select(column, sa.func.max(table.c.id)).where(column != "").group_by(column)
        found.update(_named(kind, connection.execute(query)))
    return found


def _named(kind: str, rows: Iterable[Any]) -> dict[str, str]:
    return {row[0]: f"{kind} {row[1]}" for row in rows}


CHECKS = (logged, attempts, messages, derived, sources, cache, searched)
