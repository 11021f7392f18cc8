"""A table pasted as text: columns that stand below each other, parted by two or more blanks."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.encoding import survey
from camaudit.errors import UsageError
from camaudit.tabular.delimited import MAX_LINE
from camaudit.tabular.row import MAX_CELL, Row, bounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CELL = re.compile(r"\S+(?:[ \u00a0]\S+)*")
_RULE = re.compile(r"[\s|+=_-]+")  # a line drawn below the headings


class Aligned:
    """A text file with a table in it; its rows can be read as often as wanted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._encoding = survey(path).encoding

    @property
    def sheets(self) -> tuple[str, ...]:
        """A text file is one sheet without a name."""
        return ("",)

    def rows(self, _sheet: str = "") -> Iterator[Row]:
        """Yield every line as a row, its cells in the order of the line."""
        try:
            with self.path.open(encoding=self._encoding, errors="replace") as file:
                number = 0
                while line := file.readline(MAX_LINE):
                    number += 1
                    yield Row(number, split(line))
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read: {error.strerror or error}") from error

    def placed(self, header: int, *, exact: bool) -> Iterator[Row]:
        """Yield the lines below the headings, each cell under the heading it stands under.

        Input:  header: number of the line with the headings; exact: a line with another number of
                cells is damaged, as it may hold under one heading what belongs under another.
        Output: a row with as many cells as headings is taken cell by cell; of any other each cell
                goes to the heading with which it shares most columns, and a line in which two cells
                share one heading, or one stands under none, is damaged.
        """
        with self.path.open(encoding=self._encoding, errors="replace") as file:
            lines = iter(lambda: file.readline(MAX_LINE), "")
            heads = [
                one.span() for one in _CELL.finditer(next(islice(lines, header - 1, None), ""))
            ]
            for number, line in enumerate(lines, header + 1):
                if _RULE.fullmatch(line):
                    continue
                yield _placed(number, line, heads, exact=exact)


def split(line: str) -> tuple[str, ...]:
    """Give the cells of a line."""
    return bounded([one[0][:MAX_CELL] for one in _CELL.finditer(line.expandtabs())])


def _placed(number: int, line: str, heads: Sequence[tuple[int, int]], *, exact: bool) -> Row:
    cells = list(_CELL.finditer(line.expandtabs()))
    if len(cells) == len(heads):
        return Row(number, bounded([one[0][:MAX_CELL] for one in cells]))
    texts = [""] * len(heads)
    for one in cells if not exact else ():
        shared = [min(one.end(), end) - max(one.start(), begin) for begin, end in heads]
        best = max(range(len(heads)), key=shared.__getitem__, default=None)
        if best is None or shared[best] <= 0 or texts[best]:
            return Row(number, tuple(one[0][:MAX_CELL] for one in cells), damaged=True)
        texts[best] = one[0][:MAX_CELL]
    return Row(number, tuple(texts), damaged=exact and bool(cells))
