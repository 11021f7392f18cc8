"""The bytes of a text file as the lines that a person saw on the screen.

A log of a terminal holds what was sent to the screen, not what stood on it: the pager's `--More--`
and the backspaces and blanks that wiped it out, colours, movements of the cursor (ECMA-48). Lines
are read one at a time; a longer one than MAX_LINE is cut and counted.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from camaudit.encoding import marked
from camaudit.tables.entry import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAX_LINE = 1 << 14  # bytes, or characters of UTF-16, that are kept of one line
MAX_WIDTH = 1 << 14  # columns that the cursor can reach
_TAB = 8  # columns
_SAMPLE = 1 << 16  # bytes in which the end of lines is looked for

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# ECMA-48: CSI with its parameters, OSC up to its end, and escapes of two or three characters.
_ESCAPE = re.compile(
    r"\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)"
    r"|\x9b([0-?]*)[ -/]*([@-~])"
)
_PAGER = re.compile(
    r"""\s*(?:
        -{1,4}\s?\(?more(?:\s\d+%)?\)?\s?-{1,4}(?:\(q[^)]*\)|,?[ ]next[ ]page:.*?control-c)?
      | <-{1,3}\s?more\s?-{1,3}>
      | -{2}more[ ]or[ ]\(q\)uit-{2}
      | -{2,3}\s?more\s?-{2,3},[ ]next[ ]page:[ ]space,[ ]next[ ]line:[ ]enter,[ ]quit:[ ]control-c
      | press[ ](?:any[ ]key|<?space>?|enter|return)(?:[ ]to[ ](?:continue|see[ ]more))?
        (?:[,. ]*\(?(?:or[ ])?<?q>?[ ]to[ ]quit\)?)?(?=\W|$)\.*
      | ctrl\+c\s+esc\s+q\s+quit.*
      | lines[ ]\d+-\d+
      | \(q\)uit[ ]or.*
    )\s?""",
    re.IGNORECASE | re.VERBOSE,
)
# A line without one of these has no pager in it.
_MAY_BE_PAGER = re.compile(r"more|press|lines |quit", re.IGNORECASE)


class Transcript:
    """A text file; its lines can be read once."""

    def __init__(self, file: BinaryIO | io.RawIOBase) -> None:
        self._file = io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file
        self.lines = 0  # read so far
        self.cut = 0  # lines longer than MAX_LINE
        self.first_cut: int | None = None  # number of the first of them

    def read(self) -> Iterator[Line]:
        """Yield the lines.

        Raises: OSError.
        """
        for number, raw in enumerate(self._raw(), 1):
            self.lines = number
            text = raw.rstrip("\r")
            if _CONTROL.search(text):
                text = on_screen(text)
            text = text.rstrip()
            if _MAY_BE_PAGER.search(text):
                text = without_pager(text)
            yield Line(number, text)

    def _raw(self) -> Iterator[str]:
        begin = self._file.read(_SAMPLE)
        encoding = marked(begin)
        rest = io.BufferedReader(_Joined(begin, self._file))
        wide = encoding is not None and encoding.startswith("utf-16")
        ends = (b"\r\0", b"\0\r") if wide else (b"\r",)
        lone = b"\n" not in begin and any(end in begin for end in ends)
        if wide or lone:
            end = "\r" if lone else "\n"
            known = encoding or _guessed(begin)
            text = io.TextIOWrapper(rest, known, errors="replace", newline=end)
            yield from self._bounded(text, end)
            return
        if encoding == "utf-8-sig":
            rest.read(3)
        while piece := rest.readline(MAX_LINE):
            if not piece.endswith(b"\n") and len(piece) == MAX_LINE:
                self._note_cut()
                while (more := rest.readline(MAX_LINE)) and not more.endswith(b"\n"):
                    pass
            yield _decoded(piece.rstrip(b"\n"))

    def _bounded(self, text: io.TextIOWrapper, end: str) -> Iterator[str]:
        while piece := text.readline(MAX_LINE):
            if not piece.endswith(end) and len(piece) == MAX_LINE:
                self._note_cut()
                while (more := text.readline(MAX_LINE)) and not more.endswith(end):
                    pass
            yield piece.rstrip(end)

    def _note_cut(self) -> None:
        self.cut += 1
        if self.first_cut is None:
            self.first_cut = self.lines + 1


class _Joined(io.RawIOBase):
    """What was read already, and then the rest of the file."""

    def __init__(self, begin: bytes, file: BinaryIO) -> None:
        self._begin = begin
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._begin[: len(buffer)]
        if data:
            self._begin = self._begin[len(data) :]
        else:
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _guessed(begin: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(begin)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decoded(line: bytes) -> str:
    """Read a line as UTF-8 where it is that, else as cp1252: logs of two machines are joined."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def on_screen(text: str) -> str:
    """Carry out what moves the cursor within a line, and leave out every other control character.

    Input:  one line without its end.
    Output: what stands there at the end, tabs as blanks.
    Source: ECMA-48 section 8.3: BS, CR, HT, CUB (D), CUF (C), CHA (G), EL (K).
    """
    cells: list[str] = []
    at = 0
    place = 0
    while place < len(text):
        char = text[place]
        if char in "\x1b\x9b" and (escape := _ESCAPE.match(text, place)):
            place = escape.end()
            at = _move(cells, at, escape)
            continue
        place += 1
        if char == "\b":
            at = max(0, at - 1)
        elif char == "\r":
            at = 0
        elif char == "\t":
            at = _filled(cells, at, _TAB - at % _TAB)
        elif not _CONTROL.match(char):
            if at < len(cells):
                cells[at] = char
            else:
                cells.append(char)
            at += 1
    return "".join(cells)


def _filled(cells: list[str], at: int, steps: int) -> int:
    """Move the cursor to the right; what was never written to is blank."""
    to = min(at + steps, MAX_WIDTH)
    if to > len(cells):
        cells.extend(" " * (to - len(cells)))
    return max(at, to)


def _move(cells: list[str], at: int, escape: re.Match[str]) -> int:
    what = escape[2] or escape[4]
    number = (escape[1] or escape[3] or "").partition(";")[0][:6]
    steps = int(number) if number.isascii() and number.isdigit() else None
    match what:
        case "D":
            return max(0, at - (steps or 1))
        case "C":
            return _filled(cells, at, steps or 1)
        case "G":
            return _filled(cells, 0, (steps or 1) - 1)
        case "K":
            if steps in {None, 0}:
                del cells[at:]
            elif steps == 2:
                cells[:] = " " * at
        case _:
            pass
    return at


def without_pager(text: str) -> str:
    """Take the pager's line out of a text that was copied from the screen or cut by hand."""
    found = _PAGER.match(text)
    if found is None:
        return text
    # Behind the pager stands a row as it was: what stood before it was never part of it.
    return text[found.end() :]
