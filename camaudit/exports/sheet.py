"""One subject as a table: what CSV, XLSX and JSON lines write, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.escape import for_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

Cell = None | bool | int | str | tuple[str, ...]  # text in it is raw

MAX_CELL = 32_000  # characters; a spreadsheet holds 32,767
BETWEEN = "; "  # the texts of one cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: every row has a cell for each name of the header."""

    name: str  # "devices": of a file, of a sheet, of a JSON record
    header: tuple[str, ...]  # stable names: programs rely on them
    rows: tuple[tuple[Cell, ...], ...]


def sheet(name: str, header: tuple[str, ...], rows: Iterable[Iterable[Cell]]) -> Sheet:
    """Make a sheet; a row of another width than the header is a bug."""
    made = tuple(tuple(row) for row in rows)
    if any(len(row) != len(header) for row in made):
        raise ValueError(f"{name}: a row of another width than its header")
    return Sheet(name=name, header=header, rows=made)


def shown(cell: Cell) -> str:
    """Write a cell as a text that no spreadsheet reads as a formula; "" where nothing is known."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, tuple):
        cell = BETWEEN.join(cell)
    return for_csv(str(cell)[:MAX_CELL])[:MAX_CELL]
