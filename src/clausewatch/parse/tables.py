"""Rows of a table while its page is walked: whole, with header, merged cells repeated."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Piece
from clausewatch.parse.columns import names_columns
from clausewatch.parse.visible import shorter

_LONG_CELL = 1500
_REPEATABLE = 120
_SPAN_CAP = 200


class Table:
    """Collects the rows of one data table."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[Block] = []
        self._cells: list[list[Piece]] = []
        self._header = True
        self._spans: dict[int, tuple[int, list[Piece]]] = {}
        self._in_head = False

    def open_head(self) -> None:
        """Rows from here are header rows until the next row group."""
        self._in_head = True

    def close_head(self) -> None:
        """Back to body rows."""
        self._in_head = False

    def open_row(self) -> None:
        """A new row begins; cells merged from above come first where they belong."""
        self._cells, self._header = [], True

    def open_cell(self, header: bool, down: int = 1, across: int = 1) -> list[Piece]:
        """Room for the pieces of a cell that spans rows `down` and columns `across`."""
        self._from_above()
        self._header = self._header and header
        cell: list[Piece] = []
        self._cells.append(cell)
        column = len(self._cells) - 1
        if down > 1:
            self._spans[column] = (down - 1, cell)
        self._cells.extend([] for _ in range(min(across, 20) - 1))
        return cell

    def close_row(self) -> None:
        """The row is whole."""
        self._from_above()
        cells = self._cells
        while cells and not cells[-1]:
            cells.pop()
        if any(p.text.strip() for c in cells for p in c):
            header = self._in_head or (self._header and len(cells) > 1)
            self.rows.append(Block(PassageKind.TABLE_ROW, cells, table=self.number, header=header))

    def _from_above(self) -> None:
        while (held := self._spans.get(len(self._cells))) is not None:
            left, pieces = held
            short = sum(len(p.text) for p in pieces) <= _REPEATABLE
            if left <= 1:
                del self._spans[len(self._cells)]
            else:
                self._spans[len(self._cells)] = (left - 1, pieces)
            self._cells.append(list(pieces) if short else [])

    def repeat_above(self, across: int = 1) -> None:
        """A cell that continues the one above (formats that mark continuation, not span)."""
        column = len(self._cells)
        above = self.rows[-1].cells if self.rows else ()
        pieces = list(above[column]) if column < len(above) else []
        self._cells.append(pieces if sum(len(p.text) for p in pieces) <= _REPEATABLE else [])
        self._cells.extend([] for _ in range(min(across, 20) - 1))

    def finished(self) -> list[Block]:
        """The rows; a first row of column names is the header where none is marked."""
        rows = self.rows
        if len(rows) > 1 and not any(r.header for r in rows) and names_columns(rows[0]):
            rows[0] = rows[0]._replace(header=True)
        return rows


def span_of(element: etree._Element, name: str) -> int:
    """An HTML span attribute as a number, capped."""
    value = element.get(name) or ""
    return min(int(value), _SPAN_CAP) if value.isdigit() and len(value) < 6 else 1


def holds_data(table: etree._Element) -> bool:
    """False for tables that only lay out the page."""
    if table.get("role") in ("presentation", "none") or _has(table, "table"):
        return False
    if _has(table, "h1", "h2", "h3") and not _has(table, "th"):
        return False
    rows = [list(row.iterchildren("td", "th")) for row in table.iterdescendants("tr")]
    return any(len(cells) > 1 for cells in rows) and not any(map(_is_column, rows))


def _is_column(cells: Sequence[etree._Element]) -> bool:
    """One or two cells of which one holds a page's worth of text."""
    return len(cells) <= 2 and not all(shorter(c, _LONG_CELL) for c in cells)


def _has(table: etree._Element, *tags: str) -> bool:
    return next(table.iterdescendants(*tags), None) is not None
