"""F56: a newer schema is refused untouched; an interrupted migration leaves the old schema and works again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from clausewatch.errors import NewerRecord, NoRecord, RecordError
from clausewatch.model import Decision
from clausewatch.record import connect, migrate, schema, transfer
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


KEPT = Path(__file__).parents[1] / "record" / "schemas"


@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_record_of_an_earlier_schema_is_upgraded_with_all_that_is_in_it(empty_database: Settings, revision: str) -> None:
    """The rows are those that the program of that schema wrote; opening brings them to the current one."""
    made = make_old(empty_database, revision)
    record = open_record(empty_database)
    assert migrate.revision(made) == schema.REVISIONS[-1]
    assert record.verify() == []
    assert [v.text_sha256 for v in record.versions(SOURCE.key)] == [
        observation(0, "Swedish law").text_sha256,
        telling(1, "Danish law").text_sha256,
    ]
    assert [(h.text, h.until) for h in record.search("law", vendor="acme")] == [("Danish law", None), ("Swedish law", day(1))]
    standing = record.in_force()
    assert bool(standing) == (revision >= "0002")
    if not standing:
        record.decide(Decision(1, "accept", "Bo", "Fits us.", day(2)))
    assert record.in_force()[1].name == "Bo"
    assert len(record.removals()) == (3 if revision >= "0004" else 0)
    assert record.observe(observation(6, "Norwegian law")).version == len(record.versions(SOURCE.key)) + (revision >= "0002")
    assert record.verify() == []
    record.close()
    made.dispose()


def test_search_that_another_program_left_behind_is_made_anew(empty_database: Settings) -> None:
    """Passages are derived: an upgrade that finds some it would not have written writes all of them again."""
    made = make_old(empty_database, "0003")
    with connect.writing(made) as connection:
        connection.execute(schema.passages.update().values(seal="of another kind"))
    record = open_record(empty_database)
    assert record.verify() == []
    assert [h.text for h in record.search("law", vendor="acme")] == ["Danish law", "Swedish law"]
    with connect.writing(made) as connection:
        connection.execute(schema.passages.update().values(text="Another law"))
    assert record.verify() != []  # without an upgrade an altered row is named, not mended
    assert record.reindex() == 3
    assert record.verify() == []
    assert [h.text for h in record.search("law", vendor="acme")] == ["Danish law", "Swedish law"]
    record.close()
    made.dispose()


def make_old(settings: Settings, revision: str) -> sa.Engine:
    """A record of an earlier schema, with the rows that the program of that time wrote."""
    kept = json.loads((KEPT / f"{revision}.json").read_text("utf-8"))
    blobs, engine = Blobs(settings.blob_root), connect.engine(settings.record_url)
    for text in kept["blobs"]:
        blobs.put(text.encode())
    with connect.writing(engine) as connection:
        migrate.upgrade(connection, to=revision)
        filled = [table for table in schema.metadata.sorted_tables if table.name in kept["tables"]]
        made = set(sa.inspect(connection).get_table_names())
        assert {t.name for t in filled} | {"alembic_version"} == {n for n in made if not n.startswith(SEARCH)}
        for table in filled:
            if rows := [transfer.read(table, row) for row in kept["tables"][table.name]]:
                transfer.fill(connection, table, [rows])
        transfer.finish(connection, [t for t in filled if t.name != "leases"])
    return engine


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
