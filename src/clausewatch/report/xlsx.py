"""Tables as XLSX in which every cell is text that no spreadsheet reckons, with a header that stays in view."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from clausewatch.report.blocks import Table

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000
_SHEET = re.compile(r"[\\/*?:\[\]']")


def written(tables: Sequence[Table], titles: Sequence[str], made_at: datetime) -> bytes:
    """A workbook with one sheet per table, named by `titles`."""
    book = Workbook()
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    book.remove(book.worksheets[0])
    for table, title in zip(tables, titles, strict=True):
        _sheet(book.create_sheet(_SHEET.sub(" ", title)[:31]), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Worksheet, table: Table) -> None:
    for y, row in enumerate((table.header, *table.rows), 1):
        for x, value in enumerate(row, 1):
            cell = sheet.cell(y, x, _ILLEGAL.sub("\ufffd", value)[:_LONGEST])
            cell.data_type = "s"  # whatever it looks like
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=y == 1)
            cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    for x, name in enumerate(table.header, 1):
        longest = max([len(name), *(len(row[x - 1]) for row in table.rows)])
        sheet.column_dimensions[get_column_letter(x)].width = min(60, max(10, longest + 2))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.header))}{len(table.rows) + 1}"
