"""Tables whose rows are told by their own form: without a heading, or with one that says little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.tables.macs import macs_in

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from camaudit.tables.entry import Entry, Line
    from camaudit.tables.ruled import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """A format whose rows match one pattern."""

    name: str
    vantage: str
    row: re.Pattern[str]  # its named groups are the cells
    entry: Callable[[Cells, int], tuple[Entry, ...] | None]
    # A heading; where there is none, the first row is recognised.
    opens: re.Pattern[str] | None = None
    # A line whose groups hold for the rows below it.
    above: re.Pattern[str] | None = None
    skip: re.Pattern[str] | None = None  # lines that belong to the table and tell nothing

    def begins(self, line: str) -> LinedRows | None:
        """Start to read at the heading, at the line above rows, or at the first row."""
        for pattern in (self.opens, self.above):
            if pattern is not None and pattern.fullmatch(line):
                return LinedRows(self)
        if self.opens is None and self.above is None and self.row.fullmatch(line):
            return LinedRows(self)
        return None


class LinedRows:
    """The rows of one table."""

    def __init__(self, of: Lined) -> None:
        self._of = of
        self._above: Cells = {}

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`."""
        found = self._of.row.fullmatch(line.text)
        if found is not None:
            told = {role: text for role, text in found.groupdict().items() if text}
            return self._of.entry({**self._above, **told}, line.number)
        if self._of.above is not None and (found := self._of.above.fullmatch(line.text)):
            self._above = {role: text for role, text in found.groupdict().items() if text}
            return ()
        if not line.text.strip():
            return ()
        for pattern in (self._of.opens, self._of.skip):
            if pattern is not None and pattern.fullmatch(line.text):
                return ()
        if macs_in(line.text):
            raise MalformedError("a row in another form")
        return None

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: every row was given at once."""
        return ()
