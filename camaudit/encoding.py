"""How the text of a file is written: UTF-8, UTF-16 or cp1252, with or without a mark."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_SAMPLE = 4096  # bytes from which UTF-16 without a mark is told
_CHUNK = 1 << 20  # bytes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one quick pass over the bytes tells."""

    encoding: str
    lines: int  # ends of lines: at least as many as rows


def survey(path: Path) -> Survey:
    """Tell the encoding of a file and count its lines, in one pass.

    Output: as `marked` says; else UTF-8 where all of the file is, else cp1252.
    Raises: UsageError where the file cannot be read.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, lines, returns = "", 0, 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                lines += chunk.count(b"\n")
                returns += chunk.count(b"\r")
                if not encoding:
                    encoding = marked(chunk) or "utf-8"
                if encoding == "utf-8":
                    encoding = _still_utf8(decoder, chunk)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if encoding == "utf-8":
        encoding = _still_utf8(decoder, b"", final=True)
    return Survey(encoding or "utf-8", max(lines, returns))


def beginning(path: Path, size: int) -> str:
    """Read the first bytes of a text, in the encoding that `survey` would tell of them alone.

    Raises: OSError.
    """
    with path.open("rb") as file:
        data = file.read(size)
    encoding = marked(data)
    if encoding is None:
        decoder = codecs.getincrementaldecoder("utf-8")()
        encoding = _still_utf8(decoder, data, final=len(data) < size)
    return data.decode(encoding, "replace")


def marked(begin: bytes) -> str | None:
    """Tell the encoding that the first bytes of a file show; None where they show none.

    By a mark, or UTF-16 where every other byte is 0 from the beginning on.
    """
    for mark, encoding in _MARKS:
        if begin.startswith(mark):
            return encoding
    sample = begin[:_SAMPLE]
    if 0 not in sample[:4]:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(sample) // 8 and even > 4 * odd:
        return "utf-16-be"
    return None


def _still_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> str:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
