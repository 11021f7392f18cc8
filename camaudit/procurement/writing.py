"""Where the answer is written: beside the list, under a name of its own, never over the list."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.errors import UsageError
from camaudit.escape import for_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6})?")
_WHOLE = re.compile(r"0|[1-9]\d{0,8}")


def name_beside(source: Path, suffix: str) -> Path:
    """Give `NAME (checked).xlsx`, with a number where that is there already."""
    number = 1
    while True:
        more = f" {number}" if number > 1 else ""
        path = source.with_name(f"{source.stem} (checked{more}){suffix}")
        if not path.exists():
            return path
        number += 1


def not_over(path: Path, source: Path) -> None:
    """Refuse to write over the list.

    Raises: UsageError.
    """
    if path.exists() and source.exists() and path.samefile(source):
        raise UsageError(f"-o {path}: is the list itself, which is never written over")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write to that takes the place of `path` when all is written.

    Raises: UsageError where it cannot be written, as while Excel has it open.
    """
    try:
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=".camaudit-", suffix=path.suffix)
        os.close(handle)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    beside = Path(made)
    try:
        yield beside
        beside.replace(path)
    except PermissionError:
        raise UsageError(f"{path.name}: cannot be written; close it in Excel, try again") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)


def harmless(text: str) -> str:
    """Give a cell of the list as no spreadsheet reads it as a formula; plain numbers stay."""
    if text[:1].isalnum() and text.isprintable():
        return text  # most cells, at a tenth of the time
    return text if _NUMBER.fullmatch(text) else for_csv(text)


def value(text: str) -> str | int:
    """Give a cell for a workbook: a whole number as one, all else as harmless text."""
    return int(text) if _WHOLE.fullmatch(text) else harmless(text)


def squared(cells: tuple[str, ...], width: int) -> list[str]:
    """Give a row the width of its list: a short one is filled up, the rest of a long one joined."""
    if len(cells) <= width:
        return [*cells, *[""] * (width - len(cells))]
    return [*cells[: width - 1], " | ".join(text for text in cells[width - 1 :] if text)]
