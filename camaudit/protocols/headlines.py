"""Heads of HTTP and RTSP: a start line, then `name: value` lines, as broken servers send them."""

from __future__ import annotations

from dataclasses import dataclass, field

from camaudit.errors import MalformedError, TruncatedError

MAX_HEAD = 16_384  # bytes up to and including the blank line
MAX_HEADERS = 128

Headers = tuple[tuple[str, str], ...]  # (lower-case name, value), in the order sent


@dataclass(frozen=True, slots=True)
class Head:
    """A start line and its headers; `size` bytes of the input belong to them."""

    start: str
    headers: Headers
    size: int  # bytes
    _first: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", dict(reversed(self.headers)))

    def get(self, name: str) -> str | None:
        """Give the first value of a header."""
        return self._first.get(name)

    def every(self, name: str) -> tuple[str, ...]:
        """Give all values of a header, in order."""
        return tuple(value for key, value in self.headers if key == name)


def parse_head(data: bytes) -> Head:
    """Read a head; bytes over 0x7F are read as Latin-1, lone line feeds end lines too.

    Raises: TruncatedError while a blank line may still come, MalformedError past MAX_HEAD.
    Source: RFC 9112 sections 2.2 and 5.
    """
    window = data[:MAX_HEAD]
    ends = [
        (at, at + len(blank)) for blank in (b"\r\n\r\n", b"\n\n") if (at := window.find(blank)) >= 0
    ]
    if not ends:
        error = MalformedError if len(data) >= MAX_HEAD else TruncatedError
        raise error(f"no blank line in {len(window)} bytes")
    end, size = min(ends)
    start, *lines = window[:end].decode("latin-1").replace("\r\n", "\n").split("\n")
    headers: list[tuple[str, str]] = []
    for line in lines[:MAX_HEADERS]:
        if line[:1] in {" ", "\t"} and headers:  # folded (RFC 9112 section 5.2)
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            headers.append((name.strip().lower(), value.strip()))
    return Head(start.strip(), tuple(headers), size)


def length_of(text: str | None, most: int) -> int | None:
    """Read a Content-Length; None where it is missing or no number up to `most`."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 12:
        return None
    return min(int(text), most)


def readable(value: str) -> str:
    """Read a value of a head as UTF-8 where it is that; else it stays Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
