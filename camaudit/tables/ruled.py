"""Tables under a heading: the places of its titles, or of the rule below it, tell the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.tables.entry import Entry, Line

Cells = dict[str, str]  # role of a column -> text

_WORD = re.compile(r"\S+")
_DASHES = re.compile(r"[-=_]{2,}|[-=](?=\s|$)")
_RULE = re.compile(r"[-=+|_ *]*[-=_]{2}[-=+|_ *]*")
_TOTAL = re.compile(r"\s*(?:total|number|no\. of)\s.*\d", re.IGNORECASE)
_BARS = str.maketrans("|", " ")


def heading(*columns: str) -> re.Pattern[str]:
    """Make the pattern of a heading.

    Input:  each column as "role: title" or "role: title / other title"; "role?: ..." may be
            missing.
    """
    parts: list[str] = []
    for column in columns:
        role, _, titles = column.partition(":")
        spelled = "|".join(
            re.escape(title.strip()).replace(r"\ ", r"[\s_-]+") for title in titles.split(" / ")
        )
        group = role.rstrip("?").replace("-", "_")
        one = rf"(?P<{group}>{spelled})"
        parts.append(rf"(?:\s*{one}(?=\s|$))?" if role.endswith("?") else rf"\s*{one}(?=\s|$)")
    return re.compile("".join(parts) + r"\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A format of tables that have a heading."""

    name: str
    vantage: str
    headings: tuple[re.Pattern[str], ...]
    entry: Callable[[Cells, int], tuple[Entry, ...] | None]  # a row's cells, its line number
    hint: str  # in lower case; a line without it is no heading
    wraps: str | None = None  # role of the first column: long ones stand on a line of their own
    # Role of a long word, where every row has one word in every column: such rows are read fast.
    solid: str | None = None
    skip: re.Pattern[str] | None = None  # lines that belong to the table and tell nothing

    def begins(self, line: str) -> RuledRows | None:
        """Start to read at a heading."""
        if self.hint not in line.lower():
            return None
        for pattern in self.headings:
            found = pattern.fullmatch(line.translate(_BARS))
            if found is not None:
                told = [group for group, text in found.groupdict().items() if text]
                roles = [group.replace("_", "-") for group in told]
                spans = [found.span(group) for group in told]
                return RuledRows(self, roles, spans, collapsed=_is_collapsed(line, spans))
        return None


def _is_collapsed(line: str, spans: list[tuple[int, int]]) -> bool:
    """Tell whether all titles of a heading stand one blank apart, a bar between them apart."""
    gaps = [line[before[1] : after[0]] for before, after in pairwise(spans)]
    return len(gaps) > 1 and all(gap in {" ", " | "} for gap in gaps)


@dataclass(slots=True)
class RuledRows:
    """The rows under one heading."""

    of: Ruled
    roles: list[str]
    spans: list[tuple[int, int]]  # columns of the screen that each column has
    waiting: str = field(default="")  # the first column of a row that goes on in the next line
    began: bool = field(default=False)  # the heading itself was read
    collapsed: bool = field(default=False)  # blanks were lost on the way: places tell nothing

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`."""
        text = line.text
        if not self.began:
            self.began = True
            return ()
        if self.of.solid is not None:
            words = text.split()
            if len(words) == len(self.roles) and words[0][0] not in "-=+":
                cells = dict(zip(self.roles, words, strict=True))
                if len(cells[self.of.solid]) >= 12:
                    return self.of.entry(cells, line.number)
        return () if self._is_furniture(text) else self._row(text, line.number)

    def _is_furniture(self, text: str) -> bool:
        """Tell whether a line tells nothing; a rule below the heading tells the columns."""
        if not text or text.isspace() or _TOTAL.match(text):
            return True
        if text[-1] in "-=+|_" and _RULE.fullmatch(text):
            spans = [found.span() for found in _DASHES.finditer(text)]
            if len(spans) == len(self.spans):
                self.spans = spans
            return True
        return self.of.skip is not None and self.of.skip.fullmatch(text) is not None

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: every row was given at once."""
        return ()

    def _row(self, text: str, number: int) -> tuple[Entry, ...] | None:
        if self.collapsed:
            raise MalformedError("blanks were lost: the columns cannot be told apart")
        cells = self._cells(text.translate(_BARS))
        first = self.of.wraps
        if first is not None:
            if self.waiting and first not in cells and cells:
                cells = {first: self.waiting, **cells}
                self.waiting = ""
            elif list(cells) == [first] and " " not in cells[first]:
                self.waiting = cells[first]
                return ()
        return self.of.entry(cells, number)

    def _cells(self, text: str) -> Cells:
        """Put each word under the title that it overlaps most, or is nearest to."""
        cells: Cells = {}
        for word in _WORD.finditer(text):
            begin, end = word.span()
            best, role = -1_000_000, ""
            for name, (left, right) in zip(self.roles, self.spans, strict=True):
                overlap = min(end, right) - max(begin, left)
                if overlap > best:
                    best, role = overlap, name
            cells[role] = f"{cells[role]} {word[0]}" if role in cells else word[0]
        return cells
