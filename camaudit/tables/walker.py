"""Goes through the lines of a file and says of each what it is: a row, damaged, not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import re2

from camaudit.errors import DamagedError, MalformedError
from camaudit.tables.entry import EarlierError
from camaudit.tables.prompts import named, prompt

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from camaudit.tables.entry import Entry, Format, Line, Rows

# Lines that stand around tables and tell nothing of a device: rules, legends, totals. By RE2, as
# any text is asked.
_FURNITURE = tuple(
    re2.compile(rf"(?i)\s*(?:{form})\s*")
    for form in (
        r"[\W_]*",
        r"(?:legend|flags?|columns|capability +codes?|codes?|capabilities|status codes|type)\s*:.*",
        r"(?:\(?[A-Z*+~-]{1,3}\)?\s*[-=:]\s+[\w/ ().]+[,;]?\s*)+",
        r"(?:\([A-Z]\)\s*[\w /-]+,?\s*)+",
        r"(?:total|number|no\.)\s.*\d.*|(?:total|entries|found)\b.*:\s*\d+.*",
        r"\d+\s+(?:entries|addresses|total|rows?)\b.*",
        (
            r"(?:mac|arp|ip|lldp|cdp|layer|dynamic|static|status and counters|ethernet switching)\b"
            r"[\w\s().,:/'-]{0,100}(?:table|information|cache|list|addresses|neighbou?rs|entries"
            r"|database|bindings?)\b[\w\s().,:/'-]{0,60}"
        ),
        r"\{\w+(?::\w+)*\}",
        r".*\bentr(?:y|ies) (?:displayed|found|shown|total)\b.*",
        r"(?:building configuration|command:|success|done|ok)\b.*",
    )
)
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")


class Named(Protocol):
    """What an entry stands in."""

    @property
    def name(self) -> str:
        """The name of the format."""

    @property
    def vantage(self) -> str:
        """What such a table can see."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, and whose table it stands in."""

    entry: Entry
    format: Named
    device: str | None  # name of the switch, router or computer, where the file tells it
    command: str | None  # as typed


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that could not be read."""

    line: int
    format: str | None  # of the table in which it stands
    why: str | None  # None: it was not understood at all
    damaged: bool  # another program spoilt it


class Walker:
    """Reads lines with the given formats, the last of which takes single lines of any text."""

    def __init__(self, formats: Sequence[Format]) -> None:
        *self._formats, self._any = formats
        self.device: str | None = None
        self.command: str | None = None
        self._current: tuple[Format, Rows] | None = None
        self._markup = False  # `<name>` is an element of XML, not the prompt of a switch

    def walk(self, lines: Iterable[Line]) -> Iterator[Row | Unread]:
        """Say what the lines are; what tells nothing (blank lines, prompts, totals) is left out."""
        for line in lines:
            yield from self._line(line)
        yield from self._end()

    def _line(self, line: Line) -> Iterator[Row | Unread]:
        self._markup = self._markup or line.text.startswith("<?xml")
        element = self._markup and line.text.lstrip().startswith("<")
        found = None if element else prompt(line.text)
        if found is not None:
            yield from self._end()
            self._markup = False
            self.device = found.name or self.device
            self.command = found.command
            return
        current = self._current
        bad: Unread | None = None
        if current is not None:
            try:
                entries = yield from self._read(line, *current)
            except MalformedError as error:
                bad = _bad(line.number, current[0], error)
            else:
                if entries is not None:
                    yield from self._rows(current[0], entries)
                    return
        if not line.text or line.text.isspace():
            return
        # What this table cannot read may be the heading of the next: people paste without prompts.
        began = next(
            ((one, rows) for one in self._formats if (rows := one.begins(line.text))), None
        )
        if began is not None:
            yield from self._end()
            self._current = began
            yield from self._take(line, *began)
        elif bad is not None:
            yield bad
        else:
            yield from self._other(line)

    def _read(
        self, line: Line, of: Format, rows: Rows
    ) -> Generator[Unread, None, tuple[Entry, ...] | None]:
        """Have a line read; what shows now of an earlier one is given.

        Raises: MalformedError of this line.
        """
        try:
            return rows.read(line)
        except EarlierError as error:
            yield _bad(error.line, of, error)
            return rows.read(line)

    def _take(self, line: Line, of: Format, rows: Rows) -> Iterator[Row | Unread]:
        """Give a table the line at which it was recognised."""
        try:
            entries = rows.read(line)
        except MalformedError as error:
            yield _bad(line.number, of, error)
        else:
            yield from self._rows(of, entries or ())

    def _other(self, line: Line) -> Iterator[Row | Unread]:
        """Take a line that is of no table."""
        rows = self._any.begins(line.text)
        if rows is not None:
            yield from self._take(line, self._any, rows)
            return
        name = named(line.text, self.command)
        if name is not None:
            self.device = name
        elif self._current is None and not _ADDRESS.search(line.text):
            return  # words between tables
        elif not any(form.fullmatch(line.text) for form in _FURNITURE):
            of = self._current[0].name if self._current else None
            yield Unread(line.number, of, None, damaged=False)

    def _end(self) -> Iterator[Row | Unread]:
        """End the table that is being read."""
        if self._current is None:
            return
        one, rows = self._current
        self._current = None
        try:
            yield from self._rows(one, rows.finish())
        except EarlierError as error:
            yield _bad(error.line, one, error)

    def _rows(self, of: Format, entries: Iterable[Entry]) -> Iterator[Row]:
        for entry in entries:
            yield Row(entry, of, self.device, self.command)


def _bad(line: int, of: Format, error: MalformedError) -> Unread:
    return Unread(line, of.name, str(error), isinstance(error, DamagedError))
