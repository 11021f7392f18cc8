"""Sheets -> an Excel workbook whose bytes are the same for the same sheets.

openpyxl writes the time of the run into the file and into each entry of its ZIP; both are replaced.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from camaudit.exports.sheet import shown
from camaudit.exports.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell import Cell as Written
    from openpyxl.worksheet.worksheet import Worksheet

    from camaudit.exports.sheet import Cell, Sheet

MAX_ROWS = 1_048_000  # of a sheet; Excel holds 1,048,576 with headings
MAX_STYLED = 2_000  # rows up to which text is wrapped in its cells
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can hold
_SAME = b"1980-01-01T00:00:00Z"
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_WIDE, _MIDDLE, _NARROW = 44, 22, 12  # columns of text
_A4 = 9  # paper, as ECMA-376 numbers it
_ROOM = 46  # points of a row that is written in by hand
_LOOKED = 200  # rows by which the width of a column is chosen
_PLAIN, _BOLD = Font(name="Calibri", size=11), Font(name="Calibri", size=11, bold=True)
_GREY = PatternFill("solid", fgColor="E7E7E7")  # of headings; no answer has a colour
_TOP = Alignment(vertical="top", wrap_text=True)
_LINE = Side(style="thin", color="808080")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One sheet of a workbook, with what stands above its headings."""

    title: str  # at most 31 characters
    sheet: Sheet
    above: tuple[str, ...] = ()  # lines above the headings
    by_hand: bool = False  # it is printed and filled in: lines around the cells, and room in them
    widths: tuple[int, ...] = ()  # of its columns; empty: chosen by what they hold


def workbook(leaves: Sequence[Leaf]) -> bytes:
    """Write a workbook: each sheet has filters, and headings that stay in sight."""
    book = Workbook(write_only=True)
    book.properties.creator = "camaudit"
    for leaf in leaves:
        _fill(book.create_sheet(leaf.title), leaf)
    out = io.BytesIO()
    book.save(out)
    return _same(out.getvalue())


def _fill(page: Worksheet, leaf: Leaf) -> None:
    sheet, top = _fitting(leaf.sheet), len(leaf.above) + 1
    last = get_column_letter(len(sheet.header))
    styled = leaf.by_hand or len(sheet.rows) <= MAX_STYLED
    page.freeze_panes = f"B{top + 1}"
    page.auto_filter.ref = f"A{top}:{last}{top + len(sheet.rows)}"
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    if leaf.by_hand:
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    else:  # too wide for one page, where nobody could read it: the first column on each
        page.print_title_cols = "A:A"
    for at, width in enumerate(leaf.widths or _widths(sheet), 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&P / &N"))
    if leaf.by_hand:
        page.page_margins = PageMargins(left=0.3, right=0.3, top=0.4, bottom=0.8)  # inches
        for number in range(top, top + len(sheet.rows) + 1):
            page.row_dimensions[number].height = _ROOM
    for at, line in enumerate(leaf.above):
        cell = _text(page, shown(line))
        cell.font = _BOLD if at == 0 else _PLAIN
        page.append([cell])
    page.append([_heading(page, name, boxed=leaf.by_hand) for name in sheet.header])
    for row in sheet.rows:
        if styled:
            page.append([_cell(page, value, boxed=leaf.by_hand) for value in row])
        else:
            page.append([_bare(page, value) for value in row])


def _heading(page: Worksheet, name: str, *, boxed: bool) -> Written:
    cell = _text(page, name)
    cell.font, cell.fill, cell.alignment = _BOLD, _GREY, _TOP
    if boxed:
        cell.border = _BOX
    return cell


def _cell(page: Worksheet, value: Cell, *, boxed: bool) -> Written:
    if isinstance(value, int) and not isinstance(value, bool):
        cell = WriteOnlyCell(page, value)
    else:
        cell = _text(page, shown(value))
    cell.alignment = _TOP
    if boxed:
        cell.border = _BOX
    return cell


def _bare(page: Worksheet, value: Cell) -> Written | int | str | None:
    """Give a cell without a look of its own, which takes most of the time of a large sheet."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = shown(value)
    # openpyxl takes "#N/A" for an error of Excel's, and would for a formula what shown() spoils.
    return text if text[:1].isalnum() else _text(page, text)


def _fitting(sheet: Sheet) -> Sheet:
    """Give what Excel can hold of a sheet; a last row says how much more there is."""
    if len(sheet.rows) <= MAX_ROWS:
        return sheet
    more = say("more-rows", number=f"{len(sheet.rows) - MAX_ROWS:,}")
    last = (more, *(None for _ in sheet.header[1:]))
    return replace(sheet, rows=(*sheet.rows[:MAX_ROWS], last))


def _text(page: Worksheet, text: str) -> Written:
    """Make a cell that is text, whatever stands in it; nothing where there is none."""
    cell = WriteOnlyCell(page, text or None)
    if text:
        cell.data_type = "s"
    return cell


def _widths(sheet: Sheet) -> list[int]:
    longest = (
        max((len(shown(row[at])) for row in sheet.rows[:_LOOKED]), default=0)
        for at in range(len(sheet.header))
    )
    return [_WIDE if n > 40 else _MIDDLE if n > 12 else _NARROW for n in longest]


def _same(made: bytes) -> bytes:
    """Take the times of the run out of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            body = old.read(one)
            if one.filename == "docProps/core.xml":
                body = _TIMES.sub(rb"\g<1>" + _SAME, body)
            entry = zipfile.ZipInfo(one.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, body)
    return out.getvalue()
