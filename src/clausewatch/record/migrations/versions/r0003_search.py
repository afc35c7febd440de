"""Passages that can be searched, over the whole history of each source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of passages and the index of its words."""
    op.create_table(
        "passages",
        sa.Column("id", _BIG, primary_key=True, autoincrement=False),
        sa.Column("source_id", _BIG, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("version_id", _BIG, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("until_id", _BIG, sa.ForeignKey("versions.id"), nullable=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("section", "types", "text", "words", "seal")),
    )
    op.create_index("ix_passages_source", "passages", ["source_id", "until_id"])
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE passages_words USING fts5"
            "(words, content='passages', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE INDEX ix_passages_words ON passages USING gin (to_tsvector('simple', words))")
