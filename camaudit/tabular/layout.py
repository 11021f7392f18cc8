"""Which sheet holds the list, in which row its headings stand, and what each column means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.errors import UsageError
from camaudit.tabular import stacked
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
    header: int  # last row of the headings; 0: none was found, each row is read as one text
    columns: Mapping[Role, tuple[int, ...]]  # 0-based; none where the header is 0
    names: tuple[str, ...]  # the headings as written, those of two rows as one
    width: int  # columns of the list, as far as was looked
    heads: tuple[tuple[str, ...], ...] = ()  # the rows of the headings, as they stand

    def column(self, role: Role) -> int | None:
        """Give the column of a role; None where there is none."""
        found = self.columns.get(role)
        return found[0] if found else None


def open_list(path: Path) -> Delimited | Workbook:
    """Open a list by its form.

    Raises: UsageError with one line saying what to do.
    """
    return Delimited(path) if form_of(path) is Form.CSV else Workbook(path)


@dataclass(frozen=True, slots=True)
class Sheets:
    """Which sheets of a file are read, and which are not."""

    read: tuple[Layout, ...]  # at least one, in the order of the file
    left: tuple[str, ...]  # names of the others that hold rows


def find(opened: Delimited | Workbook, wish: Wish, *, one: bool = False) -> Sheets:
    """Find sheets, headings and columns; what the person said goes first.

    Every sheet with a column of makes, models or things in numbers is a list. Where only one is
    wanted, or the person named a row or a column, it is the sheet that looks most like a list.

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
    best = min(
        names,
        key=lambda name: (-looked[name][0].score, -len(samples[name]), names.index(name)),
    )
    one = one or wish.header_row is not None or bool(wish.columns)
    chosen = [
        name for name in names
        if name == best or (not one and _is_list(looked[name][0]))
    ]  # fmt: skip
    return Sheets(
        read=tuple(_layout(name, samples[name], looked[name], wish) for name in chosen),
        left=tuple(name for name in names if name not in chosen and samples[name]),
    )


def _is_list(found: Headings) -> bool:
    held = set(found.columns)
    return bool(held & {Role.MAKE, Role.MODEL, Role.PRODUCT}) or held >= {
        Role.DESCRIPTION,
        Role.QUANTITY,
    }


def _layout(
    sheet: str, sample: list[Row], looked: tuple[Headings, Row, tuple[Row, ...]], wish: Wish
) -> Layout:
    best, row, heads = looked
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
        header=row.number,
        columns={role: found for role, found in columns.items() if found},
        names=row.cells,
        width=max(len(one.cells) for one in sample),
        heads=tuple(one.cells for one in heads),
    )


def _headings(sample: list[Row], wish: Wish) -> tuple[Headings, Row, tuple[Row, ...]]:
    """Find the headings: what they mean, their texts as one row, and the rows they stand in."""
    above = [row for row in sample if row.number <= MAX_ABOVE or wish.header_row is not None]
    best, at = 0, None
    for place, row in enumerate(above):
        if wish.header_row is not None:
            if row.number == wish.header_row:
                at = place
        elif (score := headings(row.cells).score) > best:
            best, at = score, place
    if at is None:
        if wish.header_row is not None:
            raise UsageError(f"--header-row {wish.header_row}: the list has no such row at its top")
        return Headings({}, 0), Row(0, ()), ()
    last, found, row = stacked.find(above, at)
    return found, row, tuple(above[min(at, last) : last + 1])


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
