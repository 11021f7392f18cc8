"""An export of another program, CSV or XLSX, as a source: what its columns say of MACs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from camaudit.errors import DamagedError, MalformedError, SourceError, UsageError
from camaudit.sources.export_columns import ANY_LIST, ANY_LIST_NEEDS, EXPORTS
from camaudit.sources.exports import Export, entries
from camaudit.sources.table import TableSource
from camaudit.tables.walker import Row as Told
from camaudit.tables.walker import Unread
from camaudit.tabular.columns import MAX_HEADING, plain
from camaudit.tabular.layout import open_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from camaudit.sources.exports import Part
    from camaudit.tabular.delimited import Delimited
    from camaudit.tabular.row import Row
    from camaudit.tabular.workbook import Workbook

MAX_ABOVE = 60  # rows above the headings: programs tell there what they are
MIN_HEADINGS = 2


def recognise(path: Path, *, any_list: bool = False) -> bool:
    """Tell whether a file is a known export, by its headings.

    Input: any_list: a list of one's own with a column of MACs counts as well.
    """
    try:
        opened = open_list(path)
        return any(
            found is not ANY_LIST or any_list
            for sheet in opened.sheets
            if (found := _known(islice(opened.rows(sheet), MAX_ABOVE))[0]) is not None
        )
    except (UsageError, OSError):
        return False


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
        if not own and not found.isdisjoint(ANY_LIST_NEEDS):
            own = headings
    return (ANY_LIST if own else None), own


def _headings(row: Row) -> list[str]:
    return [plain(text) if len(text) <= MAX_HEADING else "" for text in row.cells]


class SheetSource(TableSource):
    """Reads one file once."""

    nothing = "a list without a column of MAC addresses that is known"
    unit = "row"

    def _walk(self, path: Path) -> Iterator[Told | Unread]:
        """Say what the rows are, sheet by sheet.

        Raises: SourceError where it is no list that can be opened.
        """
        try:
            opened = open_list(path)
            for sheet in opened.sheets:
                yield from self._sheet(opened, sheet)
        except UsageError as error:
            raise SourceError(self._found.shown, str(error)) from error

    def _sheet(self, opened: Delimited | Workbook, sheet: str) -> Iterator[Told | Unread]:
        export, headings = _known(islice(opened.rows(sheet), MAX_ABOVE))
        if export is None:
            return
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
