"""Leases of workers, and what was taken away on purpose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Create the tables of leases and removals."""
    op.create_table(
        "leases",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", _TIME, nullable=False),
    )
    op.create_table(
        "removals",
        sa.Column("id", _BIG, primary_key=True, autoincrement=True),
        sa.Column("leaf", _BIG, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("what", "subject", "reason", "name")),
        sa.Column("at", _TIME, nullable=False),
    )
    op.create_index("ix_removals_leaf", "removals", ["leaf"])
    op.create_index("ix_removals_subject", "removals", ["what", "subject"])
