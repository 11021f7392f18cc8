"""Writes XLSX: a copy of the workbook with columns at the right, or a new one for other lists."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from camaudit.procurement.show import COLUMNS
from camaudit.procurement.writing import harmless, replacing, squared, value
from camaudit.tabular.row import MAX_COLUMNS
from camaudit.tabular.workbook import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from camaudit.procurement.run import Checked
    from camaudit.procurement.summary import Summary, Table
    from camaudit.tabular.layout import Layout

MAX_RIGHT = 1 << 14  # columns of a sheet
MAX_TITLE = 31  # characters of a sheet's name
_WIDTHS = (26, 24, 60, 60, 40, 18, 36, 30, 16)
_BOLD = Font(bold=True)
_GREY = PatternFill("solid", fgColor="E7E7E7")  # of headings; no answer has a colour
_TOP = Alignment(vertical="top", wrap_text=True)
# parts of a workbook -> what a person calls them
_PARTS = (
    ("xl/charts/", "charts"),
    ("xl/media/", "pictures"),
    ("xl/vbaProject", "macros"),
    ("xl/pivotTables/", "pivot tables"),
    ("xl/slicers/", "slicers"),
    ("xl/ctrlProps/", "buttons and other controls"),
    ("xl/embeddings/", "embedded files"),
    ("xl/threadedComments/", "threads of comments"),
    ("xl/connections.xml", "data connections"),
)


def copy_with_answers(
    source: Path,
    lists: Sequence[tuple[Layout, Iterable[Checked]]],
    out: Path,
    summarise: Callable[[tuple[str, ...]], Summary],
) -> None:
    """Write a copy of a workbook with the answers at the right of each of its lists.

    Raises: UsageError.
    """  # fmt: skip
    lost = not_kept(source)
    with opened(source, read_only=False, values=False) as book, replacing(out) as beside:
        for layout, checked in lists:
            _beside(book[layout.sheet], layout, checked)
        summary = summarise(lost)
        for title, table in (("Summary", summary.summary), ("Sources", summary.sources)):
            _add(book.create_sheet(_free(title, book.sheetnames)), table)
        book.save(beside)


def _beside(sheet: Worksheet, layout: Layout, checked: Iterable[Checked]) -> None:
    """Write the answers at the right of one list."""
    first = sheet.max_column + 1
    if first + len(COLUMNS) > MAX_RIGHT:  # something stands at the very edge
        first = MAX_COLUMNS + 1
    if layout.header:
        for at, name in enumerate(COLUMNS):
            cell = sheet.cell(layout.header, first + at)
            cell.value, cell.font, cell.fill, cell.alignment = name, _BOLD, _GREY, _TOP
    for at, width in enumerate(_WIDTHS):
        sheet.column_dimensions[get_column_letter(first + at)].width = width
    for one in checked:
        if one.shown is not None:
            for at, text in enumerate(one.shown.cells):
                if text:
                    _put(sheet, one.row.number, first + at, text)


def fresh(
    lists: Sequence[tuple[Layout, Iterable[Checked]]],
    out: Path,
    summarise: Callable[[tuple[str, ...]], Summary],
    lost: tuple[str, ...],
) -> None:
    """Write a new workbook, row by row, holding no more than one: for CSV and for large lists.

    Raises: UsageError.
    """  # fmt: skip
    with replacing(out) as beside:
        book = Workbook(write_only=True)
        for layout, checked in lists:
            title = _free(layout.sheet or "Checked", book.sheetnames)
            _fill(book.create_sheet(title), layout, checked)
        summary = summarise(lost)
        for title, table in (("Summary", summary.summary), ("Sources", summary.sources)):
            _add(book.create_sheet(_free(title, book.sheetnames)), table)
        book.save(beside)


def _fill(sheet: Worksheet, layout: Layout, checked: Iterable[Checked]) -> None:
    """Write one list with its answers into a sheet that only grows."""
    for at, points in enumerate(_WIDTHS):
        sheet.column_dimensions[get_column_letter(layout.width + 1 + at)].width = points
    if not layout.header:
        sheet.append([*[None] * layout.width, *(_bold(sheet, name) for name in COLUMNS)])
    for one in checked:
        cells: list[object] = [value(text) for text in squared(one.row.cells, layout.width)]
        if one.shown is not None:
            cells += [harmless(text) for text in one.shown.cells]
        elif layout.header and one.row.number == layout.header:
            cells += [_bold(sheet, name) for name in COLUMNS]
        sheet.append(cells)


def not_kept(source: Path) -> tuple[str, ...]:
    """Say which parts of a workbook a copy cannot hold, or not as they were."""
    with zipfile.ZipFile(source) as packed:
        names = packed.namelist()
    found = [what for begin, what in _PARTS if any(name.startswith(begin) for name in names)]
    if not found:
        return ()
    what = ", ".join(found)
    return (f"The copy keeps not, or not as they were: {what}. The list itself is untouched.",)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = harmless(text)
    cell.alignment = _TOP


def _add(sheet: Worksheet, table: Table) -> None:
    sheet.column_dimensions["A"].width = 70
    for letter, width in (("B", 12), ("C", 12), ("D", 60)):
        sheet.column_dimensions[letter].width = width
    for row in table:
        title = bool(row) and row[0].isupper()
        cells = [value(text.replace(",", "") if at else text) if _count(text) else harmless(text)
                 for at, text in enumerate(row)]  # fmt: skip
        sheet.append([_bold(sheet, cell) if title else cell for cell in cells])


def _count(text: str) -> bool:
    return text.replace(",", "").isdecimal()


def _bold(sheet: Worksheet, text: str | int) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = _BOLD
    return cell


def _free(title: str, taken: list[str]) -> str:
    names = {name.casefold() for name in taken}
    if title.casefold() in names:
        title = f"{title} (camaudit)"
    return title[:MAX_TITLE]
