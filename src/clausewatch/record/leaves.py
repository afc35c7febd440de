"""What the log says about each kind of row: the same when it is written and when it is verified.

A leaf names the columns of its row that never change. Columns that hold nothing are left out, so a
column that a later schema adds does not alter the leaves of older rows. Long texts (`HASHED`) enter
by their SHA-256. A leaf names its source by key, so that it means something outside the record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import rfc8785
import sqlalchemy as sa

from clausewatch.record import schema
from clausewatch.record.packing import rows_digest

TABLES: Mapping[str, sa.Table] = {
    "declaration": schema.declarations,
    "capture": schema.captures,
    "version": schema.versions,
    "change": schema.changes,
    "alert": schema.alerts,
    "decision": schema.decisions,
    "mute": schema.mutes,
    "user": schema.users,
    "audit": schema.audit,
    "removal": schema.removals,
}
"""Kinds of leaves with one row each, and where the row is."""

HASHED = frozenset({"body", "headers", "error", "password"})
_LEFT_OUT = frozenset({"leaf", "source_id"})
_NAMES = {kind: ("source", *(c.name for c in table.columns if c.name not in _LEFT_OUT)) for kind, table in TABLES.items()}
_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_WHOLE = 2**53
"""Whole numbers below it are written without loss by everybody who reads JSON (RFC 8785, I-JSON)."""
_ATTEMPT = (
    "id",
    "source",
    "at",
    "outcome",
    "detail",
    "url",
    "status",
    "tries",
    "sha256",
    "etag",
    "last_modified",
    "capture_id",
    "sighted",
)
_MESSAGE = ("id", "message", "alert_id", "state", "tries", "error", "next_try", "sent_at")


def canonical(content: Mapping[str, Any]) -> str:
    """Canonical JSON (RFC 8785) of the content of a leaf.

    Names of columns, texts and whole numbers are written alike by the standard library, eight times as fast.
    """
    if all(_is_plain(value) for value in content.values()):
        return _PLAIN.encode(content)
    return rfc8785.dumps(dict(content)).decode()


def _is_plain(value: Any) -> bool:
    return type(value) in (str, bool) or (type(value) is int and -_WHOLE < value < _WHOLE)


def of_row(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The leaf of one row of a kind in `TABLES`, with `source` among its values."""
    return {"kind": kind, **_content(row, _NAMES[kind])}


def of_attempts(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The leaf of attempts recorded together: their number and a digest of their values."""
    contents = [_content(row, _ATTEMPT) for row in rows]
    return {"kind": "attempts", "count": len(contents), "sha256": rows_digest(contents)}


def of_message(row: Mapping[str, Any]) -> dict[str, Any]:
    """The leaf of one step of a message on its way out; its channel may hold secrets and is in the id only."""
    return {"kind": "message", **_content(row, _MESSAGE)}


def _content(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name in names:
        value = row.get(name)
        if name in HASHED and value is not None:
            content[f"{name}_sha256"] = hashlib.sha256(value.encode()).hexdigest()
        elif value is not None:
            content[name] = value.isoformat() if isinstance(value, datetime) else value
    return content
