"""The tables of the record; the same in SQLite and PostgreSQL, all append-only but outbox and leases.

`leaf` is the index of the log entry that covers a row. Rows point backwards only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from clausewatch.errors import IntegrityError

REVISIONS: tuple[str, ...] = ("0001", "0002", "0003", "0004")
"""All schema revisions that this program knows, oldest first; the last is the current one."""

metadata = sa.MetaData()
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Utc(sa.types.TypeDecorator[datetime]):
    """A timezone-aware time, in UTC on the way in and out; ISO 8601 of fixed width in SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """SQLite has no type for times."""
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuses times without zone (ValueError): they would mean something else elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time of the record must say its zone")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Refuses whatever `process_bind_param` would not have written (IntegrityError)."""
        if value is None or isinstance(value, datetime):
            return value and value.astimezone(UTC)
        try:
            time = datetime.fromisoformat(value)
        except (TypeError, ValueError) as e:
            raise IntegrityError("record", f"{value!r} is not a time") from e
        if time.tzinfo is None or time.isoformat(timespec="microseconds") != value:
            raise IntegrityError("record", f"{value!r} is not a time as it was written")
        return time


def _id() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True, autoincrement=True)


def _leaf() -> sa.Column[int]:
    return sa.Column("leaf", _Id, nullable=False, index=True)


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(create_constraint=True, name=f"ck_{name}"), nullable=False)


def _ref(name: str, target: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, sa.ForeignKey(f"{target}.id"), nullable=nullable)


meta = sa.Table("meta", metadata, sa.Column("name", sa.Text, primary_key=True), _text("value"))

sources = sa.Table("sources", metadata, _id(), _text("key", unique=True), _text("vendor"), _text("document"))

declarations = sa.Table(
    "declarations",
    metadata,
    _id(),
    _leaf(),
    _ref("source_id", "sources"),
    _text("sha256"),
    _text("body"),
    sa.UniqueConstraint("source_id", "sha256", name="uq_declarations"),
)

captures = sa.Table(
    "captures",
    metadata,
    _id(),
    _leaf(),
    _ref("source_id", "sources"),
    _ref("declaration_id", "declarations"),
    sa.Column("at", Utc, nullable=False),
    _text("url"),
    _text("final_url"),
    sa.Column("status", sa.Integer, nullable=False),
    _text("content_type"),
    _text("headers"),
    _text("sha256"),
    _text("text_sha256"),
    _text("page_kind"),
    _text("page_reason"),
    sa.UniqueConstraint("source_id", "at", "sha256", name="uq_captures"),
    sa.Index("ix_captures_kind", "source_id", "page_kind", "id"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    _id(),
    sa.Column("leaf", _Id, nullable=False),
    _ref("source_id", "sources"),
    sa.Column("at", Utc, nullable=False, index=True),
    _text("outcome"),
    _text("detail"),
    _text("url"),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    _text("sha256"),
    _text("etag"),
    _text("last_modified"),
    _ref("capture_id", "captures", nullable=True),
    _ref("sighted", "captures", nullable=True),
    sa.Index("ix_attempts_source", "source_id", "id"),
    sa.Index("ix_attempts_sighted", "source_id", "sighted", "id"),
)
"""`sighted` is the capture of the version whose text this attempt saw (again); none for failures."""

versions = sa.Table(
    "versions",
    metadata,
    _id(),
    _leaf(),
    _ref("source_id", "sources"),
    _ref("capture_id", "captures"),
    sa.Column("seq", sa.Integer, nullable=False),
    _text("text_sha256"),
    _text("title"),
    _text("lang"),
    _text("cause"),
    _text("parser"),
    _text("declaration"),
    _text("detector"),
    _text("earlier"),
    _text("reading_sha256"),
    _text("rows_sha256"),
    sa.UniqueConstraint("source_id", "seq", name="uq_versions"),
    sa.Index("ix_versions_order", "source_id", "capture_id", "id"),
)
"""In order of capture and id: a version derived again from an old capture is not the latest."""

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("version_id", _Id, sa.ForeignKey("versions.id"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    _text("type", index=True),
    _text("section"),
    _text("quote"),
    sa.Column("start_offset", sa.Integer, nullable=False),
    sa.Column("end_offset", sa.Integer, nullable=False),
    _text("lang"),
    _text("attributes"),
    _flag("operative"),
    _flag("scc"),
)

subprocessors = sa.Table(
    "subprocessors",
    metadata,
    sa.Column("version_id", _Id, sa.ForeignKey("versions.id"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    _text("name"),
    _text("countries"),
    _text("purpose"),
    _text("safeguard"),
)

changes = sa.Table(
    "changes",
    metadata,
    _id(),
    _leaf(),
    _ref("source_id", "sources"),
    _ref("capture_id", "captures"),
    _ref("old_version_id", "versions", nullable=True),
    _ref("new_version_id", "versions", nullable=True),
    sa.Column("old_at", Utc, nullable=False),
    sa.Column("new_at", Utc, nullable=False, index=True),
    _text("cause"),
    _flag("substantive"),
    sa.Column("severity", sa.Integer, nullable=False),
    _text("trouble"),
    _text("body"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _leaf(),
    _ref("change_id", "changes", nullable=True),
    _text("body"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    _text("message", unique=True),
    sa.Column("alert_id", sa.Text, sa.ForeignKey("alerts.id"), nullable=False),
    _text("channel"),
    _text("state"),
    sa.Column("tries", sa.Integer, nullable=False),
    _text("error"),
    sa.Column("next_try", Utc),
    sa.Column("sent_at", Utc),
    sa.Index("ix_outbox_state", "state", "next_try"),
)
"""`state` is pending, held (for a digest), sent or dead; every step is an entry of the log."""

decisions = sa.Table(
    "decisions",
    metadata,
    _id(),
    _leaf(),
    sa.Column("change_id", _Id, sa.ForeignKey("changes.id"), nullable=False, index=True),
    _text("decision"),
    _text("name"),
    _text("reason"),
    sa.Column("at", Utc, nullable=False),
    _ref("previous_id", "decisions", nullable=True),
)
"""Append-only: a decision that is taken back stays, followed by a row that takes it back."""

mutes = sa.Table(
    "mutes",
    metadata,
    _id(),
    _leaf(),
    _text("scope"),
    _text("target"),
    _text("until"),
    _text("name"),
    _text("reason"),
    sa.Column("at", Utc, nullable=False),
)
"""The last row of a scope and target is in force; `until` is the first day on which alerts are heard again."""

users = sa.Table(
    "users",
    metadata,
    _id(),
    _leaf(),
    _text("name", index=True),
    _text("role"),
    _text("password"),
    _text("by"),
    sa.Column("at", Utc, nullable=False),
)
"""The last row of a name is in force; one without role may no longer enter."""

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    _leaf(),
    sa.Column("at", Utc, nullable=False, index=True),
    _text("name"),
    _text("action"),
    _text("subject"),
    _text("detail"),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", _Id, primary_key=True, autoincrement=False),
    _ref("source_id", "sources"),
    _ref("version_id", "versions"),
    _ref("until_id", "versions", nullable=True),
    _text("section"),
    _text("types"),
    _text("text"),
    _text("words"),
    _text("seal"),
    sa.Index("ix_passages_source", "source_id", "until_id"),
)
"""What is searched: a passage from the version that brought it until the one without it. Derived from
readings, so it has no leaf; SQLite keeps an FTS5 table beside it, PostgreSQL a GIN index."""

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    _text("holder"),
    sa.Column("until", Utc, nullable=False),
)
"""Which run may observe a source until when; of the moment only, so no leaf covers it."""

removals = sa.Table(
    "removals",
    metadata,
    _id(),
    _leaf(),
    _text("what"),
    _text("subject"),
    _text("reason"),
    _text("name"),
    sa.Column("at", Utc, nullable=False),
    sa.Index("ix_removals_subject", "what", "subject"),
)
"""What was taken away on purpose: a `blob` by its hash; a `version`, `change` or `alert` by its id."""

cache = sa.Table("cache", metadata, sa.Column("key", sa.Text, primary_key=True), _text("value"), _text("seal"))

log = sa.Table(
    "log",
    metadata,
    sa.Column("position", _Id, primary_key=True, autoincrement=False),
    _text("kind"),
    _text("json"),
    _text("hash"),
)

log_nodes = sa.Table(
    "log_nodes",
    metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", _Id, primary_key=True, autoincrement=False),
    _text("hash"),
)
"""Hashes of the complete subtrees of 2**level leaves (level >= 1), so that proofs need log n rows."""

log_head = sa.Table(
    "log_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("size", _Id, nullable=False),
    _text("frontier"),
)
"""One row: the number of leaves and the roots of its complete subtrees, largest first."""
