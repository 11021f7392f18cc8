"""One row of a list, and how a cell is written as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

MAX_COLUMNS = 256  # the rest of a longer row is joined into the last
MAX_CELL = 32_767  # characters kept of a cell, as Excel does
MAX_ROWS = 1 << 20  # of a sheet, as Excel has it; a CSV may have more


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file."""

    number: int  # 1-based, as a spreadsheet counts
    cells: tuple[str, ...]  # stripped; "" is an empty cell
    filled: frozenset[int] = frozenset()  # columns whose text stands in a merged cell further up
    damaged: bool = False  # the file's form breaks here: nothing of the row can be trusted

    @property
    def empty(self) -> bool:
        """Tell whether no cell of its own holds anything."""
        return not any(text for at, text in enumerate(self.cells) if at not in self.filled)

    def cell(self, column: int) -> str:
        """Give a cell; "" past the end."""
        return self.cells[column] if column < len(self.cells) else ""


def bounded(texts: list[str]) -> tuple[str, ...]:
    """Give the cells of a row; those past MAX_COLUMNS are joined, and none is lost."""
    if len(texts) <= MAX_COLUMNS:
        return tuple(texts)
    rest = " | ".join(text for text in texts[MAX_COLUMNS - 1 :] if text)
    return (*texts[: MAX_COLUMNS - 1], rest)


def as_text(value: object) -> str:
    """Write a cell's value as a person would type it: 12.0 as 12, a day as 2024-03-01."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:MAX_CELL].strip()
