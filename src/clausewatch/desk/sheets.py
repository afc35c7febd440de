"""Tables that leave the desk: CSV and XLSX in which every cell is text that no spreadsheet runs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response

from clausewatch.report.tables import to_csv
from clausewatch.wording import one_line

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_response(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """A CSV file to be kept, with a byte order mark so that Excel reads it as UTF-8."""
    return Response("\ufeff" + to_csv(rows), media_type="text/csv; charset=utf-8", headers=_kept(f"{name}.csv"))


def xlsx_response(name: str, title: str, rows: Iterable[Sequence[str]]) -> Response:
    """A workbook of one sheet whose cells are all of type text; the first row stays in view."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=one_line(text)[:32_000])
            cell.data_type = "s"  # a text that begins like a formula stays a text
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return Response(out.getvalue(), media_type=_XLSX, headers=_kept(f"{name}.xlsx"))


def _kept(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
