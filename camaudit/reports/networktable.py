"""The networks on the first screen: a table as wide as the console, that cuts no name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

from camaudit.reports import text
from camaudit.reports.sentences import say
from camaudit.reports.wrap import pad, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from camaudit.counts.networks import NetworkRow

_COLUMNS = ("column-cameras", "column-recorders", "column-either")
_GAP, _NARROW_GAP = 3, 2  # columns between columns
_LEAST_NAME = 14  # columns that a name should have
_MOST_LINES = 2  # of a name beside its numbers; a longer one stands above them
_USUAL = 80  # columns of a console on which the table fills the line
_MARGIN = "  "


@dataclass(frozen=True, slots=True)
class _Line:
    """One network as words."""

    name: str
    counts: tuple[str, ...]  # one for each of _COLUMNS
    looked: str


def table(
    rows: Sequence[NetworkRow], columns: int, plain: Callable[[str], str], *, several: bool
) -> Iterator[str]:
    """Give the lines of the table.

    Input:  plain: makes foreign text fit to be shown; several: whether there are several sites,
            which are named then.
    Output: lines of at most so many columns. What finds no room in its column goes on below it, a
            name stands above its numbers then: on no console anything is left out.
    """
    if not rows:
        return
    indent = _MARGIN * 2 if several else _MARGIN
    lines = [_line(row, plain) for row in rows]
    shape = _Shape(lines, columns, cell_len(indent))
    yield shape.row("", [say(one) for one in _COLUMNS], say("column-looked"))
    for site, members in groupby(zip(rows, lines, strict=True), key=lambda both: both[0].site):
        if several:
            yield from wrap(plain(site or say("not-known")), columns, _MARGIN, _MARGIN)
        for _, line in members:
            yield from shape.lines(line, indent)


def _line(row: NetworkRow, plain: Callable[[str], str]) -> _Line:
    name = plain(text.network(row, with_site=False))
    if row.tally is None:
        return _Line(name, ("-",) * len(_COLUMNS), say("not-looked"))
    counts = (row.tally.cameras, row.tally.recorders, row.tally.either)
    looked = plain(", ".join(row.looked_by) or text.in_passing(row))
    return _Line(name, tuple(f"{one:,}" for one in counts), looked)


class _Shape:
    """How wide each column is."""

    def __init__(self, lines: Sequence[_Line], columns: int, indent: int) -> None:
        counts = [
            max(len(say(key)), *(len(line.counts[at]) for line in lines))
            for at, key in enumerate(_COLUMNS)
        ]
        looked = max(len(say("column-looked")), *(cell_len(line.looked) for line in lines))
        name = max(_LEAST_NAME, *(cell_len(line.name) for line in lines)) + indent + 1
        least = max(len(say("column-looked")), len(say("not-looked")))

        def left(gap: int, aside: int) -> int:
            return columns - sum(counts) - gap * len(_COLUMNS) - aside

        # Who looked may go on below; numbers stay near the names on a wide console.
        self.gap = _GAP if left(_GAP, least) >= name else _NARROW_GAP
        self.columns = columns
        self.counts = counts
        self.looked = max(least, min(looked, left(self.gap, name)))
        room = left(self.gap, self.looked)
        self.name = min(room, max(name, room - max(0, columns - _USUAL)))

    def row(self, name: str, counts: Sequence[str], looked: str) -> str:
        """Give one line."""
        cells = [f"{one:>{size}}" for one, size in zip(counts, self.counts, strict=True)]
        gap = " " * self.gap
        first, *rest = cells
        # Before the first number one column is enough.
        return f"{pad(name, self.name)}{first}{gap}{gap.join(rest)}{gap}{looked}"

    def lines(self, line: _Line, indent: str) -> Iterator[str]:
        """Give the lines of a network."""
        names = wrap(line.name, self.name - 1, indent, indent + _MARGIN)
        if len(names) > _MOST_LINES:
            yield from wrap(line.name, self.columns, indent, indent + _MARGIN)
            names = [""]
        yield from names[:-1]
        first, *rest = wrap(line.looked, self.looked)
        yield self.row(names[-1], line.counts, first)
        for said in rest:
            yield self.row("", [""] * len(_COLUMNS), said)
