"""Lists that give each device a block of `key: value` lines, as `show lldp neighbors detail`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from camaudit.tables.entry import Entry, Line
    from camaudit.tables.ruled import Cells

MAX_TEXT = 1024  # characters kept of a value that goes on over several lines
_KEY = re.compile(
    r"[\s+]*(?P<key>[A-Za-z][\w ()/.,'&-]{0,60}?)\s*(?::(?!\S*:\S*:)|\.{2,}|\s=\s)\s*(?P<value>.*)"
)
_BRACKETS = re.compile(r"\s*\([^)]*\)$")
_SEPARATOR = re.compile(r"\s*[-=_*]{8,}\s*")
_PARTS = re.compile(r",\s+(?=[A-Z][\w ()]{1,40}:\s)")
_HEADING = re.compile(
    r"(?i)[^:]*\b(?:(?:mac|ip)[ -]?addr\w*|hardware addr|(?:device|chassis)[ -]?id|protocol)\b[^:]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """A format of lists in blocks."""

    name: str
    vantage: str
    opens: re.Pattern[str]  # the line at which such a list is recognised
    keys: Mapping[str, str]  # key in lower case -> role; a role keeps its first value
    first: frozenset[str]  # roles of which a second one begins a new block
    entry: Callable[[Cells, int], tuple[Entry, ...]]
    long: frozenset[str] = frozenset()  # roles whose value goes on in the next lines

    def begins(self, line: str) -> BlockRows | None:
        """Start to read at the first line of a list."""
        return BlockRows(self) if self.opens.match(line) else None


@dataclass(slots=True)
class BlockRows:
    """The blocks of one list."""

    of: Blocks
    cells: Cells = field(default_factory=dict)
    number: int = 0  # the line at which the block begins
    role: str = ""  # of the value that may go on

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`."""
        text = line.text
        if not text.strip():
            if self.cells.get(self.role):
                self.role = ""
            return ()
        if _SEPARATOR.fullmatch(text):
            return self.finish()
        found: tuple[Entry, ...] = ()
        known = False
        for role, value in self._pairs(text):
            known = True
            if role in self.of.first and role in self.cells:
                found += self.finish()
            if not self.cells:
                self.number = line.number
            self._put(role, value)
        if known:
            return found
        if self.role:
            self.cells[self.role] = f"{self.cells[self.role]} {text.strip()}".strip()[:MAX_TEXT]
        return None if not self.role and _HEADING.fullmatch(text) else ()

    def _put(self, role: str, value: str) -> None:
        """Keep the first value of a role."""
        if not self.cells.get(role):
            self.cells[role] = value
        self.role = role if role in self.of.long else ""

    def _pairs(self, text: str) -> Iterator[tuple[str, str]]:
        """Give what a line tells, of which there may be several: role and value."""
        for part in _PARTS.split(text):
            pair = _KEY.fullmatch(part)
            if pair is None:
                continue
            key = " ".join(pair["key"].lower().split())
            role = self.of.keys.get(key) or self.of.keys.get(_BRACKETS.sub("", key))
            if role is not None:
                yield role, pair["value"].strip().strip('"')

    def finish(self) -> tuple[Entry, ...]:
        """Give the block that was being read."""
        cells, self.cells, self.role = self.cells, {}, ""
        return self.of.entry(cells, self.number) if cells else ()
