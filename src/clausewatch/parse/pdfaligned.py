"""Tables of PDF pages without ruling lines: rows whose parts stand below column names.

Careful rather than keen, since two columns of names to sign and numbers in a contents list look alike: the first
row names columns, no two alike, and most rows have all columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Piece
from clausewatch.parse.columns import names_columns
from clausewatch.parse.pdflines import Line, PageText, Part
from clausewatch.parse.pdftables import PageTable

_LEAST_ROWS = 3
_CLOSE = 6.0
_FAR = 3.5
"""Lines of a row stand closer than that many sizes of type, rows of a table too."""
_WRAPPED = 1.5


@dataclass(slots=True)
class _Row:
    cells: list[list[Piece]]
    lines: list[Line] = field(default_factory=list)

    def whole(self) -> bool:
        return all(self.cells)


def find(lines: Sequence[Line], page: PageText) -> Iterator[PageTable]:
    """Tables among the lines of a page, which are in reading order."""
    at = 0
    while at < len(lines):
        rows = _rows(lines[at:], page) if len(lines[at].parts) > 1 else []
        if _are_table(rows, lines[-1]):
            yield _table(rows, page)
            at += sum(len(row.lines) for row in rows)
        else:
            at += 1


def _are_table(rows: Sequence[_Row], last: Line) -> bool:
    """Most rows are whole, and there are some; at the end of a page the first of them are enough."""
    least = _LEAST_ROWS - (bool(rows) and rows[-1].lines[-1] is last)
    return sum(row.whole() for row in rows) >= max(least, 0.6 * len(rows))


def _rows(lines: Sequence[Line], page: PageText) -> list[_Row]:
    """Rows below the first line, as long as their parts keep to its columns; none where it names no columns."""
    lefts = [part.left for part in lines[0].parts]
    rows = [_Row([[] for _ in lefts])]
    _add(rows[0], lines[0], range(len(lefts)), page)
    if not _is_header(rows[0]):
        return []
    for line in lines[1:]:
        places = _places(line.parts, lefts)
        if not places or not 0 < line.top - rows[-1].lines[-1].top < _FAR * line.size:
            break
        if _opens(line, rows[-1], places, len(lefts)):
            rows.append(_Row([[] for _ in lefts]))
        _add(rows[-1], line, places, page)
    return rows


def _add(row: _Row, line: Line, places: Sequence[int], page: PageText) -> None:
    for part, place in zip(line.parts, places, strict=True):
        row.cells[place].append(_piece(part, line, page))
    row.lines.append(line)


def _places(parts: Sequence[Part], lefts: Sequence[float]) -> list[int]:
    """The column of each part, each column once; empty where one stands in none."""
    found = [next((n for n, left in enumerate(lefts) if abs(part.left - left) <= _CLOSE), -1) for part in parts]
    return found if -1 not in found and len(set(found)) == len(found) else []


def _opens(line: Line, row: _Row, places: Sequence[int], columns: int) -> bool:
    """A line with all columns is a row; one with fewer goes on with cells that are wrapped, if it stands close."""
    close = line.top - row.lines[-1].top <= _WRAPPED * line.size
    return len(places) == columns or (0 in places and not close)


def _is_header(row: _Row) -> bool:
    words = ["".join(p.text for p in cell).strip() for cell in row.cells]
    distinct = len({w.casefold() for w in words}) == len(words)
    named = all(w[0].isalpha() and not w.endswith(":") for w in words)
    return distinct and named and names_columns(Block(PassageKind.TABLE_ROW, row.cells))


def _piece(part: Part, line: Line, page: PageText) -> Piece:
    return Piece(page.text[part.start : part.end] + " ", part.start, part.end, "", line.bold, f"page {page.number}")


def _table(rows: Sequence[_Row], page: PageText) -> PageTable:
    lines = [line for row in rows for line in row.lines]
    number = page.number * 100 + 50 + int(lines[0].top) % 50
    blocks = tuple(Block(PassageKind.TABLE_ROW, row.cells, table=number, header=n == 0) for n, row in enumerate(rows))
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return PageTable(page.number, lines[0].top, lines[-1].bottom, left, right, blocks)
