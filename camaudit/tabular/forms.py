"""Which form a file has; one that is not read is answered with a line that says what to do."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MAX_UNPACKED = 1 << 30  # bytes of a workbook, unpacked; more is refused before it is read
# What zipfile raises for a container that is damaged, locked or of another make.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BY_NAME = {
    ".xls": "an old Excel file (.xls); open it in Excel, choose Save As, Excel Workbook (.xlsx)",
    ".doc": "a Word file; copy its table into a spreadsheet: camaudit template tender",
    ".numbers": "a Numbers file; choose File, Export To, Excel",
}
_PICTURE = "a picture; type its rows into a spreadsheet: camaudit template tender"
_PAGE = "a web page or XML; open it in Excel, choose Save As, Excel Workbook (.xlsx)"
_BY_MARK = (  # first bytes in lower case
    (b"%pdf-", "a PDF; ask for the list as a spreadsheet, or fill in: camaudit template tender"),
    (b"<html", _PAGE),
    (b"<!doctype", _PAGE),
    (b"<?xml", _PAGE),
    (b"\x89png", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"gif8", _PICTURE),
)
_LOCK = "~$"
# Control characters that no text has, nor a byte of letters in UTF-16 without a mark.
_NEVER_TEXT = frozenset({0x07, 0x08, 0x0B, *range(0x0E, 0x1A), 0x7F})
MIN_ODD = 4  # of them in a short file


class Form(StrEnum):
    """The forms that are read."""

    CSV = "csv"
    XLSX = "xlsx"


def form_of(path: Path) -> Form:
    """Tell the form of a file by its bytes.

    Raises: UsageError with one line saying what to do, where the file is not read.
    """
    if path.name.startswith(_LOCK):
        raise UsageError(f"{path.name}: Excel's mark of an open file; give {path.name[2:]} instead")
    if (path.parent / f"{_LOCK}{path.name}").exists():
        raise UsageError(
            f"{path.name}: is open in Excel; save and close it there and try again "
            f"(if it is not open, delete {_LOCK}{path.name})"
        )
    try:
        with path.open("rb") as file:
            begin = file.read(4096)
    except PermissionError:
        raise UsageError(f"{path.name}: cannot be opened; close it in Excel, try again") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if begin.startswith(b"PK\x03\x04"):
        return _packed(path)
    why = _refused(path, begin)
    if why is not None:
        raise UsageError(f"{path.name}: {why}")
    return Form.CSV


def _refused(path: Path, begin: bytes) -> str | None:
    if begin.startswith(_OLE):
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            return "is locked with a password; open it in Excel and save a copy without one"
        return _BY_NAME.get(path.suffix.lower(), _BY_NAME[".xls"])
    head = begin.lstrip().lower()
    if not head:
        return "is empty"
    known = next((why for mark, why in _BY_MARK if head.startswith(mark)), None)
    return known or _no_text(path, begin)


def what_is(path: Path, begin: bytes) -> str | None:
    """Name what is neither text nor a workbook by its first bytes: "a PDF"; None where it is."""
    found = _refused(path, begin)
    return None if found is None else found.partition(";")[0]


def _no_text(path: Path, begin: bytes) -> str | None:
    """Refuse what is neither; text is read, whatever the name of its file says."""
    if sum(byte in _NEVER_TEXT for byte in begin) <= max(MIN_ODD, len(begin) // 50):
        return None
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return "is no Excel workbook, whatever its name says; ask for it again"
    return "is no list: neither a workbook nor text; ask for a spreadsheet"


def _packed(path: Path) -> Form:
    """Tell what a ZIP container holds, and refuse one that would fill the memory."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = {one.filename: one.file_size for one in packed.infolist()}
    except DAMAGED as error:
        raise UsageError(f"{path.name}: is damaged; ask for it again") from error
    if "word/document.xml" in names:
        raise UsageError(
            f"{path.name}: a Word file; copy its table into a spreadsheet: camaudit template tender"
        )
    if "xl/workbook.xml" not in names:
        what = "an OpenDocument file" if "content.xml" in names else "no Excel workbook"
        if "xl/workbook.bin" in names:
            what = "a binary Excel file (.xlsb)"
        raise UsageError(f"{path.name}: {what}; choose Save As, Excel Workbook (.xlsx)")
    if sum(names.values()) > MAX_UNPACKED:
        raise UsageError(
            f"{path.name}: unpacks to more than {MAX_UNPACKED >> 30} GB; save the sheet as CSV"
        )
    return Form.XLSX
