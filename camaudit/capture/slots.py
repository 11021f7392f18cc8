"""The slots of the triage kernel: what it knows of each direction of a conversation.

A slot is found by a keyed hash of 62 bits: two remainders of a polynomial in secret points (Carter
and Wegman, Universal classes of hash functions, 1979). Nobody who does not know the points can make
two conversations meet in one slot. The subset is that of `headers.locate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import records
from camaudit.capture.state import POINT_1, POINT_2

if TYPE_CHECKING:
    from collections.abc import MutableSequence

    Buffer = bytes | memoryview
    Integers = MutableSequence[int]

WIDTH = 13  # integers of one slot:
KEY = 0  # its hash; 0 where it is free
MODE = 1
LOCAL = 2  # 1: on its own segment, by what its frames show
NEXT = 3  # TCP: sequence number of the next byte
SKIP = 4  # TCP: bytes that nobody waits for
PACKETS = 5  # passed over since they were last taken
BYTES = 6
SPOKE = 7  # number of the last frame with a payload
FLOW = 8  # of UDP with bursts: the flow's place among the times; else -1
MAC = 9  # of its sender, as a number; -1 where there is none
ROW, SIDE = 10, 11  # of what is held: which connection, -1 for none; 0 for the client's side
WRAPPER = 12  # which one its frames come in, and one; 0: in none

SILENT = 4  # a mode beside those of `model.ahead`: datagrams without a sign of a protocol pass

PROBES = 8  # slots in a row where a key may stand
FIRST, LAST = 0, 1  # times of a slot

_PRIME = 0x7FFFFFFF


def conversation_key(
    buffer: Buffer, source: int, target: int, width: int, ends: int, protocol: int, state: Integers
) -> int:
    """Hash who speaks to whom.

    Input:  source, target: indices of addresses of so many bytes; ends: both ports in one number.
    Output: 1 to 2**62.
    """
    one, other = state[POINT_1], state[POINT_2]
    low = (ends % _PRIME * one + protocol) % _PRIME
    high = (ends % _PRIME * other + protocol) % _PRIME
    at = 0
    while at < width:
        word = records.word(buffer, source + at, 1)
        low = (low * one + word) % _PRIME
        high = (high * other + word) % _PRIME
        word = records.word(buffer, target + at, 1)
        low = (low * one + word) % _PRIME
        high = (high * other + word) % _PRIME
        at += 4
    return low * 0x80000000 + high + 1


def mac_of(buffer: Buffer, at: int) -> int:
    """Read a MAC as a number; -1 where there is none (`at` below 0)."""
    if at < 0:
        return -1
    return records.word(buffer, at, 1) * 65_536 + records.half(buffer, at + 4, 1)


def find(key: int, slots: Integers, mask: int) -> int:
    """Give the place of a slot in `slots`; -1 where there is none."""
    at = key % (mask + 1)
    probe = 0
    while probe < PROBES:
        place = ((at + probe) % (mask + 1)) * WIDTH
        if slots[place] == key:
            return place
        probe += 1
    return -1
