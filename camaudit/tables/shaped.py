"""Tables whose every row tells by its shape what it is: nothing but the row is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from camaudit.errors import MalformedError
from camaudit.tables.entry import Line

if TYPE_CHECKING:
    import re

    from camaudit.tables.entry import Entry


class ReadRow(Protocol):
    """Reads a row."""

    def __call__(self, line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
        """Take one line.

        Input:  begun: the table has begun; what is vague counts as a row only then.
        Output: None where the line is no row.
        Raises: MalformedError where it is one and cannot be read.
        """


class Shaped:
    """A format read row by row; it begins with its heading, or with a row."""

    def __init__(
        self, name: str, vantage: str, heading: re.Pattern[str] | None, row: ReadRow
    ) -> None:
        self.name = name
        self.vantage = vantage
        self.heading = heading
        self.row = row

    def begins(self, line: str) -> ShapedRows | None:
        """Start to read where a line is the heading or a row."""
        if self.heading is not None and self.heading.search(line):
            return ShapedRows(self)
        try:
            begun = self.row(Line(0, line), begun=False) is not None
        except MalformedError:
            return None
        return ShapedRows(self) if begun else None


class ShapedRows:
    """The rows of one such table."""

    def __init__(self, format_: Shaped) -> None:
        self._format = format_

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; headings may come again, and empty lines between rows."""
        heading = self._format.heading
        if not line.text.strip() or (heading is not None and heading.search(line.text)):
            return ()
        return self._format.row(line, begun=True)

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: each row was complete."""
        return ()
