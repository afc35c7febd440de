"""Places where no record can be, each said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from clausewatch.errors import ClausewatchError, IntegrityError, NoRecord, RecordError, UsageError
from clausewatch.record import connect, schema
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from postgres import Server


@pytest.mark.parametrize("url", ["no url at all", "mysql://localhost/record", "oracle://x", "postgresql+nodriver:/"])
def test_unusable_urls_are_usage_errors(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError):
        open_record(Settings(home=tmp_path, record=url))


def test_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    url = "postgresql://watcher:secret@127.0.0.1:1/record?connect_timeout=2"
    with pytest.raises(RecordError) as caught:
        open_record(Settings(home=tmp_path, record=url))
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value) + caught.value.hint


def test_empty_database_of_a_server_is_no_record(tmp_path: Path, postgres_server: Server) -> None:
    postgres_server.execute("CREATE DATABASE nothing")
    with pytest.raises(NoRecord):
        open_record(Settings(home=tmp_path, record=postgres_server.url("nothing")))


def test_home_that_cannot_be_made_is_a_record_error(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(RecordError, match="cannot be written"):
        create_record(Settings(home=tmp_path / "home"))


def test_altered_times_are_recognised(tmp_path: Path) -> None:
    engine = sa.create_engine("sqlite://")
    for text in ("2026-01-01 05:00:00.000000+00:00", "2026-01-01T05:00:00+00:00", "yesterday", "2026-01-01T05:00:00.000000"):
        query = sa.select(sa.literal_column(f"'{text}'", schema.Utc))
        with engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(query).scalar()


def test_errors_of_the_database_are_errors_of_the_record(tmp_path: Path) -> None:
    engine = connect.engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with pytest.raises(ClausewatchError, match="no such table") as caught, connect.reading(engine) as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert type(caught.value) is RecordError
    engine.dispose()
