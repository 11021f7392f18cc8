"""Text broken into lines by the columns that it takes, not by its characters: some take two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator


def wrap(words: str, columns: int, first: str = "", then: str = "") -> list[str]:
    """Break words into lines; `first` and `then` begin them.

    Input:  columns: at least two more than `first` and `then` take.
    Output: lines of at most so many columns. No character but space is lost, and a word is broken
            only where no line can hold it.
    """
    lines: list[str] = []
    line, filled = first, False
    for word in words.split():
        for part in _parts(word, columns - max(cell_len(first), cell_len(then))):
            joined = f"{line} {part}" if filled else line + part
            if filled and cell_len(joined) > columns:
                lines.append(line)
                joined = then + part
            line, filled = joined, True
    return [*lines, line] if filled else lines


def _parts(word: str, columns: int) -> Iterator[str]:
    """Give a word, in parts where it takes more columns than a line has."""
    while cell_len(word) > columns:
        # As many characters as fit: none takes more than two columns.
        size = max(1, columns // 2)
        while cell_len(word[: size + 1]) <= columns:
            size += 1
        yield word[:size]
        word = word[size:]
    if word:
        yield word


def pad(text: str, columns: int) -> str:
    """Fill text up to so many columns; what takes more stays as it is."""
    return text + " " * (columns - cell_len(text))
