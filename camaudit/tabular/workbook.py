"""XLSX as rows of text: streamed, values instead of formulas, merged cells read downwards."""

from __future__ import annotations

import warnings
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from camaudit.errors import UsageError
from camaudit.tabular.forms import DAMAGED
from camaudit.tabular.row import MAX_ROWS, Row, as_text, bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from openpyxl.workbook import Workbook as Book

MAX_WHOLE = 24 << 20  # bytes of sheets, unpacked, up to which a workbook is held whole
MAX_MERGED = 2_000  # rows of one merged cell that are filled
_BROKEN = (
    *DAMAGED, InvalidFileException, KeyError, TypeError, IndexError, AttributeError, SyntaxError,
    OverflowError,
)  # fmt: skip
# What openpyxl raises for a workbook that is none: its readers let errors of Python through.
# ElementTree.ParseError is a SyntaxError.


class Workbook:
    """An XLSX file; its rows can be read as often as wanted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.small = _size_of_sheets(path) <= MAX_WHOLE
        with opened(path, read_only=True) as book:
            lists = [one for one in book if hasattr(one, "iter_rows")]  # a chart sheet has none
            shown = [one.title for one in lists if one.sheet_state == "visible"]
            self.sheets = tuple(shown or [one.title for one in lists])
        self._merged: dict[str, list[tuple[int, int, int]]] | None = None

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield every row to the last that is not empty, numbered as the spreadsheet does."""
        merged = self._merged_of(sheet)
        with opened(self.path, read_only=True) as book:
            ranges = book[sheet]
            reset = getattr(ranges, "reset_dimensions", None)
            if reset is not None:
                reset()  # some programs write a wrong size, and rows would be cut to it
            values = ranges.iter_rows(values_only=True)
            yield from _filled(_numbered(_whole(self.path, values)), merged)

    def _merged_of(self, sheet: str) -> list[tuple[int, int, int]]:
        """Give column, first and last row of the cells merged downwards, by first row."""
        if self._merged is None:
            self._merged = _merged(self.path) if self.small else {}
        return self._merged.get(sheet, [])


@contextmanager
def opened(path: Path, *, read_only: bool, values: bool = True) -> Iterator[Book]:
    """Open a workbook and close it again.

    Raises: UsageError where it is none or is open elsewhere.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it cannot keep; we say it
            book = openpyxl.load_workbook(path, read_only=read_only, data_only=values)
    except PermissionError:
        raise UsageError(f"{path.name}: cannot be opened; close it in Excel, try again") from None
    except _BROKEN as error:
        raise _broken(path) from error
    try:
        yield book
    finally:
        book.close()


def _broken(path: Path) -> UsageError:
    return UsageError(f"{path.name}: is a damaged workbook; open it in Excel and save it again")


def _whole(path: Path, values: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Yield rows of a sheet, which is unpacked only now.

    Raises: UsageError where it is damaged.
    """
    try:
        yield from values
    except _BROKEN as error:
        raise _broken(path) from error


def _size_of_sheets(path: Path) -> int:
    with zipfile.ZipFile(path) as packed:
        return sum(
            one.file_size
            for one in packed.infolist()
            if one.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
        )


def _merged(path: Path) -> dict[str, list[tuple[int, int, int]]]:
    """Read which cells are merged; openpyxl tells it only of a workbook that it holds whole."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
            if not any(b"<mergeCell " in packed.read(name) for name in names):
                return {}
    except DAMAGED as error:
        raise _broken(path) from error
    with opened(path, read_only=False) as book:
        return {
            sheet.title: sorted(
                (one.min_col - 1, one.min_row, one.max_row)
                for one in sheet.merged_cells.ranges
                if one.min_row < one.max_row < one.min_row + MAX_MERGED
            )
            for sheet in book.worksheets
        }


def _numbered(values: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give each row its number; leave out empty ones at the end."""
    waiting = 0
    for number, row in enumerate(values, 1):
        if number > MAX_ROWS:
            return
        texts = bounded([as_text(value) for value in row])
        if not any(texts):
            waiting += 1
            continue
        for empty in range(number - waiting, number):
            yield empty, ()
        waiting = 0
        yield number, texts


def _filled(
    rows: Iterator[tuple[int, tuple[str, ...]]], merged: list[tuple[int, int, int]]
) -> Iterator[Row]:
    """Write the text of a cell that is merged downwards into each of its rows."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for column, first, last in merged:
        begins.setdefault(first, []).append((column, last))
    open_: dict[int, tuple[int, str]] = {}  # column -> last row, text
    for number, texts in rows:
        open_ = {column: held for column, held in open_.items() if held[0] >= number}
        cells, filled = list(texts), set()
        for column, (_, text) in open_.items():
            cells += [""] * (column + 1 - len(cells))
            if not cells[column]:
                cells[column] = text
                filled.add(column)
        for column, last in begins.get(number, ()):
            if column < len(cells) and cells[column]:
                open_[column] = (last, cells[column])
        yield Row(number, tuple(cells), frozenset(filled))
