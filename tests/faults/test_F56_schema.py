"""F56: a newer schema is refused untouched; an interrupted migration leaves the old schema and works again."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from clausewatch.errors import NewerRecord, NoRecord, RecordError
from clausewatch.model import Decision
from clausewatch.record import connect, migrate, schema
from clausewatch.record.blobs import Blobs
from clausewatch.record.protocol import Record
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import SOURCE, day, observation, telling

SEARCH = ("passages_words", "ix_passages_words")
"""What each database keeps in its own way to search."""
STEP = '''"""A step of the tests' own."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9998", "CURRENT"

def upgrade():
    op.create_table("wishes", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE sources SET vendor = 'changed'")
    op.execute(STATEMENT)
'''


def scripts(folder: Path, statement: str) -> Path:
    """The migrations with one more step."""
    copied = folder / f"migrations-{len(list(folder.iterdir()))}"
    shutil.copytree(Path(migrate.__file__).with_name("migrations"), copied)
    step = STEP.replace("CURRENT", schema.REVISIONS[-1]).replace("STATEMENT", repr(statement))
    (copied / "versions" / "r9998_step.py").write_text(step)
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
    assert migrate.revision(engine) == schema.REVISIONS[-1]
    assert "wishes" not in sa.inspect(engine).get_table_names()
    assert record.verify() == []
    with connect.writing(engine) as connection:
        migrate.upgrade(connection, scripts(tmp_path, "SELECT 1"))
    assert migrate.revision(engine) == "9998"
    assert "wishes" in sa.inspect(engine).get_table_names()
    assert len(record.versions(SOURCE.key)) == 1


def test_record_of_the_first_schema_is_upgraded_with_all_that_is_in_it(empty_database: Settings) -> None:
    """The rows are those that the first schema held; opening brings them to the current one."""
    made = make_first(empty_database)
    record = open_record(empty_database)
    assert migrate.revision(made) == schema.REVISIONS[-1]
    assert record.verify() == []
    assert [v.text_sha256 for v in record.versions(SOURCE.key)] == [
        observation(0, "Swedish law").text_sha256,
        telling(1, "Danish law").text_sha256,
    ]
    assert [(h.text, h.until) for h in record.search("law")] == [("Danish law", None), ("Swedish law", day(1))]
    record.decide(Decision(1, "accept", "Bo", "Fits us.", day(2)))
    assert record.in_force()[1].name == "Bo"
    assert record.verify() == []
    record.close()
    made.dispose()


def make_first(settings: Settings) -> sa.Engine:
    """A record of the first schema, with the rows that the program of that time wrote."""
    kept = json.loads((Path(__file__).parent.parent / "record" / "first_schema.json").read_text("utf-8"))
    blobs, engine = Blobs(settings.blob_root), connect.engine(settings.record_url)
    for text in kept["blobs"]:
        blobs.put(text.encode())
    with connect.writing(engine) as connection:
        migrate.upgrade(connection, to="0001")
        assert set(sa.inspect(connection).get_table_names()) == {*kept["tables"], "alembic_version"}
        for name, rows in kept["tables"].items():
            connection.execute(schema.metadata.tables[name].insert(), [_timed(name, row) for row in rows])
            _number_on(connection, name)
    return engine


def _timed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    times = {c.name for c in schema.metadata.tables[table].columns if isinstance(c.type, schema.Utc)}
    return {k: datetime.fromisoformat(v) if k in times and v else v for k, v in row.items()}


def _number_on(connection: sa.Connection, name: str) -> None:
    """Let the next row of a table get the next number, as if the rows had been inserted one by one."""
    column = schema.metadata.tables[name].columns.get("id")
    if connection.dialect.name == "postgresql" and column is not None and name not in ("alerts", "log_head"):
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")


def test_migrations_make_the_schema_that_the_code_uses(record: Record) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine: sa.Engine = record._engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        options = {"compare_server_default": True, "include_name": lambda name, *_: not str(name).startswith(SEARCH)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.metadata) == []
    assert migrate.is_current(migrate.revision(engine))


def test_place_without_record_is_said_so(tmp_path: Path) -> None:
    for content in (None, b""):
        if content is not None:
            (tmp_path / "record.sqlite").write_bytes(content)
        with pytest.raises(NoRecord):
            open_record(Settings(home=tmp_path))
    create_record(Settings(home=tmp_path)).close()
