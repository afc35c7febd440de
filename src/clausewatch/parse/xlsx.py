"""XLSX to blocks: every sheet a heading and its rows as a table (subprocessor lists come so)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import BadZipFile

from clausewatch.errors import ParseError
from clausewatch.model import PassageKind
from clausewatch.parse.blocks import Block, Content, Piece
from clausewatch.parse.columns import names_columns
from clausewatch.parse.package import Package

_MAX_ROWS = 50_000
_MAX_COLUMNS = 60


def read(body: bytes) -> Content:
    """Blocks of an XLSX; offsets are not kept inside sheets, the part of a run names sheet and row.

    Raises:
        ParseError: encrypted, broken, unsafe or empty.
    """
    package = Package(body)
    for name in package.names():
        if name.endswith(".xml") and b"<!DOCTYPE" in package.read(name)[:4096]:
            raise ParseError("unsafe", f"{name} carries a document type.", "Hand in a clean copy.")
    blocks = list(_sheets(body))
    if not any(b.kind is PassageKind.TABLE_ROW for b in blocks):
        raise ParseError("empty", "The workbook holds no text.", "Hand in the workbook with its rows.")
    return Content(blocks, title=blocks[0].cells[0][0].text, format="xlsx")


def _sheets(body: bytes) -> Iterator[Block]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
            for number, sheet in enumerate(book.worksheets, 1):
                if sheet.sheet_state == "visible":
                    yield Block(PassageKind.HEADING, [[Piece(sheet.title)]], level=2)
                    yield from _rows(sheet, number)
        except (BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as e:
            raise ParseError("broken", f"The workbook cannot be read: {e}.", "Hand in a sound copy.") from e


def _rows(sheet: Any, number: int) -> Iterator[Block]:
    rows = sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True)
    wide = False
    for at, values in enumerate(rows, 1):
        cells = _cells(values, f"sheet {number} row {at}")
        if cells:
            block = Block(PassageKind.TABLE_ROW, cells, table=number)
            header = not wide and len(cells) > 1 and names_columns(block)
            wide = wide or len(cells) > 1
            yield Block(PassageKind.TABLE_ROW, cells, table=number, header=header)


def _cells(values: Iterable[object], part: str) -> list[list[Piece]]:
    """Pieces of a row's cells; empty cells at its end left out."""
    texts = ["" if v is None else " ".join(str(v).split()) for v in values]
    while texts and not texts[-1]:
        texts.pop()
    return [[Piece(t, 0, len(t), part=part)] if t else [] for t in texts]
