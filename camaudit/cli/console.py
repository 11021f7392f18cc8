"""What standard output can show: how many columns, which letters, whether bold letters."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from camaudit.reports import plain, terminal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from camaudit.model.audit import Audit

_BOLD, _USUAL = "\x1b[1m", "\x1b[0m"  # ECMA-48, SGR
_UNKNOWN = "ascii"  # of an output that does not say which letters it has


def answer(found: Audit, page: str | None, stream: TextIO, *, one_fact_a_line: bool) -> str:
    """Give the answer as the stream can show it: its letters, its columns, its emphasis."""
    letters = encoding(stream)
    if one_fact_a_line:
        lines = plain.render(found, page, letters)
    else:
        lines = terminal.render(found, page, width(stream), letters)
        if shows_bold(stream):
            lines = list(emphasised(lines))
    return "\n".join(lines) + "\n"


def add_plain(made: argparse.ArgumentParser | argparse._MutuallyExclusiveGroup) -> None:
    """Add the option for the answer as one fact a line."""
    made.add_argument(
        "--plain",
        action="store_true",
        help="one fact a line, no columns: for screen readers and to search",
    )


def encoding(stream: TextIO) -> str:
    """Give the encoding of a stream."""
    return stream.encoding or _UNKNOWN


def width(stream: TextIO) -> int:
    """Give the columns of a terminal; a pipe or a file has always the usual ones.

    The variable COLUMNS is not asked: shells set it, and leave it so when the window changes.
    """
    if not stream.isatty():
        return terminal.WIDTH
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # a stream without a file under it
        return terminal.WIDTH
    return columns or terminal.WIDTH  # 0: a serial line that tells nothing


def shows_bold(stream: TextIO) -> bool:
    """Tell whether bold letters are wanted (no-color.org) and the terminal is known to have them.

    The console of older Windows shows the codes themselves; the one that does not sets WT_SESSION.
    """
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return False
    if sys.platform == "win32" and "WT_SESSION" not in os.environ:
        return False
    return sys.platform == "win32" or os.environ.get("TERM", "dumb") not in {"dumb", "unknown", ""}


def emphasised(lines: Iterable[str]) -> Iterator[str]:
    """Make the first line and the headings bold; no fact is told by that alone."""
    for number, line in enumerate(lines):
        size = len(line) if number == 0 else _heading(line)
        yield f"{_BOLD}{line[:size]}{_USUAL}{line[size:]}" if size else line


def _heading(line: str) -> int:
    """Give how many characters of a line are a heading."""
    return max((len(one) for one in terminal.HEADINGS if line.startswith(one)), default=0)
