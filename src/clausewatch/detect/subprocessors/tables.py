"""Rows of tables: the header decides the columns, rows above and below are read with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clausewatch.detect.subprocessors import names, where
from clausewatch.detect.subprocessors.entries import Fields, row, with_more
from clausewatch.detect.subprocessors.reading import Reading
from clausewatch.detect.subprocessors.words import column, pattern
from clausewatch.model import Passage, PassageKind, SubprocessorRow

BULLETS = frozenset("•·|-–—")
_HEADING_WORDS = 8


@dataclass
class _State:
    """What holds for the next row of a table."""

    columns: tuple[str, ...] = ()
    strong: bool = False
    group: str = ""
    rows: list[SubprocessorRow] = field(default_factory=list)


def rows(reading: Reading) -> Iterator[SubprocessorRow]:
    """The subprocessors of all tables that list them."""
    for start, end in _tables(reading):
        zone = reading.in_zone(start) or reading.introduced(start)
        yield from _table(reading, reading.passages[start:end], zone)


def _tables(reading: Reading) -> Iterator[tuple[int, int]]:
    """Runs of table rows, half-open."""
    start = -1
    for i, p in enumerate([*reading.passages, None]):
        is_row = p is not None and p.kind is PassageKind.TABLE_ROW
        if is_row and start < 0:
            start = i
        elif not is_row and start >= 0:
            yield start, i
            start = -1


def _table(reading: Reading, passages: tuple[Passage, ...], zone: bool) -> list[SubprocessorRow]:
    state = _State(group=reading.heading(passages[0]))
    for p in passages:
        cells = reading.cells(p)
        if len(cells) == 1 and zone and (card := _card(reading, p)):
            state.rows.append(card)
        elif columns := header(cells):
            state.columns = columns
            state.strong = pattern("subject").search(cells[columns.index("name")]) is not None
        elif (caption := _caption(cells)) and state.columns:
            state.group = caption
        elif state.columns and (zone or state.strong):
            _add(reading, p, state)
    return state.rows


def header(cells: list[str]) -> tuple[str, ...]:
    """The kinds of columns if the cells are the headings of a list of companies, else nothing."""
    filled = [c for c in cells if c]
    if len(filled) < 2 or pattern("examples").search(" ".join(filled)) or any(len(c.split()) > _HEADING_WORDS for c in filled):
        return ()
    kinds = [column(c) for c in cells]
    known = sum(1 for k in kinds if k)
    if "name" not in kinds or known < 2 or known * 2 < len(filled):
        return ()
    if any(names.has_suffix(c) for c in filled) or not set(kinds) & {"processing", "place", "seat", "purpose"}:
        return ()
    return _one_name(cells, kinds)


def _one_name(cells: list[str], kinds: list[str]) -> tuple[str, ...]:
    """Only one column holds the name: the one that says subprocessor, else the first."""
    candidates = [i for i, k in enumerate(kinds) if k == "name"]
    chosen = next((i for i in candidates if pattern("subject").search(cells[i])), candidates[0])
    rest = {i: ("purpose" if "purpose" not in kinds else "other") for i in candidates if i != chosen}
    return tuple(rest.get(i, k) for i, k in enumerate(kinds))


def _caption(cells: list[str]) -> str:
    """The words of a row that is one merged cell."""
    filled = {c for c in cells if c}
    return filled.pop() if len(filled) == 1 and (len(cells) == 1 or cells[0]) else ""


def _card(reading: Reading, passage: Passage) -> SubprocessorRow | None:
    """A cell that holds a whole card: name, a lone bullet, what it does, where."""
    lines = reading.lines(*passage.cells[0])
    at = next((i for i, line in enumerate(lines) if line in BULLETS), 0)
    name = names.name_of(lines[at - 1 : at]) if at else ""
    if not names.is_name(name) or at + 1 >= len(lines):
        return None
    place = lines[at + 2] if at + 2 < len(lines) and ":" not in lines[at + 2] else ""
    fields = Fields(purpose=lines[at + 1], processing=place)
    return row(name, fields, (passage.start, passage.end), reading.document.text, reading.document.lang)


def _add(reading: Reading, passage: Passage, state: _State) -> None:
    spans = dict(zip(range(len(state.columns)), passage.cells, strict=False))
    at = state.columns.index("name")
    if at not in spans:
        return
    fields = _fields(reading, spans, state)
    found = names.names_of(reading.lines(*spans[at]))
    text, lang = reading.document.text, reading.document.lang
    for name in found:
        state.rows.append(row(name, fields, (passage.start, passage.end), text, lang))
    if not reading.text(*spans[at]).strip() and state.rows:
        more = row(state.rows[-1].name, fields, (passage.start, passage.end), text, lang)
        state.rows[-1] = with_more(state.rows[-1], more)


def _fields(reading: Reading, spans: dict[int, tuple[int, int]], state: _State) -> Fields:
    said: dict[str, str] = {}
    for i, kind in enumerate(state.columns):
        if i in spans and kind not in {"", "other", "name"}:
            said[kind] = said.get(kind) or "; ".join(reading.lines(*spans[i]))
    address = reading.text(*spans[state.columns.index("name")])
    name = names.name_of(reading.lines(*spans[state.columns.index("name")]))
    has_address = len(address) > len(name) + 12
    group = state.group if where.countries(state.group, reading.document.lang) else ""
    return Fields(**said, address=address if has_address else "", group=group)
