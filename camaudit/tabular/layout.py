"""Which sheet holds the list, in which row its headings stand, and what each column means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.errors import UsageError
from camaudit.tabular.columns import Headings, Role, headings, plain
from camaudit.tabular.delimited import Delimited
from camaudit.tabular.forms import Form, form_of
from camaudit.tabular.row import Row
from camaudit.tabular.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_ABOVE = 80  # rows above the list in which headings are looked for
_SAMPLE = 300  # rows of a sheet that are looked at
_LETTERS = re.compile(r"[A-Za-z]{1,2}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person said of the list; the rest is found."""

    sheet: str | None = None
    header_row: int | None = None  # 1-based
    columns: Mapping[Role, str] = field(default_factory=dict)  # heading, or letter of the column


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is laid out."""

    sheet: str  # "" in a CSV file
    header: int  # row of the headings; 0: none was found, each row is read as one text
    columns: Mapping[Role, tuple[int, ...]]  # 0-based; none where the header is 0
    names: tuple[str, ...]  # the headings as written
    width: int  # columns of the list, as far as was looked
    others: tuple[str, ...]  # further sheets that look like lists

    def column(self, role: Role) -> int | None:
        """Give the column of a role; None where there is none."""
        found = self.columns.get(role)
        return found[0] if found else None


def open_list(path: Path) -> Delimited | Workbook:
    """Open a list by its form.

    Raises: UsageError with one line saying what to do.
    """
    return Delimited(path) if form_of(path) is Form.CSV else Workbook(path)


def find(opened: Delimited | Workbook, wish: Wish) -> Layout:
    """Find sheet, headings and columns; what the person said goes first.

    Raises: UsageError where a sheet, row or column that was asked for is not there.
    """
    names = opened.sheets
    if wish.sheet is not None:
        wanted = [name for name in names if name.casefold() == wish.sheet.casefold()]
        if not wanted:
            there = ", ".join(name for name in names if name) or "no named sheets"
            raise UsageError(f"--sheet {wish.sheet!r}: not there; the file has {there}")
        names = (wanted[0],)
    samples = {name: list(islice(opened.rows(name), _SAMPLE)) for name in names}
    if not any(samples.values()):
        raise UsageError(f"{opened.path.name}: holds no rows")
    looked = {name: _headings(sample, wish) for name, sample in samples.items()}
    ranked = sorted(
        names,
        key=lambda name: (-looked[name][1].score, -len(samples[name]), names.index(name)),
    )
    sheet = ranked[0]
    header, best = looked[sheet]
    lists = tuple(name for name in names if name != sheet and looked[name][1].score)
    row = next((one for one in samples[sheet] if one.number == header), Row(0, ()))
    columns = dict(best.columns)
    if wish.columns:
        columns |= {role: (_wanted(name, row),) for role, name in wish.columns.items()}
        taken = {one for role in wish.columns for one in columns[role]}
        columns = {
            role: found if role in wish.columns else tuple(one for one in found if one not in taken)
            for role, found in columns.items()
        }
    return Layout(
        sheet=sheet,
        header=header,
        columns={role: found for role, found in columns.items() if found},
        names=row.cells,
        width=max(len(one.cells) for one in samples[sheet]),
        others=lists,
    )


def _headings(sample: list[Row], wish: Wish) -> tuple[int, Headings]:
    if wish.header_row is not None:
        for row in sample:
            if row.number == wish.header_row:
                return row.number, headings(row.cells)
        raise UsageError(f"--header-row {wish.header_row}: the list has no such row at its top")
    best, header = Headings({}, 0), 0
    for row in sample:
        if row.number > MAX_ABOVE:
            break
        found = headings(row.cells)
        if found.score > best.score:
            best, header = found, row.number
    return header, best


def _wanted(name: str, row: Row) -> int:
    for column, text in enumerate(row.cells):
        if text and plain(text) == plain(name):
            return column
    if _LETTERS.fullmatch(name):
        column = 0
        for letter in name.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        return column - 1
    there = ", ".join(repr(text) for text in row.cells if text) or "no headings"
    raise UsageError(f"--column {name!r}: not there; the list has {there}")
