"""Tables of reStructuredText: grids, simple tables between rules of `=`, and the list-table directive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import LINE, Block, Piece

_GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*$")
_SIMPLE = re.compile(r"\s*=+(?:\s+=+)+\s*$")
_LISTED = re.compile(r"\s*\*\s+-(?:\s+|$)")
_CELL = re.compile(r"\s*-(?:\s+|$)")
_OPTION = re.compile(r"\s*:(?:header-rows|widths|stub-columns|width|align|name|class):")
_HEADER_ROWS = re.compile(r"\s*:header-rows:\s*(\d)")
DIRECTIVE = re.compile(r"\s*\.\. list-table::\s*")

Inline = Callable[[str, int], Iterator[Piece]]
"""The pieces of a stretch of text at an offset of the source."""
_Stretch = tuple[int, Sequence[str]]
_Cells = list[list[Piece]]


def is_table(lines: Sequence[str]) -> bool:
    """True for a stretch of lines that draws a grid or simple table."""
    return _GRID.match(lines[0]) is not None or (len(lines) > 2 and bool(_SIMPLE.match(lines[0]) and _SIMPLE.match(lines[-1])))


def is_listed(lines: Sequence[str]) -> bool:
    """True for a stretch below a list-table directive that holds rows."""
    return _LISTED.match(lines[0]) is not None or (lines[0][:1].isspace() and _CELL.match(lines[0]) is not None)


def options(lines: Sequence[str]) -> tuple[int, list[str]]:
    """Header rows that a directive asks for, and its lines with the options blank."""
    asked = [int(m[1]) for line in lines if (m := _HEADER_ROWS.match(line)) is not None]
    return asked[0] if asked else 0, [" " * len(line) if _OPTION.match(line) else line for line in lines]


def drawn(stretch: _Stretch, table: int, inline: Inline) -> Iterator[Block]:
    """Rows of a grid or simple table."""
    lines = stretch[1]
    rule = _GRID if _GRID.match(lines[0]) else _SIMPLE
    spans = _spans(lines[0], "+" if rule is _GRID else " ")
    rows: list[_Cells] = []
    heads = 0
    for at, line in _placed(stretch):
        ruled = rule.match(line) is not None
        if ruled:
            heads = heads or _above(rows, line)
        if ruled or _begins(line, spans, rule):
            rows.append([[] for _ in spans])
        if not ruled:
            _fill(rows[-1], line, (at, spans), inline)
    return _blocks(rows, table, heads)


def _above(rows: Sequence[_Cells], line: str) -> int:
    """Rows above the rule that ends the header; none above other rules."""
    return sum(map(any, rows)) if "=" in line else 0


def _begins(line: str, spans: Sequence[tuple[int, int]], rule: re.Pattern[str]) -> bool:
    """In a simple table every line with a first cell is a row."""
    return rule is _SIMPLE and bool(line[slice(*spans[0])].strip())


def _placed(stretch: _Stretch) -> Iterator[tuple[int, str]]:
    """Lines with their offsets in the source."""
    at = stretch[0]
    for line in stretch[1]:
        yield at, line
        at += len(line) + 1


def _spans(rule: str, between: str) -> list[tuple[int, int]]:
    """Half-open columns of the table's cells, by the rule over it; the last is open to the right."""
    found = [m.span() for m in re.finditer(r"[-=]+" if between == "+" else r"=+", rule)]
    return [*found[:-1], (found[-1][0], 10_000)]


def _fill(row: _Cells, line: str, where: tuple[int, Sequence[tuple[int, int]]], inline: Inline) -> None:
    """Add a line's text to its cells; a cell over several columns belongs to the first of them."""
    at, spans = where
    begin = 0
    for n, (left, right) in enumerate(spans):
        if n + 1 < len(spans) and line.lstrip()[:1] in ("|", "+") and line[right : right + 1] not in ("|", "+"):
            continue
        left = spans[begin][0]
        text = line[left:right].rstrip().rstrip("|").rstrip() if right == 10_000 else line[left:right].rstrip()
        bare = text.lstrip()
        if bare and not re.fullmatch(r"[-=+|\s]+", bare):
            row[begin] += [LINE] if row[begin] else []
            row[begin] += inline(bare, at + left + len(text) - len(bare))
        begin = n + 1


def listed(stretches: Sequence[_Stretch], table: int, headers: int, inline: Inline) -> Iterator[Block]:
    """Rows of a list-table."""
    rows: list[_Cells] = []
    for at, line in (placed for stretch in stretches for placed in _placed(stretch)):
        row, cell = _LISTED.match(line), _CELL.match(line)
        if row is not None or not rows:
            rows.append([[]])
        elif cell is not None:
            rows[-1].append([])
        mark = row or cell
        skip = mark.end() if mark else len(line) - len(line.lstrip())
        rows[-1][-1] += [*inline(line[skip:], at + skip), Piece("\n")]
    return _blocks(rows, table, headers)


def _blocks(rows: Sequence[_Cells], table: int, headers: int) -> Iterator[Block]:
    """The rows that hold something; a table of headers alone has none."""
    full = [row for row in rows if any(row)]
    for n, row in enumerate(full):
        yield Block(PassageKind.TABLE_ROW, row, table=table, header=n < headers < len(full))
