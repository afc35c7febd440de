"""F56: a newer schema is refused untouched; an interrupted migration leaves the old schema and works again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from clausewatch.errors import NewerRecord, NoRecord, RecordError
from clausewatch.record import connect, migrate, schema
from clausewatch.record.protocol import Record
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import SOURCE, observation

SECOND = '''"""A step of the tests' own."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"

def upgrade():
    op.create_table("decisions", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE sources SET vendor = 'changed'")
    op.execute(STATEMENT)
'''


def scripts(folder: Path, statement: str) -> Path:
    """The migrations with one more step."""
    copied = folder / f"migrations-{len(list(folder.iterdir()))}"
    shutil.copytree(Path(migrate.__file__).with_name("migrations"), copied)
    (copied / "versions" / "r0002_second.py").write_text(SECOND.replace("STATEMENT", repr(statement)))
    return copied


def test_newer_schema_is_refused_and_nothing_is_changed(record_settings: Settings, record: Record) -> None:
    record.observe(observation(0, "Swedish law"))
    engine: sa.Engine = record._engine  # type: ignore[attr-defined]
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerRecord, match="9999"):
        open_record(record_settings)
    with pytest.raises(NewerRecord):
        create_record(record_settings)
    assert migrate.revision(engine) == "9999"
    assert record.verify() == []


def test_interrupted_migration_leaves_the_old_schema_and_works_again(record: Record, tmp_path: Path) -> None:
    record.observe(observation(0, "Swedish law"))
    engine: sa.Engine = record._engine  # type: ignore[attr-defined]
    with pytest.raises(RecordError), connect.writing(engine) as connection:
        migrate.upgrade(connection, scripts(tmp_path, "SELECT * FROM nowhere"))
    assert migrate.revision(engine) == "0001"
    assert "decisions" not in sa.inspect(engine).get_table_names()
    assert record.verify() == []
    with connect.writing(engine) as connection:
        migrate.upgrade(connection, scripts(tmp_path, "SELECT 1"))
    assert migrate.revision(engine) == "0002"
    assert "decisions" in sa.inspect(engine).get_table_names()
    assert len(record.versions(SOURCE.key)) == 1


def test_migrations_make_the_schema_that_the_code_uses(record: Record) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine: sa.Engine = record._engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []
    assert migrate.is_current(migrate.revision(engine))


def test_place_without_record_is_said_so(tmp_path: Path) -> None:
    for content in (None, b""):
        if content is not None:
            (tmp_path / "record.sqlite").write_bytes(content)
        with pytest.raises(NoRecord):
            open_record(Settings(home=tmp_path))
    create_record(Settings(home=tmp_path)).close()
