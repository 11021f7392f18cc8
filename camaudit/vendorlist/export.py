"""The vendor list as a file: XLSX and CSV here; the page is that of `reports`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from camaudit.escape import for_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from camaudit.vendorlist.sheets import Sheet

MAX_CELL = 32_000  # characters; a spreadsheet holds 32,767
_WIDE, _NARROW, _ABOUT = 44, 16, 110  # columns of text
_LONG = 24  # characters from which a column is wide
_BOLD = Font(bold=True)
_GREY = PatternFill("solid", fgColor="E7E7E7")  # of headings; no answer has a colour
_TOP = Alignment(vertical="top", wrap_text=True)


def to_csv(sheet: Sheet) -> str:
    """Write one sheet as CSV; no cell can be a formula. `cli` adds a byte order mark for Excel."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return out.getvalue()


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Write the sheets as a workbook, each with its filters and a heading that stays in sight."""
    book = Workbook()
    for number, sheet in enumerate(sheets):
        page = book.worksheets[0] if number == 0 else book.create_sheet()
        page.title = sheet.title
        _fill(page, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    if sheet.header:
        page.append(list(sheet.header))
        for cell in page[1]:
            cell.font, cell.fill, cell.alignment = _BOLD, _GREY, _TOP
        page.freeze_panes = "B2"
        last = get_column_letter(len(sheet.header))
        page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
        page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for row in sheet.rows:
        page.append([_cell(value) for value in row])
        for cell in page[page.max_row]:
            cell.alignment = _TOP
    for at, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(at)].width = width


def _widths(sheet: Sheet) -> list[int]:
    if not sheet.header:
        return [_ABOUT]
    longest = (max((len(str(row[at])) for row in sheet.rows), default=0)
               for at in range(len(sheet.header)))  # fmt: skip
    return [_WIDE if length > _LONG else _NARROW for length in longest]


def _cell(value: str | int) -> str | int:
    return value if isinstance(value, int) else for_csv(value)[:MAX_CELL]
