"""Tables of subprocessors: one finding a table, none in its rows.

A table of subprocessors states one thing, who they are; its cells (places, safeguards) belong to the
rows that `subprocessors` reads. The clause is the heading row with the first row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from clausewatch.detect.context import Surroundings
from clausewatch.detect.shape import NOT_OPERATIVE
from clausewatch.model import Finding, Passage, PassageKind, SubprocessorRow

TYPE = "subprocessor_list"
_LONGEST, _HEADS = 700, 2


def tabled(
    by_passage: Mapping[int, Sequence[Finding]], rows: Sequence[SubprocessorRow], around: Surroundings
) -> dict[int, list[Finding]]:
    """Findings by passage, where those in the rows and heading rows of such tables give way to one a table."""
    out = {index: list(found) for index, found in by_passage.items()}
    for heading, members in _tables(rows, around):
        for index in (*range(heading, members[0]), *members):
            out.pop(index, None)
        out[members[0]] = [_listing(around, heading, members[0], rows)]
    return out


def _tables(rows: Sequence[SubprocessorRow], around: Surroundings) -> list[tuple[int, list[int]]]:
    """Index of the heading row (or of the first row) and indices of the rows that hold subprocessors, by table.

    Rows that name no heading row belong together while they follow each other.
    """
    starts = sorted(row.start for row in rows)
    passages = around.document.passages
    found = [i for i, p in enumerate(passages) if p.kind is PassageKind.TABLE_ROW and _holds(p, starts)]
    known, tables = frozenset(found), dict[int, list[int]]()
    for index in found:
        header = passages[index].header
        loose = next(reversed(tables), -1) if index - 1 in known else index
        tables.setdefault(header if 0 <= header < index else loose, []).append(index)
    return [(min(key, _above(passages, key)), members) for key, members in tables.items()]


def _holds(passage: Passage, starts: Sequence[int]) -> bool:
    return bisect_left(starts, passage.start) < bisect_left(starts, passage.end)


def _above(passages: Sequence[Passage], index: int) -> int:
    """Index of the first of at most `_HEADS` table rows right above a row without a heading row."""
    first = index
    while passages[index].header < 0 < first and index - first < _HEADS and _is_row(passages[first - 1]):
        first -= 1
    return first


def _is_row(passage: Passage) -> bool:
    return passage.kind is PassageKind.TABLE_ROW


def _listing(around: Surroundings, heading: int, first: int, rows: Sequence[SubprocessorRow]) -> Finding:
    document = around.document
    passage = document.passages[first]
    start = document.passages[heading].start
    start = start if passage.end - start <= _LONGEST else passage.start
    names = [row.name for row in rows if passage.start <= row.start < passage.end]
    return Finding(
        type=TYPE,
        quote=document.text[start : passage.end],
        start=start,
        end=passage.end,
        section=document.section_label(passage.section),
        lang=around.lang,
        attributes={},
        operative=NOT_OPERATIVE.isdisjoint(passage.marks),
        scc="scc" in passage.marks,
        score=1.0,
        reasons=(f"a table of subprocessors, the first of them {names[0]}",),
    )
