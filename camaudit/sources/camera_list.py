"""A recorder's camera list or a camera register, as a file: CSV, XLSX or pasted text -> claims.

What is read is what its owner exported, copied or filled in; nobody logs in to a recorder here.
Cells below headings of passwords and user names are never looked at.
"""

from __future__ import annotations

from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.capture.losses import Losses
from camaudit.encoding import beginning
from camaudit.errors import SourceError, UsageError
from camaudit.model.observation import Claim, Document, Reason, Shortfall
from camaudit.sources.camera_rows import CameraRows, Trouble
from camaudit.sources.inventory_rows import InventoryRows
from camaudit.tabular.aligned import Aligned, split
from camaudit.tabular.camera_columns import columns
from camaudit.tabular.camera_sheet import MAX_ABOVE, Sheet, address_in, find
from camaudit.tabular.delimited import DELIMITERS, Delimited, rows_of
from camaudit.tabular.forms import Form, form_of
from camaudit.tabular.row import Row
from camaudit.tabular.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from camaudit.model.coverage import Note
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given

MAX_CLAIMS = 20_000  # rows of one file that become claims
_SAMPLE = MAX_ABOVE + 40  # rows of a sheet that are looked at
_BEGIN = 1 << 16  # bytes of a file that are looked at
_KINDS = {
    Document.RECORDER: "recorder's camera list",
    Document.REGISTER: "camera register",
    Document.REPLY: "supplier's reply",
}
_INVENTORY = "inventory, read as a camera register: what is on paper"
_FORMS = {"Workbook": "XLSX", "Delimited": "CSV", "Aligned": "text"}


def recognise(path: Path) -> bool:
    """Tell whether a file is a list of cameras, by its headings; reads no more than its beginning.

    Output: False for all that is no list, cannot be opened or is none of the forms.
    """
    try:
        if form_of(path) is Form.XLSX:
            book = Workbook(path)
            return any(
                find(list(islice(book.rows(sheet), _SAMPLE)), sheet, path.stem)
                for sheet in book.sheets
            )
        begin = beginning(path, _BEGIN)
    except (UsageError, OSError):
        return False
    # Only ends of lines end one here, as where the file is read: str.splitlines() knows more.
    lines = list(islice(StringIO(begin, newline=""), _SAMPLE))
    return any(find(rows, "", path.stem) is not None for rows in _readings(lines))


class CameraListSource:
    """Reads one file of claims once."""

    def __init__(self, found: Found, given: Given) -> None:
        self._found = found
        self._as_of = given.as_of
        self._kind = "camera list"
        self._items = 0
        self._losses = Losses(found.shown)

    @property
    def kind(self) -> str:
        """The document and its form: "recorder's camera list (CSV)"."""
        return self._kind

    @property
    def items(self) -> int:
        """Rows read."""
        return self._items

    @property
    def hosts(self) -> tuple[str, ...]:
        """Give nothing: a list names its recorder row by row."""
        return ()

    def observations(self) -> Iterator[Claim]:
        """Yield what the rows say.

        Raises: SourceError where it cannot be read or is no list of cameras.
        """
        path = self._found.readable()
        try:
            at = path.stat().st_mtime if self._as_of is None else self._as_of
            opened = _opened(path)
            lists = [
                (name, sheet)
                for name in opened.sheets
                if (sheet := find(list(islice(opened.rows(name), _SAMPLE)), name, path.stem))
            ]
            if not lists:
                raise SourceError(self._found.shown, "no headings of a camera list")
            first = lists[0][1]
            what = _what(first)
            self._kind = f"{what} ({_FORMS[type(opened).__name__]})"
            given = 0
            for name, sheet in lists:
                for claim in self._claims(opened, name, sheet, at):
                    given += 1
                    if given <= MAX_CLAIMS:
                        yield claim
                    else:
                        self._losses.add(Reason.BOUND, "row of a camera list", claim.seen.place)
        except UsageError as error:
            raise SourceError(self._found.shown, str(error)) from error
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            raise SourceError(self._found.shown, reason) from error

    def _claims(
        self, opened: Delimited | Workbook | Aligned, name: str, sheet: Sheet, at: float
    ) -> Iterator[Claim]:
        reader: CameraRows | InventoryRows
        if sheet.inventory is not None:
            reader = InventoryRows(sheet.inventory, self._found.shown, at)
        else:
            reader = CameraRows(_owned(sheet, self._found.path.stem), self._found.shown, at)
        if isinstance(opened, Aligned):
            rows = opened.placed(sheet.header, exact=bool(sheet.columns.secret))
            word = "line"
        else:
            rows = opened.rows(name)
            word = f"sheet {name}, row" if len(opened.sheets) > 1 else "row"
        for row in rows:
            if row.number <= sheet.header:
                continue
            self._items += 1
            for one in reader.read(row, f"{word} {row.number}"):
                if isinstance(one, Trouble):
                    self._losses.add(one.reason, one.what, one.place)
                else:
                    yield one

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return self._losses.shortfalls()

    def notes(self) -> tuple[Note, ...]:
        """Give nothing: a list is not recorded."""
        return ()


def _what(sheet: Sheet) -> str:
    """Name a list for people."""
    if sheet.inventory is not None:
        program = sheet.inventory.program
        if sheet.inventory.interfaces:
            return f"interfaces of {program}, beside its devices"
        return f"{program} devices, read as a camera register: what is on paper"
    return _INVENTORY if sheet.mixed else _KINDS[sheet.document]


def _owned(sheet: Sheet, file: str) -> Sheet:
    """Let the name of the file name the recorder by its address, where nothing else does."""
    if sheet.owner is not None or sheet.document is not Document.RECORDER:
        return sheet
    ip = address_in(file.replace("_", " "))
    return sheet if ip is None else Sheet(
        document=sheet.document, header=sheet.header, columns=sheet.columns, owner=ip, own=sheet.own
    )  # fmt: skip


def _opened(path: Path) -> Delimited | Workbook | Aligned:
    """Open a list in the form in which its headings are found."""
    if form_of(path) is Form.XLSX:
        return Workbook(path)
    delimited = Delimited(path, _score)
    if find(list(islice(delimited.rows(), _SAMPLE)), "", path.stem) is not None:
        return delimited
    return Aligned(path)


def _score(cells: Sequence[str]) -> int:
    return columns(cells).known


def _readings(lines: list[str]) -> Iterator[list[Row]]:
    """Read the beginning of a text in each form that a list may have."""
    for delimiter in DELIMITERS:
        yield list(rows_of(lines, delimiter))
    yield [Row(at, split(line.rstrip("\r\n"))) for at, line in enumerate(lines, 1)]
