"""Schema migrations of the record (alembic)."""
