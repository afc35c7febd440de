"""F46: one byte changed in a blob, a row or the log: `verify` names it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from clausewatch.errors import IntegrityError, RecordError
from clausewatch.model import Decision, Outcome, PageKind
from clausewatch.record import schema
from clausewatch.record.blobs import Blobs
from clausewatch.record.keeping import Why
from clausewatch.record.protocol import Mute, Record, User
from clausewatch.record.store import create_record, open_record
from clausewatch.settings import Settings
from recordkit import OTHER, SOURCE, attempt, day, observation, quarantined, telling, unmodified


def fill(record: Record) -> None:
    """Something in every table."""
    record.observe(observation(0, "Swedish law"))
    record.observe(telling(1, "Danish law"))
    record.attempted([(SOURCE, unmodified(2)), (OTHER, attempt(2, "No", outcome=Outcome.BLOCKED, status=403))])
    record.observe(quarantined(3, "Cookies?", PageKind.CONSENT))
    first, second = record.pending(day(3))
    record.failed(first, "451 later", day(4))
    record.sent(second, day(3))
    accepted = record.decide(Decision(1, "accept", "Bo", "Fits us.", day(3)))
    record.decide(Decision(1, "undo", "Bo", "Does not.", day(3), accepted))
    record.mute(Mute("kind", "flapping", date(2026, 2, 1), "Bo", "Known.", day(3)))
    record.set_user(User("bo", "decider", "$argon2id$x"), "root", day(3))
    assert record.retain(day(0.5), Why("bo", "Kept for a day.", day(3))) == 1
    assert record.verify() == []


def altered(value: Any, column: sa.Column[Any]) -> Any:
    """The value with the smallest alteration of its type."""
    if value is None:
        return day(77) if isinstance(column.type, schema.Utc) else 1
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, str):
        return chr(ord(value[0]) ^ 1) + value[1:] if value else "x"
    return value + (day(1) - day(0))


@pytest.fixture
def unguarded(record: Record) -> Iterator[sa.Engine]:
    """The same database for somebody who switches its own checks off."""
    url: sa.URL = record._engine.url  # type: ignore[attr-defined]
    replica = {"options": "-c session_replication_role=replica"} if url.get_backend_name() == "postgresql" else {}
    engine = sa.create_engine(url, connect_args=replica)
    yield engine
    engine.dispose()


def test_every_column_of_every_table_is_covered(record: Record, unguarded: sa.Engine) -> None:
    fill(record)
    silent = []
    for table in set(schema.metadata.sorted_tables) - {schema.leases}:
        for column in table.columns:
            undo = alter(unguarded, table, column)
            silent += [] if record.verify() else [str(column)]
            undo()
    assert silent == []
    assert record.verify() == []


def alter(engine: sa.Engine, table: sa.Table, column: sa.Column[Any]) -> Callable[[], None]:
    """Alter the last row's value in one column; gives what puts it back."""
    key = list(table.primary_key.columns)
    with engine.connect() as connection:
        row = connection.execute(sa.select(table).order_by(*(k.desc() for k in key)).limit(1)).mappings().one()
    new = {**row, column.name: altered(row[column.name], column)}
    replace_row(engine, table, dict(row), new)
    return lambda: replace_row(engine, table, new, dict(row))


def replace_row(engine: sa.Engine, table: sa.Table, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Put one row in the place of another."""
    with engine.begin() as connection:
        match = [k == old[k.name] for k in table.primary_key.columns]
        connection.execute(table.update().where(*match).values(**new))


def test_missing_rows_are_named(record: Record, unguarded: sa.Engine) -> None:
    fill(record)
    silent = []
    for table in set(schema.metadata.sorted_tables) - {schema.cache, schema.passages, schema.leases}:
        key = list(table.primary_key.columns)
        with unguarded.begin() as connection:
            rows = sa.select(table).order_by(*(k.desc() for k in key)).limit(1)
            row = connection.execute(rows).mappings().one()
            connection.execute(table.delete().where(*(k == row[k.name] for k in key)))
        silent += [] if record.verify() else [str(table)]
        with unguarded.begin() as connection:
            connection.execute(table.insert().values(**row))
    assert silent == []
    assert record.verify() == []


def test_sentences_say_what_and_where(record: Record, unguarded: sa.Engine) -> None:
    fill(record)
    with unguarded.begin() as connection:
        connection.execute(schema.versions.update().where(schema.versions.c.id == 2).values(title="Another"))
        connection.execute(schema.findings.update().where(schema.findings.c.version_id == 1).values(quote="Other"))
    assert record.verify() == [
        "version 2: title not as in leaf 7 of the log",
        "version 1: its rows of findings or subprocessors are not those recorded",
    ]


def test_every_bit_of_a_blob_counts(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    text = b"Swedish law governs this agreement. Swedish courts have jurisdiction over this agreement." * 3
    sha256 = blobs.put(text)
    whole = blobs.path(sha256).read_bytes()
    for position in range(len(whole)):
        for bit in range(8):
            broken = bytearray(whole)
            broken[position] ^= 1 << bit
            blobs.path(sha256).write_bytes(broken)
            with pytest.raises(IntegrityError):
                blobs.get(sha256)
    blobs.path(sha256).write_bytes(whole + b"\0")
    with pytest.raises(IntegrityError):
        blobs.get(sha256)


def test_broken_and_missing_blobs_are_named_with_a_row_that_needs_them(record_settings: Settings, record: Record) -> None:
    fill(record)
    capture = record.captures(SOURCE.key)[1]
    path = Blobs(record_settings.blob_root).path(capture.sha256)
    packed = path.read_bytes()
    path.write_bytes(packed[:-1])
    (sentence,) = record.verify()
    assert capture.sha256 in sentence
    with pytest.raises(IntegrityError):
        record.raw(capture.sha256)
    path.unlink()
    assert [s for s in record.verify() if capture.sha256 in s and "missing" in s]


def test_flipped_bits_of_the_database_file_are_named_or_without_effect(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    record = create_record(settings)
    fill(record)
    before = said(record)
    record.close()
    file = settings.home / "record.sqlite"
    whole, random = file.read_bytes(), Random(46)
    copy = Settings(home=tmp_path / "copy")
    shutil.copytree(settings.home, copy.home)
    for _ in range(40):
        broken = bytearray(whole)
        broken[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        for leftover in copy.home.glob("record.sqlite*"):
            leftover.unlink()
        (copy.home / "record.sqlite").write_bytes(broken)
        assert is_named(copy) or is_equal(copy, before)


def is_named(settings: Settings) -> bool:
    """True if opening or verifying says that something is wrong."""
    try:
        record = open_record(settings)
    except RecordError:
        return True
    try:
        return record.verify() != []
    except RecordError:
        return True
    finally:
        record.close()


def is_equal(settings: Settings, before: list[Any]) -> bool:
    """True if the record says what it said."""
    record = open_record(settings)
    try:
        return said(record) == before
    finally:
        record.close()


def said(record: Record) -> list[Any]:
    """All that a record says."""
    return [
        record.latest([SOURCE.key, OTHER.key]),
        record.captures(SOURCE.key),
        record.versions(SOURCE.key),
        [record.reading(v.id) for v in record.versions(SOURCE.key)],
        record.changes(),
        record.attempts(),
        record.pending(day(9)),
        record.leaves(),
        record.cached(["passage of Danish law"]),
        record.decisions(),
        record.mutes(day(3)),
        record.users(),
        record.audit(),
    ]
