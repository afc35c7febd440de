"""The first schema: captures, versions, findings, changes, outbox and the log that covers them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create all tables."""
    _log()
    _sources()
    _captures()
    _attempts()
    _versions()
    _changes()
    _outgoing()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _big(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _BIG, nullable=nullable)


def _ints(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean(create_constraint=True, name=f"ck_{name}"), nullable=False) for name in names]


def _id() -> sa.Column[int]:
    return sa.Column("id", _BIG, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _BIG, sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _log() -> None:
    op.create_table("meta", sa.Column("name", sa.Text, primary_key=True), *_texts("value"))
    op.create_table("cache", sa.Column("key", sa.Text, primary_key=True), *_texts("value", "seal"))
    position = sa.Column("position", _BIG, primary_key=True, autoincrement=False)
    op.create_table("log", position, *_texts("kind", "json", "hash"))
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", _BIG, primary_key=True, autoincrement=False),
        *_texts("hash"),
    )
    number = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    op.create_table("log_head", number, _big("size"), *_texts("frontier"))


def _sources() -> None:
    op.create_table("sources", _id(), *_texts("key", "vendor", "document"), sa.UniqueConstraint("key"))
    op.create_table(
        "declarations",
        _id(),
        _big("leaf"),
        _ref("source_id", "sources"),
        *_texts("sha256", "body"),
        sa.UniqueConstraint("source_id", "sha256", name="uq_declarations"),
    )
    op.create_index("ix_declarations_leaf", "declarations", ["leaf"])


def _captures() -> None:
    op.create_table(
        "captures",
        _id(),
        _big("leaf"),
        _ref("source_id", "sources"),
        _ref("declaration_id", "declarations"),
        sa.Column("at", _TIME, nullable=False),
        *_texts("url", "final_url"),
        *_ints("status"),
        *_texts("content_type", "headers", "sha256", "text_sha256", "page_kind", "page_reason"),
        sa.UniqueConstraint("source_id", "at", "sha256", name="uq_captures"),
    )
    op.create_index("ix_captures_leaf", "captures", ["leaf"])
    op.create_index("ix_captures_kind", "captures", ["source_id", "page_kind", "id"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        _id(),
        _big("leaf"),
        _ref("source_id", "sources"),
        sa.Column("at", _TIME, nullable=False),
        *_texts("outcome", "detail", "url"),
        *_ints("status", "tries"),
        *_texts("sha256", "etag", "last_modified"),
        _ref("capture_id", "captures", nullable=True),
        _ref("sighted", "captures", nullable=True),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"])
    op.create_index("ix_attempts_source", "attempts", ["source_id", "id"])
    op.create_index("ix_attempts_sighted", "attempts", ["source_id", "sighted", "id"])


def _versions() -> None:
    op.create_table(
        "versions",
        _id(),
        _big("leaf"),
        _ref("source_id", "sources"),
        _ref("capture_id", "captures"),
        *_ints("seq"),
        *_texts("text_sha256", "title", "lang", "cause", "parser", "declaration", "detector"),
        *_texts("earlier", "reading_sha256", "rows_sha256"),
        sa.UniqueConstraint("source_id", "seq", name="uq_versions"),
    )
    op.create_index("ix_versions_leaf", "versions", ["leaf"])
    op.create_index("ix_versions_order", "versions", ["source_id", "capture_id", "id"])
    op.create_table(
        "findings",
        sa.Column("version_id", _BIG, sa.ForeignKey("versions.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        *_texts("type", "section", "quote"),
        *_ints("start_offset", "end_offset"),
        *_texts("lang", "attributes"),
        *_flags("operative", "scc"),
    )
    op.create_index("ix_findings_type", "findings", ["type"])
    op.create_table(
        "subprocessors",
        sa.Column("version_id", _BIG, sa.ForeignKey("versions.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        *_texts("name", "countries", "purpose", "safeguard"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        _id(),
        _big("leaf"),
        _ref("source_id", "sources"),
        _ref("capture_id", "captures"),
        _ref("old_version_id", "versions", nullable=True),
        _ref("new_version_id", "versions", nullable=True),
        sa.Column("old_at", _TIME, nullable=False),
        sa.Column("new_at", _TIME, nullable=False),
        *_texts("cause"),
        *_flags("substantive"),
        *_ints("severity"),
        *_texts("trouble", "body"),
    )
    op.create_index("ix_changes_leaf", "changes", ["leaf"])
    op.create_index("ix_changes_new_at", "changes", ["new_at"])


def _outgoing() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text, primary_key=True),
        _big("leaf"),
        _ref("change_id", "changes", nullable=True),
        *_texts("body"),
    )
    op.create_index("ix_alerts_leaf", "alerts", ["leaf"])
    op.create_table(
        "outbox",
        _id(),
        *_texts("message"),
        sa.Column("alert_id", sa.Text, sa.ForeignKey("alerts.id"), nullable=False),
        *_texts("channel", "state"),
        *_ints("tries"),
        *_texts("error"),
        sa.Column("next_try", _TIME),
        sa.Column("sent_at", _TIME),
        sa.UniqueConstraint("message"),
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "next_try"])
