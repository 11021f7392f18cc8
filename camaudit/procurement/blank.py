"""Blank sheets that a person fills in: `camaudit template`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from camaudit.errors import UsageError
from camaudit.procurement.writing import replacing

if TYPE_CHECKING:
    from pathlib import Path

_HEADINGS = ("Item", "Manufacturer", "Model", "Description", "Quantity", "Date of purchase")
_WIDTHS = (8, 26, 30, 50, 10, 18)
_HOW = """\
How to fill in the sheet Devices
One row for each model. Copy its name from the label or the data sheet, with every dash and \
letter: the letters behind the dash tell lines apart.
Manufacturer: the name printed on the device. The firm that built it may be another; that is what \
camaudit check tells.
Quantity: a number. Rows without one are answered and not counted as units.
Date of purchase: may stay empty. Some labels changed their builder; then the year decides.
Then: camaudit check tender.xlsx"""


def tender(out: Path) -> None:
    """Write the blank sheet of a tender or an asset list.

    Raises: UsageError where the file is there already or cannot be written.
    """
    if out.exists():
        raise UsageError(f"{out}: is there already; choose another name with -o")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Devices"
    for column, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column)
        cell.value, cell.font = name, Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7E7E7")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    how = book.create_sheet("How to fill in")
    how.column_dimensions["A"].width = 90
    for row, text in enumerate(_HOW.splitlines(), 1):
        cell = how.cell(row, 1)
        cell.value, cell.alignment = text, Alignment(wrap_text=True)
        cell.font = Font(bold=row == 1)
    with replacing(out) as beside:
        book.save(beside)
