"""BER as management protocols use it: definite lengths, low tags (ITU-T X.690 section 8)."""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError

INTEGER, OCTETS, NULL, OBJECT, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
MAX_ARCS = 128  # of an object identifier (RFC 2578 section 3.5)
_MAX_ARC = 0xFFFF_FFFF


def element(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Read the head of one element.

    Input:  0 <= at <= end <= len(data); the element has to end at `end` at the latest.
    Output: (tag, begin of its contents, end of its contents).
    Raises: TruncatedError where the head or the contents run past `end`, MalformedError for
            tags of several bytes and for lengths that are indefinite or longer than four bytes.
    """
    if end - at < 2:
        raise TruncatedError("BER element cut short")
    tag, length = data[at], data[at + 1]
    at += 2
    if tag & 0x1F == 0x1F:
        raise MalformedError("BER tag of several bytes")
    if length & 0x80:
        width = length & 0x7F
        if not 1 <= width <= 4:
            raise MalformedError("BER length that is not read")
        if end - at < width:
            raise TruncatedError("BER length cut short")
        length = int.from_bytes(data[at : at + width])
        at += width
    if length > end - at:
        raise TruncatedError("BER contents cut short")
    return tag, at, at + length


def expect(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Read the head of an element within another one; give begin and end of its contents.

    Raises: MalformedError where it has another tag or runs past the outer one.
    """
    try:
        found, begin, stop = element(data, at, end)
    except TruncatedError as error:
        raise MalformedError(str(error)) from None
    if found != tag:
        raise MalformedError(f"BER tag {found:#x} for {tag:#x}")
    return begin, stop


def integer(data: bytes) -> int:
    """Read the contents of an INTEGER of at most eight bytes."""
    if not 1 <= len(data) <= 8:
        raise MalformedError("BER integer that is not read")
    return int.from_bytes(data, signed=True)


def object_identifier(data: bytes) -> str:
    """Write the contents of an OBJECT IDENTIFIER with dots (X.690 section 8.19)."""
    arcs: list[int] = []
    arc = 0
    for byte in data:
        arc = arc * 128 + (byte & 0x7F)
        if arc > _MAX_ARC or len(arcs) >= MAX_ARCS:
            raise MalformedError("object identifier too long")
        if not byte & 0x80:
            arcs.append(arc)
            arc = 0
    if not arcs or data[-1] & 0x80:
        raise MalformedError("object identifier cut short")
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - first * 40, *arcs[1:]]))
