"""Fields of type, length and value, as several discovery protocols have them; big-endian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_FIELDS = 128  # of one message

Fields = tuple[tuple[int, bytes], ...]  # (type, value), in order


def parse_fields(data: bytes, width: int, length: int, bare: Collection[int] = ()) -> Fields:
    """Read fields to the end of the data.

    Input:  width and length, the bytes that a type and a length take; bare, types without a
            length, whose value is one byte.
    Raises: TruncatedError where a field ends behind the data, MalformedError for too many.
    """
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        if len(found) == MAX_FIELDS:
            raise MalformedError(f"more than {MAX_FIELDS} fields")
        kind = int.from_bytes(data[at : at + width], "big")
        at += width
        size = 1
        if kind not in bare:
            if at + length > len(data):
                raise TruncatedError("a field without its length")
            size = int.from_bytes(data[at : at + length], "big")
            at += length
        if at + size > len(data):
            raise TruncatedError(f"field {kind} of {size} bytes cut short")
        found.append((kind, data[at : at + size]))
        at += size
    return tuple(found)


def value(fields: Fields, *kinds: int) -> bytes:
    """Give the first value of the first of these types that is there, else b""."""
    for wanted in kinds:
        for kind, data in fields:
            if kind == wanted:
                return data
    return b""
