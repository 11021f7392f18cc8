"""CSV as it comes: any delimiter, UTF-8, UTF-16 or cp1252, with or without a mark; streamed."""

from __future__ import annotations

import csv
from collections import Counter, deque
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.encoding import beginning, survey
from camaudit.errors import UsageError
from camaudit.tabular.columns import headings
from camaudit.tabular.row import MAX_CELL, Row, bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

DELIMITERS = (",", ";", "\t", "|")
MAX_LINE = 1 << 20  # characters read of one line
MAX_LINES = 200  # of one row: a cell of more is taken for an open quotation mark
_BEGIN = 1 << 16  # bytes
_SAMPLE = 100  # lines on which the delimiter is chosen


class Delimited:
    """A CSV file; its rows can be read as often as wanted."""

    def __init__(self, path: Path, score: Callable[[Sequence[str]], int] | None = None) -> None:
        """Take a file, and how well a row heads the list that is meant: by default a tender."""
        self.path = path
        self.survey = survey(path)
        with self._open() as file:
            sample = list(islice(_lines(file), _SAMPLE))
        self._skip = 0
        self.delimiter = _declared(sample)
        if self.delimiter:
            self._skip = 1
        else:
            self.delimiter = delimiter_of(sample, score or _as_tender)

    @property
    def sheets(self) -> tuple[str, ...]:
        """A CSV file is one sheet without a name."""
        return ("",)

    def rows(self, _sheet: str = "") -> Iterator[Row]:
        """Yield every row to the last that is not empty, numbered as a spreadsheet does.

        A quotation mark that is never closed damages the row that it stands in, and no other: the
        lines behind it are rows of their own.
        """
        with self._open() as file:
            yield from rows_of(islice(_lines(file), self._skip, None), self.delimiter)

    def _open(self) -> TextIO:
        try:
            return self.path.open(encoding=self.survey.encoding, errors="replace", newline="")
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read: {error.strerror or error}") from error


def _lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(MAX_LINE):
        yield line


def rows_of(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Read lines as Delimited.rows() does."""
    feed = _Feed(iter(lines))
    number = waiting = 0
    while True:
        number += 1
        feed.begin()
        texts: tuple[str, ...] = ()
        try:
            cells = next(csv.reader(feed, delimiter=delimiter))
            damaged = _is_open(feed.given, delimiter)
        except StopIteration:
            return
        except csv.Error:  # a cell longer than the reader takes
            damaged = True
        if damaged:
            feed.give_back()
        else:
            texts = bounded([text[:MAX_CELL].strip() for text in cells])
        if not damaged and not any(texts):
            waiting += 1
            continue
        for empty in range(number - waiting, number):
            yield Row(empty, ())
        waiting = 0
        yield Row(number, texts, damaged=damaged)


def _is_open(lines: Sequence[str], delimiter: str) -> bool:
    """Tell whether a row would go on in another line, or ends where the next mark opens a cell.

    A cell of several lines is closed by a mark before a delimiter or the end of its line; where
    text follows the mark, it opened another cell, and the one before was never closed.
    """
    if len(lines) == 1 and '"' not in lines[0]:
        return False
    strict = len(lines) > 1
    try:
        read = list(csv.reader([*lines, "\n"], delimiter=delimiter, strict=strict))
    except csv.Error:
        return True
    return len(read) == 1


class _Feed:
    """Lines of one row after the other: no more than MAX_LINES for each."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()  # to be given again
        self.given: list[str] = []  # of this row

    def begin(self) -> None:
        """Begin a row."""
        self.given = []

    def give_back(self) -> None:
        """Let all lines of this row but its first be given again."""
        self._waiting.extendleft(reversed(self.given[1:]))

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.given) > MAX_LINES:
            raise StopIteration
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.given.append(line)
        return line


def _declared(sample: list[str]) -> str:
    """Read Excel's first line `sep=;`."""
    first = sample[0].strip().strip('"') if sample else ""
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else ""


def _as_tender(cells: Sequence[str]) -> int:
    return headings(cells).score


def beginnings(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Read the first rows of a file with each delimiter; no more than its beginning is read.

    Raises: OSError.
    """
    lines = list(islice(StringIO(beginning(path, _BEGIN), newline=""), _SAMPLE))
    for delimiter in DELIMITERS:
        yield delimiter, list(rows_of(lines, delimiter))


def delimiter_of(sample: Sequence[str], score: Callable[[Sequence[str]], int]) -> str:
    """Choose the delimiter that gives the best headings, then the most even rows."""

    def quality(delimiter: str) -> tuple[int, int, int]:
        rows = [row.cells for row in rows_of(sample, delimiter)]
        best = max((score(row) for row in rows if len(row) > 1), default=0)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, often = widths.most_common(1)[0] if widths else (0, 0)
        return (best, often, width)

    return max(DELIMITERS, key=quality)
