"""Small pictures whose number (MurmurHash3 of their base64) is a given one.

What a scan reads of a picture is its number alone, and nobody's picture may be copied; so the cast
shows pictures made for their numbers: `python -m camaudit.emulate.icon NUMBER` writes base64.
"""

from __future__ import annotations

import base64
import sys
from itertools import product

_ONE, _TWO, _ADD = 0xCC9E2D51, 0x1B873593, 0xE6546B64  # MurmurHash3 x86 32 bits, A. Appleby
_ALL = 0xFFFFFFFF
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_HEAD = b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x04\0\x28\x01\0\0\x16\0\0\0" + bytes(26)


def _turn(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & _ALL


def _block(word: int) -> int:
    return _turn(word * _ONE & _ALL, 15) * _TWO & _ALL


def _forth(state: int, word: int) -> int:
    return (_turn(state ^ _block(word), 13) * 5 + _ADD) & _ALL


_FIFTH = pow(5, -1, 1 << 32)
_FIRST, _SECOND = pow(0x85EBCA6B, -1, 1 << 32), pow(0xC2B2AE35, -1, 1 << 32)


def _back(state: int, word: int) -> int:
    """Give the state before a block, of that after it."""
    return _turn((state - _ADD) * _FIFTH & _ALL, 19) ^ _block(word)


def _before_the_end(number: int, size: int) -> int:
    """Give the state that ends, after the line's last byte, in a number."""
    state = number & _ALL
    state ^= state >> 16
    state = state * _SECOND & _ALL
    state ^= state >> 13 ^ state >> 26
    state = state * _FIRST & _ALL
    state ^= state >> 16
    state ^= size
    return state ^ _block(10)  # the line feed stands alone in the last block


def icon(number: int) -> bytes:
    """Make a picture file of 54 bytes with this number.

    Raises: LookupError where none is found, which happens to one number in millions.
    """
    text = base64.b64encode(_HEAD)
    state = 0
    for at in range(0, len(text), 4):
        state = _forth(state, int.from_bytes(text[at : at + 4], "little"))
    # From both ends: three letters forward, three letters back, until both meet.
    met = {}
    for letters in product(_LETTERS, repeat=3):
        word = bytes([65, *letters])
        met[_forth(state, int.from_bytes(word, "little"))] = word
    end = _before_the_end(number, len(text) + 9)
    for letters in product(_LETTERS, repeat=3):
        word = bytes([65, *letters])
        if first := met.get(_back(end, int.from_bytes(word, "little"))):
            return base64.b64decode(text + first + word)
    raise LookupError(number)


if __name__ == "__main__":
    sys.stdout.write(base64.b64encode(icon(int(sys.argv[1]))).decode() + "\n")
