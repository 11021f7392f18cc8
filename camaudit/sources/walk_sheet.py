"""A walk sheet that was filled in: what a person read on the housings of cameras -> claims.

The sheet is one that `camaudit export --to walksheet` wrote, saved again as XLSX or CSV. A row with
nothing under brand, model and serial number says nothing, and none says that a camera is there.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.capture.losses import Losses
from camaudit.errors import SourceError, UsageError
from camaudit.model.observation import Claim, Document, Reason, Seen, Shortfall
from camaudit.scrub import scrub_text
from camaudit.tables.macs import mac_of
from camaudit.tabular import walk_columns as heading
from camaudit.tabular.delimited import Delimited
from camaudit.tabular.forms import Form, form_of
from camaudit.tabular.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from camaudit.model.coverage import Note
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given
    from camaudit.tabular.row import Row

MAX_ABOVE = 20  # rows in which the headings are looked for
MAX_ROWS = 20_000  # of one file that become claims
MAX_TEXT = 200  # characters kept of a cell
_NEEDED = frozenset({heading.ID, heading.BRAND, heading.MODEL, heading.SERIAL})
_READ = (heading.BRAND, heading.MODEL, heading.SERIAL)


def recognise(path: Path) -> bool:
    """Tell whether a file is a walk sheet, by its headings; reads no more than its beginning."""
    try:
        opened = _opened(path)
        return any(_headed(opened, name) is not None for name in opened.sheets)
    except (UsageError, OSError):
        return False


class WalkSheetSource:
    """Reads one walk sheet."""

    def __init__(self, found: Found, given: Given) -> None:
        self._found = found
        self._as_of = given.as_of
        self._items = 0
        self._losses = Losses(found.shown)

    @property
    def kind(self) -> str:
        """The document."""
        return "walk sheet: labels that were read"

    @property
    def items(self) -> int:
        """Rows read."""
        return self._items

    @property
    def hosts(self) -> tuple[str, ...]:
        """Give nothing: an id names a camera of any site."""
        return ()

    def observations(self) -> Iterator[Claim]:
        """Yield what was read, label by label.

        Raises: SourceError where it cannot be read.
        """
        path = self._found.readable()
        try:
            at = path.stat().st_mtime if self._as_of is None else self._as_of
            opened = _opened(path)
            for name in opened.sheets:
                head = _headed(opened, name)
                if head is not None:
                    yield from self._claims(opened.rows(name), *head, at)
        except UsageError as error:
            raise SourceError(self._found.shown, str(error)) from error
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            raise SourceError(self._found.shown, reason) from error

    def _claims(
        self, rows: Iterator[Row], header: int, columns: Mapping[str, int], at: float
    ) -> Iterator[Claim]:
        for row in rows:
            if row.number <= header or (row.empty and not row.damaged):
                continue
            self._items += 1
            place = f"row {row.number}"
            if row.damaged:
                self._losses.add(Reason.MALFORMED, "row of a walk sheet", place)
                continue
            texts = {name: _kept(row.cell(at)) for name, at in columns.items()}
            if not any(texts[name] for name in _READ):
                continue
            if self._items > MAX_ROWS:
                self._losses.add(Reason.BOUND, "row of a walk sheet", place)
                continue
            yield _claim(texts, Seen(at, self._found.shown, place))

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return self._losses.shortfalls()

    def notes(self) -> tuple[Note, ...]:
        """Give nothing: a sheet is not recorded."""
        return ()


def _opened(path: Path) -> Delimited | Workbook:
    """Open a sheet in its form.

    Raises: UsageError, OSError.
    """
    return Workbook(path) if form_of(path) is Form.XLSX else Delimited(path, _score)


def _score(cells: Sequence[str]) -> int:
    return len(_NEEDED.intersection(cells))


def _headed(opened: Delimited | Workbook, sheet: str) -> tuple[int, dict[str, int]] | None:
    """Find the headings: the number of their row, and the column of each."""
    for row in islice(opened.rows(sheet), MAX_ABOVE):
        if not row.damaged and _NEEDED.issubset(row.cells):
            found: dict[str, int] = {}
            for at, name in enumerate(row.cells):
                if name in heading.WALK:
                    found.setdefault(name, at)
            return row.number, found
    return None


def _kept(text: str) -> str:
    """Give a text without credentials, on one line; without the mark that keeps it a text."""
    return " ".join(scrub_text(text[: 4 * MAX_TEXT].removeprefix("'")).split())[:MAX_TEXT]


def _claim(texts: Mapping[str, str], seen: Seen) -> Claim:
    def said(name: str) -> str | None:
        return texts.get(name) or None

    return Claim(
        document=Document.LABEL,
        owner=None,
        channel=None,
        name=None,
        mac=mac_of(texts.get(heading.MAC, "")),
        ip=None,
        make=said(heading.BRAND),
        model=said(heading.MODEL),
        serial=said(heading.SERIAL),
        firmware=None,
        place=said(heading.PLACE),
        in_use=None,
        down=False,
        seen=seen,
        of=said(heading.ID),
        said_by=said(heading.READ_BY),
        said_on=_day(texts.get(heading.READ_ON, "")),
    )


def _day(text: str) -> str | None:
    """Give a day as ISO writes it; another text as it stands, as it may mean two days."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return text or None
