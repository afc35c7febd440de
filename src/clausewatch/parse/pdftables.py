"""Tables of PDF pages with ruling lines, read by pdfplumber; the rest of a page stays with pdfium."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Piece
from clausewatch.parse.columns import names_columns
from clausewatch.parse.pdflines import Line, PageText


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table's box on its page (points, y downwards) and its rows."""

    page: int
    top: float
    bottom: float
    left: float
    right: float
    rows: tuple[Block, ...]

    def holds(self, line: Line) -> bool:
        """True for a line inside the box."""
        return (
            line.page == self.page
            and self.top - 1 <= line.middle <= self.bottom + 1
            and line.left < self.right
            and line.right > self.left
        )


def find(body: bytes, pages: Sequence[PageText]) -> tuple[dict[int, list[PageTable]], dict[int, str]]:
    """Tables by page number of the pages given, and what the second reader read there.

    What it cannot read has no tables: the words of all pages are there without it.
    """
    found: dict[int, list[PageTable]] = {}
    texts: dict[int, str] = {}
    if pages:
        with suppress(*faults()):
            _find(body, pages, found, texts)
    return found, texts


def faults() -> tuple[type[Exception], ...]:
    """What pdfminer raises over broken files: its own errors, and those of whoever trusts what a file says."""
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    own = (PSException, PdfminerException, struct.error)
    return *own, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError


def _find(body: bytes, pages: Sequence[PageText], found: dict[int, list[PageTable]], texts: dict[int, str]) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(body)) as document:
        for page in pages:
            plumbed = document.pages[page.number - 1]
            tables = [_table(t, page, n) for n, t in enumerate(plumbed.find_tables())]
            found[page.number] = [t for t in tables if t is not None]
            texts[page.number] = "".join(c["text"] for c in plumbed.chars)
            plumbed.close()


def _table(table: Any, page: PageText, n: int) -> PageTable | None:
    rows = _whole([r for r in ([" ".join((cell or "").split()) for cell in row] for row in table.extract()) if any(r)])
    if len(rows) < 2 or max(sum(map(bool, r)) for r in rows) < 2:
        return None
    blocks = [_row(cells, page, page.number * 100 + n) for cells in rows]
    if names_columns(blocks[0]):
        blocks[0] = Block(PassageKind.TABLE_ROW, blocks[0].cells, table=blocks[0].table, header=True)
    left, top, right, bottom = table.bbox
    return PageTable(page.number, top, bottom, left, right, tuple(blocks))


def _whole(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows with those put together that ruled lines part in the middle of a sentence."""
    found: list[list[str]] = []
    for row in rows:
        goes_on = found and not row[0] and len(row) == len(found[-1]) and all(c[:1].islower() for c in row if c)
        if goes_on:
            found[-1] = [f"{above} {cell}".strip() for above, cell in zip(found[-1], row, strict=True)]
        else:
            found.append(row)
    return found


def _row(cells: Sequence[str], page: PageText, table: int) -> Block:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return Block(PassageKind.TABLE_ROW, [[_cell(c, page)] if c else [] for c in cells], table=table)


def _cell(text: str, page: PageText) -> Piece:
    """The cell's words, with their place in pdfium's text of the page where they stand together."""
    pattern = r"\s+".join(map(re.escape, text.split()[:60]))
    match = re.search(pattern, page.text) if len(text) < 400 else None
    return Piece(text, match.start() if match else -1, match.end() if match else -1, part=f"page {page.number}")


def joined(tables: Sequence[PageTable]) -> list[Block]:
    """Rows of tables that follow each other over page ends as one table, repeated headers left out."""
    rows: list[Block] = []
    for table in tables:
        for row in table.rows:
            same = rows and _words(row) == _words(rows[0])
            number = rows[0].table if rows and len(rows[0].cells) == len(row.cells) else row.table
            if not (same and row.header):
                rows.append(Block(PassageKind.TABLE_ROW, row.cells, table=number, header=row.header))
    return rows


def _words(row: Block) -> tuple[str, ...]:
    return tuple("".join(p.text for p in c) for c in row.cells)
