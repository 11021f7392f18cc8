"""An export of another program, CSV or XLSX, as a source: what its columns say of MACs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from camaudit.errors import DamagedError, MalformedError, SourceError, UsageError
from camaudit.sources.export_columns import ANY_LIST, ANY_LIST_NEEDS, EXPORTS
from camaudit.sources.exports import Export, Part, entries
from camaudit.sources.table import TableSource
from camaudit.tables.macs import is_damaged, mac_of
from camaudit.tables.walker import Row as Told
from camaudit.tables.walker import Unread
from camaudit.tabular.columns import MAX_HEADING, plain
from camaudit.tabular.delimited import Delimited, beginnings
from camaudit.tabular.forms import Form, form_of
from camaudit.tabular.row import Row
from camaudit.tabular.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


MAX_ABOVE = 60  # rows above the headings: programs tell there what they are
MIN_HEADINGS = 2
_OF_A_LOG = frozenset({"date", "time", "description"})  # of Windows DHCP, which has times
_OF_LISTS = frozenset(",;\t")


def recognise(path: Path) -> Export | None:
    """Tell which export a file is, by its headings; of a text no more than the beginning is read.

    Output: ANY_LIST where it is a list of one's own with a column of MACs.
    """
    try:
        if form_of(path) is Form.XLSX:
            book = Workbook(path)
            heads = [_known(islice(book.rows(sheet), MAX_ABOVE))[0] for sheet in book.sheets]
        else:
            # A column of one's own is parted as in CSV: switches draw lines between theirs.
            heads = [
                found
                for delimiter, rows in beginnings(path)
                if (found := _known(rows[:MAX_ABOVE])[0]) is not ANY_LIST
                or (delimiter in _OF_LISTS and _holds_macs(rows))
            ]
    except (UsageError, OSError):
        return None
    known = [one for one in heads if one is not None]
    return next((one for one in known if one is not ANY_LIST), known[0] if known else None)


def _holds_macs(rows: Sequence[Row]) -> bool:
    """Tell whether a MAC stands below the heading that says so, and no prose is taken for one."""
    headings = _known(rows[:MAX_ABOVE])[1]
    at = ANY_LIST.places(headings)[Part.MAC]
    return any(mac_of(row.cell(at)) or is_damaged(row.cell(at)) for row in rows)


def _known(rows: Iterable[Row]) -> tuple[Export | None, list[str]]:
    """Find the headings, and whose they are; a list of one's own only where nothing else fits."""
    own: list[str] = []
    for row in rows:
        headings = _headings(row)
        if len([one for one in headings if one]) < MIN_HEADINGS:
            continue
        found = frozenset(headings)
        export = next((one for one in EXPORTS if one.fits(found)), None)
        if export is not None:
            return export, headings
        if not own and not found.isdisjoint(ANY_LIST_NEEDS) and not found >= _OF_A_LOG:
            own = headings
    return (ANY_LIST if own else None), own


def _headings(row: Row) -> list[str]:
    return [plain(text) if len(text) <= MAX_HEADING else "" for text in row.cells]


def _opened(path: Path) -> Delimited | Workbook:
    """Open a file; the delimiter is the one that gives headings of an export.

    Raises: UsageError where it is no list.
    """
    return Workbook(path) if form_of(path) is Form.XLSX else Delimited(path, _score)


def _score(cells: Sequence[str]) -> int:
    export, headings = _known([Row(1, tuple(cells))])
    if export is None:
        return 0
    return len(export.places(headings)) + (100 if export is not ANY_LIST else 0)


class SheetSource(TableSource):
    """Reads one file once."""

    nothing = "a list without a column of MAC addresses that is known"
    unit = "row"
    _empty = ""  # the last list whose headings were found

    def _walk(self, path: Path) -> Iterator[Told | Unread]:
        """Say what the rows are, sheet by sheet.

        Raises: SourceError where it is no list that can be opened.
        """
        try:
            opened = _opened(path)
            for sheet in opened.sheets:
                yield from self._sheet(opened, sheet)
            if self._empty and not self._lines:
                self.nothing = f"the headings of a list ({self._empty}), and no row below them"
        except UsageError as error:
            raise SourceError(self._found.shown, str(error)) from error

    def _sheet(self, opened: Delimited | Workbook, sheet: str) -> Iterator[Told | Unread]:
        export, headings = _known(islice(opened.rows(sheet), MAX_ABOVE))
        if export is None:
            return
        self._empty = export.name
        places = export.places(headings)
        begun = False
        for row in opened.rows(sheet):
            if _headings(row) == headings:
                begun = True
            elif begun and not row.empty:
                self._lines += 1
                yield from _read(export, places, row)


def _read(export: Export, places: dict[Part, int], row: Row) -> Iterator[Told | Unread]:
    if row.damaged:
        yield Unread(row.number, export.name, "damaged", damaged=False)
        return
    try:
        for entry in entries(
            export, row.number, {part: row.cell(at) for part, at in places.items()}
        ):
            yield Told(entry, export, None, None)
    except MalformedError as error:
        yield Unread(row.number, export.name, str(error), isinstance(error, DamagedError))
