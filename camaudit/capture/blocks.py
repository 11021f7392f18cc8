"""pcapng blocks, written: little-endian, times in nanoseconds.

Source: draft-ietf-opsawg-pcapng sections 3 and 4.
"""

from __future__ import annotations

import struct

from camaudit.capture import marks, records

_BLOCK = struct.Struct("<II")
_SECTION = struct.Struct("<IHHq")
_INTERFACE = struct.Struct("<HHI")
_PACKET = struct.Struct("<IIIII")
_PROGRAM = 4  # number of the option of a section
_RESOLUTION = 9  # of an interface
_NANOSECONDS = b"\x09"
NOTE = "secrets and what no fact was read from are overwritten with x; see camaudit audit --write"


def _option(kind: int, value: bytes) -> bytes:
    return struct.pack("<HH", kind, len(value)) + value + bytes(-len(value) & 3)


def _block(kind: int, body: bytes, options: bytes) -> bytes:
    if options:
        options += _option(marks.END, b"")
    size = 12 + len(body) + len(options)
    return _BLOCK.pack(kind, size) + body + options + struct.pack("<I", size)


def section(version: str) -> bytes:
    """Write the section header of a capture of ours."""
    body = _SECTION.pack(records.ORDER_MAGIC, 1, 0, -1)
    told = _option(marks.COMMENT, f"{marks.SECTION}: {NOTE}".encode())
    return _block(records.SECTION, body, told + _option(_PROGRAM, f"camaudit {version}".encode()))


def interface(link: int, *, tails: bool) -> bytes:
    """Write an interface; tails: of frames that end in overwritten bytes, which are left out."""
    told = _option(_RESOLUTION, _NANOSECONDS)
    if tails:
        told += _option(marks.DESCRIPTION, marks.TAILS.encode())
    return _block(records.INTERFACE, _INTERFACE.pack(link, 0, 0), told)


def packet(which: int, stamp: int, data: bytes, wire: int, remarks: list[str]) -> bytes:
    """Write a frame.

    Input: which: number of its interface; stamp: nanoseconds since the Unix epoch; wire: bytes
           that it had on the wire.
    """
    body = _PACKET.pack(which, stamp >> 32, stamp & 0xFFFFFFFF, len(data), wire)
    told = b"".join(_option(marks.COMMENT, one.encode()) for one in remarks)
    return _block(records.ENHANCED, body + data + bytes(-len(data) & 3), told)
