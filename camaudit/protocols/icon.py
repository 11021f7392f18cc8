"""The number under which a page's picture is known: MurmurHash3 of its base64 text.

Public search engines of the web print this number, so that lists of it exist. The algorithm is
the 32-bit one for x86 (A. Appleby, MurmurHash3.cpp, public domain).
"""

from __future__ import annotations

import base64
import struct
from functools import lru_cache

MAX_ICON = 65_536  # bytes
_FIRST, _SECOND = 0xCC9E2D51, 0x1B873593
_WORD = 0xFFFF_FFFF


def murmur3(data: bytes, seed: int = 0) -> int:
    """Give the MurmurHash3 (x86, 32 bits) of some bytes, without a sign."""
    state = seed
    whole = len(data) & ~3
    for (block,) in struct.iter_unpack("<I", data[:whole]):
        state ^= _scrambled(block)
        state = (state << 13 | state >> 19) & _WORD
        state = (state * 5 + 0xE6546B64) & _WORD
    if whole < len(data):
        state ^= _scrambled(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = (state ^ state >> 16) * 0x85EBCA6B & _WORD
    state = (state ^ state >> 13) * 0xC2B2AE35 & _WORD
    return state ^ state >> 16


def _scrambled(block: int) -> int:
    block = block * _FIRST & _WORD
    return (block << 15 | block >> 17) * _SECOND & _WORD


@lru_cache(maxsize=32)
def icon_number(icon: bytes) -> str:
    """Give the number of a picture: of its base64 in lines of 76, read as signed, in decimal."""
    number = murmur3(base64.encodebytes(icon))
    return str(number - (1 << 32) if number >> 31 else number)
