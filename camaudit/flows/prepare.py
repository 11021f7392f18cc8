"""A log file made fit to be read: valid UTF-8, one row a line, no line without end.

Most files are that already and are read where they lie. Of the others (compressed, UTF-16, Latin-1
bytes, empty or endless lines) a copy is made in a temporary folder, in which every line of the file
still stands under its number: what cannot be a row becomes a comment there, and is counted.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from camaudit.errors import MalformedError
from camaudit.flows.format import HEAD
from camaudit.model.observation import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MAX_LINE = 1 << 20  # bytes; a longer line is no row
# Neither stands in a prepared file: so a line can be one column, and what is not there has a mark.
SEPARATOR, ABSENT = "\x01", "\x02"
COMMENT = b"#"  # what begins so is no row
_PART = 1 << 19  # bytes looked at together: a line over MAX_LINE fills one without an end
_BLANK = (b"\n", b"\r")  # what a line without text begins with
_MARKS = (b"\0", b"\x01", b"\x02")
_BEFORE_LINE = (b"", b"\n")
_ODD = re.compile(rb"\n[\n\r#]")
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NEVER = bytes.maketrans(b"\0\x01\x02\r", b"    ")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Lines that could not be taken as they are."""

    reason: Reason
    what: str
    count: int
    line: int  # the first, 1-based


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that the engine may read."""

    path: Path
    lines: int  # of the file, comments among them
    comments: int  # lines that are no rows
    flaws: tuple[Flaw, ...]


def head_of(pieces: Iterable[bytes]) -> list[str]:
    """Give the first lines of a file, at most HEAD, of which none is longer than MAX_LINE.

    Raises: MalformedError where compressed data are damaged before one line was whole.
    """
    data = b""
    try:
        for piece in pieces:
            data += piece
            if data.count(b"\n") > HEAD or len(data) > MAX_LINE:
                break
    except MalformedError:
        if not data:
            raise
    for mark, encoding in _WIDE.items():
        if data.startswith(mark):
            text = data[len(mark) : (len(data) & ~1)].decode(encoding, "replace")
            return [line.rstrip("\r") for line in text.split("\n")[:HEAD]]
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")[:HEAD]
    return [_text(line.rstrip(b"\r")) for line in lines]


def prepare(
    path: Path, pieces: Callable[[], Iterator[bytes]], folder: Path, *, plain: bool, quoted: bool
) -> Prepared:
    """Look a file through, and copy it where it cannot be read as it is.

    Input:  pieces: gives its content unpacked, from the beginning; plain: it is not compressed;
            quoted: texts stand in quotes, which must be in pairs in each line.
    Raises: OSError. A file that ends too early is read as far as it goes, with a flaw.
    """
    counted = _clean(pieces()) if plain and not quoted else None
    if counted is not None:
        return Prepared(path, *counted, ())
    copy = folder / "prepared.log"
    with copy.open("wb") as out:
        writer = _Writer(out, quoted=quoted)
        return writer.copy(pieces(), copy)


def ends(path: Path, lines: int) -> bytes:
    """Give the first and the last lines of a prepared file, so many each; short files twice.

    Raises: OSError.
    """
    with path.open("rb") as file:
        first = b"".join(file.readline() for _ in range(lines))
        length = file.seek(0, 2)
        reach, tail = _PART, b""
        while tail.count(b"\n") <= lines and len(tail) < min(length, MAX_LINE << 4):
            file.seek(max(0, length - reach))
            tail = file.read()
            reach *= 2
    last = tail.splitlines(keepends=True)
    whole = last if len(tail) == length else last[1:]
    return first.rstrip(b"\n") + b"\n" + b"".join(whole[-lines:])


def _clean(pieces: Iterable[bytes]) -> tuple[int, int] | None:
    """Count lines and comments; None where a line cannot be a row as it stands."""
    check = _Check()
    for piece in pieces:
        if not (check.shape(piece) and check.encoding(piece) and check.ends(piece)):
            return None
        check.last = piece[-1:]
    return check.counted()


class _Check:
    """Looks pieces of a file through, each once and fast: a gigabyte takes a second."""

    def __init__(self) -> None:
        self.last = b""  # the byte before the piece
        self._ends = 0  # of lines
        self._comments = 0
        self._returns = 0  # of them with a carriage return
        self._decoder: codecs.IncrementalDecoder | None = None  # once there is more than ASCII

    def shape(self, piece: bytes) -> bool:
        """Tell that no line is empty or endless, and that none of our marks is used."""
        if not self.last and piece.startswith((*_WIDE, codecs.BOM_UTF8)):
            return False
        if any(byte in piece for byte in _MARKS) or not _ends_often(piece):
            return False
        odd = _ODD.findall(piece)
        if self.last in _BEFORE_LINE:
            odd.append(b"\n" + piece[:1])
        self._comments += odd.count(b"\n" + COMMENT)
        return all(one[1:] not in _BLANK for one in odd)

    def encoding(self, piece: bytes) -> bool:
        """Tell that it is UTF-8."""
        if self._decoder is None:
            if piece.isascii():
                return True
            self._decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError:
            return False
        return True

    def ends(self, piece: bytes) -> bool:
        """Count the ends of lines, and tell that they are all of one kind."""
        before = self._ends
        self._ends += piece.count(b"\n")
        cut = self.last == b"\r"
        if not (self._returns or cut or b"\r" in piece):
            return True
        if before and not self._returns:
            return False
        pairs = piece.count(b"\r\n")
        self._returns += pairs + (cut and piece[:1] == b"\n")
        alone = piece.count(b"\r") - pairs - piece.endswith(b"\r")
        return not alone and not (cut and piece[:1] != b"\n") and self._returns == self._ends

    def counted(self) -> tuple[int, int] | None:
        """Give the numbers of lines and of comments; None where a character is cut in two."""
        if self._decoder is not None and self._decoder.getstate()[0]:
            return None
        return self._ends + (self.last not in _BEFORE_LINE), self._comments


def _ends_often(piece: bytes) -> bool:
    """Tell that no whole part is without an end of line: then no line is longer than MAX_LINE."""
    return all(
        piece.find(b"\n", start, start + _PART) >= 0
        for start in range(0, len(piece) - _PART + 1, _PART)
    )


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


class _Writer:
    """Writes the copy, block by block; a block that is clean costs no look at its lines."""

    def __init__(self, out: BinaryIO, *, quoted: bool) -> None:
        self._out = out
        self._quoted = quoted
        self._lines = 0
        self._comments = 0
        self._flaws: dict[tuple[Reason, str], tuple[int, int]] = {}  # -> count, first line

    def copy(self, pieces: Iterator[bytes], path: Path) -> Prepared:
        """Copy all pieces."""
        carry = b""
        endless = False  # inside a line that is longer than MAX_LINE
        try:
            for piece in _utf8(pieces):
                at = piece.rfind(b"\n")
                if endless and at >= 0:
                    piece = piece[piece.index(b"\n") + 1 :]  # noqa: PLW2901 - its rest
                    endless = False
                    at = piece.rfind(b"\n")
                if endless:
                    continue
                if at >= 0:
                    self._block(carry + piece[: at + 1])
                    carry = piece[at + 1 :]
                else:
                    carry += piece
                if len(carry) > MAX_LINE:
                    self._comment(Reason.BOUND, "line longer than 1 MiB")
                    carry, endless = b"", True
        except MalformedError as error:
            self._flaw(Reason.TRUNCATED, str(error), self._lines + 1)
        if carry:
            self._block(carry + b"\n")
        flaws = [Flaw(*what, *counted) for what, counted in sorted(self._flaws.items())]
        return Prepared(path, self._lines, self._comments, tuple(flaws))

    def _block(self, block: bytes) -> None:
        """Write whole lines."""
        if not (self._quoted and b'"' in block) and b"\r" not in block:
            counted = _clean((block,))
            if counted is not None:
                self._out.write(block)
                self._lines += counted[0]
                self._comments += counted[1]
                return
        for line in block[:-1].split(b"\n"):
            self._line(line)

    def _line(self, line: bytes) -> None:
        if len(line) > MAX_LINE:
            self._comment(Reason.BOUND, "line longer than 1 MiB")
            return
        if self._quoted and line.count(b'"') % 2:
            self._comment(Reason.MALFORMED, "line with half a pair of quotes")
            return
        if not line.isascii():
            try:
                line.decode()
            except UnicodeDecodeError:
                line = line.decode("latin-1").encode()
                self._flaw(Reason.MALFORMED, "line not in UTF-8, read as Latin-1", self._lines + 1)
        kept = line.translate(_NEVER).rstrip()
        if not kept and line.strip():
            self._flaw(Reason.DAMAGED, "line of zeros", self._lines + 1)
        line = kept or COMMENT
        self._lines += 1
        self._comments += line.startswith(COMMENT)
        self._out.write(line + b"\n")

    def _comment(self, reason: Reason, what: str) -> None:
        """Leave a line out, so that the others keep their numbers."""
        self._lines += 1
        self._comments += 1
        self._flaw(reason, what, self._lines)
        self._out.write(COMMENT + b"\n")

    def _flaw(self, reason: Reason, what: str, line: int) -> None:
        count, first = self._flaws.get((reason, what), (0, line))
        self._flaws[reason, what] = (count + 1, first)


def _utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Undo UTF-16 and take the mark of UTF-8 away."""
    first = next(pieces, b"")
    for mark, encoding in _WIDE.items():
        if first.startswith(mark):
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            yield decoder.decode(first[len(mark) :]).encode("utf-8", "replace")
            for piece in pieces:
                yield decoder.decode(piece).encode("utf-8", "replace")
            return
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from pieces
