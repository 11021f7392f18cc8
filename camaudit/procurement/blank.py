"""Blank sheets that a person fills in: `camaudit template`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from camaudit.errors import UsageError
from camaudit.procurement.writing import replacing
from camaudit.tabular.camera_sheet import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence
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


# Below the headings of the recorder's sheet; a row of such hints is passed over when it is read.
_HINTS = (
    "e.g. NVR-Hall or 10.20.2.11", "e.g. D1", "e.g. Main gate", "e.g. 10.20.2.21",
    "e.g. 00:00:5e:00:53:01", "e.g. from its label", "e.g. Hikvision", "e.g. DS-2CD2143G0-I",
    "e.g. above the gate", "e.g. yes",
)  # fmt: skip


def tender(out: Path) -> None:
    """Write the blank sheet of a tender or an asset list.

    Raises: UsageError where the file is there already or cannot be written.
    """
    book = _book(out, "Devices", _HEADINGS, _WIDTHS)
    how = book.create_sheet("How to fill in")
    how.column_dimensions["A"].width = 90
    for row, text in enumerate(_HOW.splitlines(), 1):
        cell = how.cell(row, 1)
        cell.value, cell.alignment = text, Alignment(wrap_text=True)
        cell.font = Font(bold=row == 1)
    with replacing(out) as beside:
        book.save(beside)


def recorder(out: Path) -> None:
    """Write the blank sheet of a recorder's channels: one sheet, a row of hints below its headings.

    Raises: UsageError where the file is there already or cannot be written.
    """
    book = _book(out, "Recorder channels", BLANK, tuple(max(14, len(one) + 2) for one in _HINTS))
    sheet = book.worksheets[0]
    for column, text in enumerate(_HINTS, 1):
        cell = sheet.cell(2, column)
        cell.value, cell.font = text, Font(italic=True, color="808080")
        for row in range(2, 202):  # as text: a spreadsheet makes numbers of serials and MACs
            sheet.cell(row, column).number_format = "@"
    with replacing(out) as beside:
        book.save(beside)


def _book(out: Path, title: str, names: Sequence[str], widths: Sequence[int]) -> Workbook:
    """Begin a workbook with one sheet and its headings.

    Raises: UsageError where the file is there already.
    """
    if out.exists():
        raise UsageError(f"{out}: is there already; choose another name with -o")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for column, (name, width) in enumerate(zip(names, widths, strict=True), 1):
        cell = sheet.cell(1, column)
        cell.value, cell.font = name, Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7E7E7")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    return book
