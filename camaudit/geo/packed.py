"""The packed form of an address table: sorted points, each with the value that holds from there.

Unpacked from xz a file is a head (mark, IP version, bytes of a value, number of points), then the
points, then the values, column by column and little-endian, so that it packs small. Points of
IPv4 are u32; those of IPv6 are two columns of u64, upper halves first. Value 0 means "not known";
the last point ends the last range.
"""

from __future__ import annotations

import lzma
import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Range = tuple[int, int, int]  # first address, last address, value

_HEAD = struct.Struct("<4sBBxxI")
_MARK = b"cgr1"
_CODES = {2: "H", 4: "I", 8: "Q"}  # array type codes by size in bytes
_BITS = {4: 32, 6: 128}
_HALF = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Ranges:
    """Values of address ranges of one IP version."""

    version: int  # 4 or 6
    points: tuple[array[int], ...]  # one column for IPv4, upper and lower halves for IPv6
    values: array[int]

    def value(self, number: int) -> int:
        """Give the value of the range that an address, as a number, lies in; 0 for none."""
        if self.version == 4:
            at = bisect_right(self.points[0], number)
        else:
            upper, lower = self.points
            half = number >> 64
            left = bisect_left(upper, half)
            right = bisect_right(upper, half, left)
            at = bisect_right(lower, number & _HALF, left, right)
        return self.values[at - 1] if at else 0

    def spans(self) -> Iterator[Range]:
        """Yield every range with a value, in order."""
        starts = [self._start(at) for at in range(len(self.values))]
        ends = [*starts[1:], 1 << _BITS[self.version]]
        for start, end, value in zip(starts, ends, self.values, strict=True):
            if value:
                yield start, end - 1, value

    def _start(self, at: int) -> int:
        number = 0
        for column in self.points:
            number = (number << 64) | column[at]
        return number


def join(ranges: Iterable[Range], version: int, width: int) -> tuple[Ranges, int]:
    """Make a table of ranges in any order; neighbours of one value become one.

    Input:  width: bytes of a value, 2 or 4.
    Output: the table, and how many ranges overlapped an earlier one: there the earlier holds.
    """
    points: list[int] = []
    values = array(_CODES[width])
    after, overlaps = 0, 0

    def mark(point: int, value: int) -> None:
        if value != (values[-1] if values else 0):
            points.append(point)
            values.append(value)

    for first, last, value in sorted(ranges):
        overlaps += first < after
        if last < after:
            continue
        if first > after:
            mark(after, 0)
        mark(max(first, after), value)
        after = last + 1
    if after < 1 << _BITS[version]:
        mark(after, 0)
    if version == 4:
        columns: tuple[array[int], ...] = (array("I", points),)
    else:
        columns = (
            array("Q", (one >> 64 for one in points)),
            array("Q", (one & _HALF for one in points)),
        )
    return Ranges(version, columns, values), overlaps


def pack(table: Ranges) -> bytes:
    """Give the bytes of a table's file: the same table, the same bytes."""
    width = table.values.itemsize
    head = _HEAD.pack(_MARK, table.version, width, len(table.values))
    columns = b"".join(_little(column).tobytes() for column in (*table.points, table.values))
    return lzma.compress(head + columns, preset=9 | lzma.PRESET_EXTREME)


def unpack(data: bytes) -> Ranges:
    """Read the bytes of a table's file.

    Raises: DataError where they are no such table.
    """
    try:
        raw = memoryview(lzma.decompress(data))
        mark, version, width, count = _HEAD.unpack_from(raw)
    except (lzma.LZMAError, struct.error) as error:
        raise DataError("damaged") from error
    if mark != _MARK or version not in _BITS or width not in {2, 4}:
        raise DataError("not an address table of this version of camaudit")
    sizes = ([4] if version == 4 else [8, 8]) + [width]
    if len(raw) != _HEAD.size + count * sum(sizes):
        raise DataError("cut short")
    columns = []
    at = _HEAD.size
    for size in sizes:
        column = array(_CODES[size])
        column.frombytes(raw[at : at + count * size])
        columns.append(_little(column))
        at += count * size
    return Ranges(version, tuple(columns[:-1]), columns[-1])


def _little(column: array[int]) -> array[int]:
    """Turn a column between the machine's order of bytes and that of the file."""
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column
