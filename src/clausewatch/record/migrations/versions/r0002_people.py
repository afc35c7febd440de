"""What people decide, mute and may do, and the log of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables of decisions, mutes, users and the audit log."""
    _table(
        "decisions",
        sa.Column("change_id", _BIG, sa.ForeignKey("changes.id"), nullable=False),
        *_texts("decision", "name", "reason"),
        _at(),
        sa.Column("previous_id", _BIG, sa.ForeignKey("decisions.id"), nullable=True),
    )
    op.create_index("ix_decisions_change_id", "decisions", ["change_id"])
    _table("mutes", *_texts("scope", "target", "until", "name", "reason"), _at())
    _table("users", *_texts("name", "role", "password", "by"), _at())
    op.create_index("ix_users_name", "users", ["name"])
    _table("audit", _at(), *_texts("name", "action", "subject", "detail"))
    op.create_index("ix_audit_at", "audit", ["at"])


def _table(name: str, *columns: sa.Column[Any]) -> None:
    number = sa.Column("id", _BIG, primary_key=True, autoincrement=True)
    op.create_table(name, number, sa.Column("leaf", _BIG, nullable=False), *columns)
    op.create_index(f"ix_{name}_leaf", name, ["leaf"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _at() -> sa.Column[Any]:
    return sa.Column("at", _TIME, nullable=False)
