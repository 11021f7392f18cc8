"""Audit <-> audit.json: the whole answer in one file, with a published schema, strictly read.

What many devices share stands once in it (`written`, `readback`); `spelled` is the same audit with
nothing by reference, which older versions wrote. Both are read, packed with gzip or not.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.document import belongs, readback, spelled, written
from camaudit.document.cursor import key, whole
from camaudit.document.nouns import Json, hints
from camaudit.document.spelled import SPELLED_OUT
from camaudit.document.spelled import pieces as spelled_lines
from camaudit.errors import DocumentError, MalformedError, TruncatedError
from camaudit.model.audit import Audit

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "FORMAT", "SPELLED_OUT", "Audit", "Json", "from_json", "hints", "lines", "read",
    "spelled_lines", "spelled_out", "to_json", "write",
]  # fmt: skip

FORMAT = "camaudit-audit/2"  # the number changes when an older reader would misread the file

_BLOCK = 1 << 16  # characters
_GZIP = b"\x1f\x8b"
_BEGINNING = re.compile(rf'\s*\{{\s*"format"\s*:\s*"{re.escape(FORMAT)}"')
_NUMBERED = re.compile(r"camaudit-audit/([1-9][0-9]{0,8})")


def lines(audit: Audit) -> Iterator[str]:
    """Yield an audit as it is written, piece by piece; the same audit gives the same text.

    Raises: ValueError for a number that JSON cannot hold (infinite, or none at all).
    """
    return written.lines(audit, FORMAT)


def to_json(audit: Audit) -> str:
    """Give all that `lines` yields, as one text."""
    return "".join(lines(audit))


def from_json(text: str) -> Audit:
    """Read an audit, as it is written now or spelled out.

    Raises: DocumentError, one line, with the place of the first thing that is wrong.
    """
    try:
        found = readback.audit_of(text) if _BEGINNING.match(text) else _otherwise(text)
    except json.JSONDecodeError as error:
        raise DocumentError(f"not an audit: {_no_json(text, error)}") from error
    except RecursionError as error:
        raise DocumentError("not an audit: nested too deeply") from error
    except ValueError as error:
        raise DocumentError(f"not an audit: {error}") from error
    belongs.check(found)
    return found


def spelled_out(text: str) -> dict[str, Json]:
    """Read an audit, and give it as objects and arrays with nothing by reference.

    Raises: DocumentError, as `from_json` does.
    """
    return spelled.plain(from_json(text))


def write(path: Path, audit: Audit) -> None:
    """Write audit.json whole or not at all; on POSIX only its owner may read it (0600).

    A name that ends in .gz makes it packed; the same audit gives the same bytes then too.
    Raises: OSError.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".audit-")  # made with mode 0600
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                    for block in _blocks(audit):
                        packed.write(block)
            else:
                file.writelines(_blocks(audit))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read(path: Path) -> Audit:
    """Read audit.json, packed with gzip or not, whatever its name.

    Raises: DocumentError where it cannot be read or is no audit.
    """
    try:
        return from_json(_content(path).decode("utf-8"))
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: not an audit: not UTF-8 text") from error
    except (MalformedError, TruncatedError) as error:
        raise DocumentError(f"{path}: cannot be unpacked: {error}") from error
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from error


def _no_json(text: str, error: json.JSONDecodeError) -> str:
    """Say where a text stops being JSON."""
    if not text.strip():
        return "nothing is in it"
    where = f"line {error.lineno}, column {error.colno}"
    unended = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    return f"it is cut off after {where}" if unended else f"it is no JSON from {where} on"


def _blocks(audit: Audit) -> Iterator[bytes]:
    """Yield what is written in pieces worth packing."""
    held: list[str] = []
    size = 0
    for piece in lines(audit):
        held.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield "".join(held).encode("ascii")
            held, size = [], 0
    yield "".join(held).encode("ascii")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(len(_GZIP))
        file.seek(0)
        if head != _GZIP:
            return file.read()
        from camaudit.capture.formats import pieces  # noqa: PLC0415 - few are packed

        return b"".join(pieces(file, "gzip"))


def _otherwise(text: str) -> Audit:
    """Read what does not begin as an audit of this format: older, or put in another order."""
    body = whole(text)
    if not isinstance(body, dict) or "format" not in body:
        raise DocumentError("not an audit: it does not name its format")
    if body["format"] == SPELLED_OUT:
        return spelled.audit_of(body)
    if body["format"] != FORMAT:
        raise DocumentError(_unread(body["format"]))
    for name in body:
        if name not in readback.MEMBERS:
            raise DocumentError(f"{key(name)}: unknown")
    in_order = {name: body[name] for name in readback.MEMBERS if name in body}
    del body
    return readback.audit_of(json.dumps(in_order))


def _unread(named: Json) -> str:
    number = _NUMBERED.fullmatch(named) if isinstance(named, str) else None
    read_here = f"this version reads {SPELLED_OUT!r} and {FORMAT!r}"
    if number is not None:
        return f"format: {number[0]!r} was made by a newer camaudit: {read_here}"
    return f"format: {json.dumps(named)[:60]} is not known: {read_here}"
