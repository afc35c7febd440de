"""Which schema a record has, and the way to the current one: all steps in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, ProgrammingError

from clausewatch.errors import NewerRecord
from clausewatch.record import connect, schema

_REVISION = sa.text("SELECT version_num FROM alembic_version")
_MIGRATIONS = Path(__file__).with_name("migrations")
_NO_TABLE = "42P01"
_LOCK = 0x636C6175
"""Key of the advisory lock under which PostgreSQL records are migrated ("clau")."""


def revision(engine: sa.Engine) -> str:
    """The schema revision of the database; empty when it holds no record."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
        return ""
    with connect.translated(engine):
        try:
            with engine.connect() as connection:
                return str(connection.execute(_REVISION).scalar_one_or_none() or "")
        except (OperationalError, ProgrammingError) as e:
            if "no such table" in str(e.orig) or getattr(e.orig, "sqlstate", "") == _NO_TABLE:
                return ""
            raise


def is_current(found: str) -> bool:
    """True if no migration is needed.

    Raises:
        NewerRecord: this program does not know the revision.
    """
    if found and found not in schema.REVISIONS:
        raise NewerRecord(found)
    return found == schema.REVISIONS[-1]


def upgrade(connection: sa.Connection, scripts: Path = _MIGRATIONS, to: str = "head") -> None:
    """Bring the schema to a revision (default: the current one) inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
