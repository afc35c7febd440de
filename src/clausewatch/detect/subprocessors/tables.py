"""Rows of tables: the header decides the columns, rows above and below are read with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from clausewatch.detect.subprocessors import names, where
from clausewatch.detect.subprocessors.entries import Fields, row, with_more
from clausewatch.detect.subprocessors.reading import Reading
from clausewatch.detect.subprocessors.words import column, pattern
from clausewatch.model import Passage, PassageKind, SubprocessorRow

BULLETS = frozenset("•·|-–—")
_HEADING_WORDS = 8
_TELLING = frozenset({"processing", "place", "seat", "purpose", "safeguard"})


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
    if zone and (records := list(_records(reading, passages))):
        return records
    state = _State(group=reading.heading(passages[0]))
    for p in passages:
        if not _heads(state, reading.cells(p)):
            _body(reading, p, state, zone)
    return state.rows


def _heads(state: _State, cells: list[str]) -> bool:
    """True for a row of column headings or a caption; what follows is read with it."""
    if columns := header(cells):
        state.columns = columns
        state.strong = pattern("subject").search(cells[columns.index("name")]) is not None
        return True
    caption = _caption(cells) if state.columns else ""
    state.group = caption or state.group
    return bool(caption)


def _body(reading: Reading, passage: Passage, state: _State, zone: bool) -> None:
    if len(passage.cells) == 1 and zone and (card := _card(reading, passage)):
        state.rows.append(card)
    elif state.columns and (zone or state.strong):
        _add(reading, passage, state)


def _records(reading: Reading, passages: tuple[Passage, ...]) -> Iterator[SubprocessorRow]:
    """Subprocessors of a table with a field in each row: "Company | Acme AB", "Country | Sweden"."""
    kinds = [column(reading.cells(p)[0]) if len(p.cells) == 2 else "" for p in passages]
    starts = [i for i, kind in enumerate(kinds) if kind == "name" and not header(reading.cells(passages[i]))]
    if len([k for k in kinds if k]) * 2 < len(kinds):
        return
    for start, stop in pairwise([*starts, len(passages)]):
        yield from _record(reading, kinds[start:stop], passages[start:stop])


def _record(reading: Reading, kinds: list[str], passages: tuple[Passage, ...]) -> Iterator[SubprocessorRow]:
    said = {k: "; ".join(reading.lines(*p.cells[1])) for k, p in zip(kinds, passages, strict=True) if k in _TELLING}
    found = names.names_of(reading.lines(*passages[0].cells[1]))
    if found and said:
        span = (passages[0].start, passages[-1].end)
        yield row(found[0], Fields(**said), span, reading.document.text, reading.document.lang)


def header(cells: list[str]) -> tuple[str, ...]:
    """The kinds of columns if the cells are the headings of a list of companies, else nothing."""
    filled = [c for c in cells if c]
    if len(filled) < 2 or not _short(filled) or pattern("examples").search(" ".join(filled)):
        return ()
    kinds = [column(c) for c in cells]
    known = [k for k in kinds if k]
    telling = "name" in kinds and len(known) * 2 >= len(filled) and bool(_TELLING & set(kinds))
    return _one_name(cells, kinds) if telling else ()


def _short(cells: list[str]) -> bool:
    """True if no cell is longer than a heading or holds a company's legal form."""
    return all(len(c.split()) <= _HEADING_WORDS and not names.has_suffix(c) for c in cells)


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
