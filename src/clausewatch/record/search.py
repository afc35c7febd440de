"""Full text over the passages of all versions: SQLite's FTS5, or PostgreSQL's text search.

Both search the same column of case-folded words, so that they find the same. A passage is kept once
for as long as it stands: the cost of a new version is that of its differences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clausewatch.errors import IntegrityError, UsageError
from clausewatch.model import Reading, digest
from clausewatch.record import packing
from clausewatch.record.blobs import Blobs
from clausewatch.record.packing import clean
from clausewatch.record.protocol import Hit
from clausewatch.record.reading import reading_of
from clausewatch.record.schema import captures, passages, sources, versions

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r'"([^"]*)"|(\S+)')
_LONGEST = 100_000
"""Characters of one passage that are searched; PostgreSQL holds a megabyte of words in a row."""
_PREFIX = 4
"""Words of this many letters or more find longer words that begin like them."""
_LEFT_OUT = frozenset({"toc", "hidden"})
_SEALED = ("id", "source_id", "version_id", "until_id", "section", "types", "text", "words")

Row = dict[str, Any]


def index(connection: sa.Connection, source: int, version: int, reading: Reading) -> None:
    """Bring the passages of a source to those of its latest version."""
    wanted = {_key(row): row for row in _rows(reading)}
    table = passages
    query = sa.select(table).where(table.c.source_id == source, table.c.until_id.is_(None))
    standing = [dict(row) for row in connection.execute(query).mappings()]
    for row in standing:
        if wanted.pop(_key(row), None) is None:
            ended = {**row, "until_id": version}
            values = {"until_id": version, "seal": seal(ended)}
            connection.execute(table.update().where(table.c.id == row["id"]).values(**values))
    if wanted:
        _add(connection, [{**row, "source_id": source, "version_id": version, "until_id": None} for row in wanted.values()])


def _add(connection: sa.Connection, added: Sequence[Row]) -> None:
    """Writers take turns, so the next numbers are free; they stand in the seals."""
    last = connection.execute(sa.select(sa.func.max(passages.c.id))).scalar_one() or 0
    numbered: list[Row] = [{"id": last + n, **row} for n, row in enumerate(added, 1)]
    rows = [{**row, "seal": seal(row)} for row in numbered]
    connection.execute(passages.insert(), rows)
    if connection.dialect.name == "sqlite":
        words = [{"id": row["id"], "words": row["words"]} for row in rows]
        connection.execute(sa.text("INSERT INTO passages_words (rowid, words) VALUES (:id, :words)"), words)


def _rows(reading: Reading) -> Iterator[Row]:
    document, types = reading.document, _types(reading)
    for number, passage in enumerate(document.passages):
        text = clean(document.passage_text(passage))[:_LONGEST]
        words = _words(text)
        if not words or not _LEFT_OUT.isdisjoint(passage.marks):
            continue
        section = clean(document.section_label(passage.section))
        yield {"section": section, "types": " ".join(sorted(types[number])), "text": text, "words": " ".join(words)}


def _types(reading: Reading) -> Mapping[int, set[str]]:
    """Types of the findings in each passage, by its number; passages are in text order and apart."""
    passages, found = reading.document.passages, defaultdict[int, set[str]](set)
    ends = [passage.end for passage in passages]
    for finding in reading.detection.findings:
        for number in range(bisect_right(ends, finding.start), len(passages)):
            if passages[number].start >= finding.end:
                break
            found[number].add(finding.type)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["section"], row["types"], row["text"]


def seal(row: Mapping[str, Any]) -> str:
    """Check sum of a row: one that was altered is named by `verify`."""
    return digest("\n".join(str(row[name]) for name in _SEALED))[:16]


def is_sound(connection: sa.Connection) -> bool:
    """True if there are passages wherever there are versions, and all are as this program writes them."""
    if connection.execute(sa.select(versions.c.id).limit(1)).first() is None:
        return True
    rows = connection.execute(sa.select(passages)).mappings()
    return any(True for _ in connection.execute(sa.select(passages.c.id).limit(1))) and all(
        seal(dict(r)) == r["seal"] for r in rows
    )


def rebuild(connection: sa.Connection, blobs: Blobs) -> int:
    """Index all versions anew and in order; gives the number of passages."""
    connection.execute(passages.delete())
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO passages_words (passages_words) VALUES ('delete-all')")
    query = sa.select(versions.c.id, versions.c.source_id).order_by(versions.c.source_id, versions.c.capture_id, versions.c.id)
    for row in connection.execute(query).all():
        try:
            sha256, at = reading_of(connection, row.id)
            found = packing.unpack(blobs.get(sha256), at)
        except IntegrityError:
            continue  # `verify` names it, or it was erased; the rest can still be searched
        index(connection, row.source_id, row.id, found)
    return int(connection.execute(sa.select(sa.func.count()).select_from(passages)).scalar_one())


def find(connection: sa.Connection, text: str, limit: int, vendor: str) -> list[Hit]:
    """Passages with all words of a query: standing ones first, clauses before other text, newest first.

    Words in quotes must stand together; other words of four letters or more may go on.

    Raises:
        UsageError: there is no word in the query.
    """
    terms = _terms(text)
    if not terms:
        raise UsageError("There is no word to search for.", 'Write words, or a "phrase" in quotes.')
    since, until = captures.alias("since"), captures.alias("until_seen")
    gone = versions.alias("gone")
    query = (
        sa.select(sources.c.key, passages, since.c.at.label("since"), until.c.at.label("until"))
        .join(sources, sources.c.id == passages.c.source_id)
        .join(versions, versions.c.id == passages.c.version_id)
        .join(since, since.c.id == versions.c.capture_id)
        .outerjoin(gone, gone.c.id == passages.c.until_id)
        .outerjoin(until, until.c.id == gone.c.capture_id)
        .where(_matches(connection.dialect.name, terms))
        .order_by(passages.c.until_id.is_not(None), passages.c.types == "", passages.c.version_id.desc(), passages.c.id)
        .limit(limit)
    )
    if vendor:
        query = query.where(sources.c.vendor == vendor)
    return [
        Hit(r.key, r.version_id, r.section, tuple(r.types.split()), r.text, r.since, r.until) for r in connection.execute(query)
    ]


def standing(connection: sa.Connection, source: str) -> list[tuple[str, datetime]]:
    """The passages that stand in a source, with the capture since which each does in the same section."""
    query = (
        sa.select(passages.c.text, captures.c.at)
        .join(sources, sources.c.id == passages.c.source_id)
        .join(versions, versions.c.id == passages.c.version_id)
        .join(captures, captures.c.id == versions.c.capture_id)
        .where(sources.c.key == source, passages.c.until_id.is_(None))
    )
    return [(row.text, row.at) for row in connection.execute(query)]


def _terms(text: str) -> list[tuple[list[str], bool]]:
    """Words that belong together, and whether the last one may go on."""
    found = []
    for phrase, word in _PART.findall(text):
        words = _words(phrase or word)
        if words:
            found.append((words, not phrase and len(words[-1]) >= _PREFIX))
    return found


def _matches(dialect: str, terms: list[tuple[list[str], bool]]) -> sa.ColumnElement[bool]:
    if dialect == "sqlite":
        asked = " ".join(f'"{" ".join(words)}"{"*" if on else ""}' for words, on in terms)
        return passages.c.id.in_(
            sa.text("SELECT rowid FROM passages_words WHERE passages_words MATCH :asked").bindparams(asked=asked)
        )
    asked = " & ".join(f"({' <-> '.join(words)}{':*' if on else ''})" for words, on in terms)
    vector = sa.func.to_tsvector(sa.literal_column("'simple'"), passages.c.words)
    return vector.op("@@", is_comparison=True)(sa.func.to_tsquery(sa.literal_column("'simple'"), asked))
