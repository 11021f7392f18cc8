"""Packets of a moment ago, as `copies` remembers them, for the triage kernel.

In place of the beginning of a packet stands a hash of it, keyed as those of `slots`. The subset is
that of `headers.locate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import records
from camaudit.capture.copies import COMPARED, COPY_WINDOW, ENOUGH, MAX_REMEMBERED, SHARE
from camaudit.capture.state import COPIES, HALF, NOW, NUMBERED, POINT_1, POINT_2

if TYPE_CHECKING:
    from collections.abc import MutableSequence

    Buffer = bytes | memoryview
    Integers = MutableSequence[int]
    Floats = MutableSequence[float]

_PRIME = 0x7FFFFFFF
ROOM = 2 * MAX_REMEMBERED  # places of one half of the memory


def packet_key(buffer: Buffer, start: int, stop: int, state: Integers) -> int:
    """Hash the beginning of a packet, from its IP header on."""
    stop = min(stop, start + COMPARED)
    one, other = state[POINT_1], state[POINT_2]
    low = high = stop - start
    at = start
    while at + 4 <= stop:
        word = records.word(buffer, at, 1)
        low = (low * one + word) % _PRIME
        high = (high * other + word) % _PRIME
        at += 4
    while at < stop:
        low = (low * one + buffer[at]) % _PRIME
        high = (high * other + buffer[at]) % _PRIME
        at += 1
    return low * 0x80000000 + high + 1


def _place_of(key: int, half: int, keys: Integers) -> int:
    """Give where a key stands in a half of the memory, or where it would."""
    base = half * ROOM
    place = key % ROOM
    while keys[base + place] != 0 and keys[base + place] != key:
        place = (place + 1) % ROOM
    return base + place


def is_copy(
    key: int, numbered: bool, at: float, keys: Integers, times: Floats, state: Integers
) -> bool:
    """Tell whether a packet was there a moment ago, as camaudit/capture/copies.py says.

    Input: numbered: it has a number of its own; keys, times: two halves of ROOM places.
    """
    place = _place_of(key, state[HALF], keys)
    if keys[place] == 0:
        place = _place_of(key, 1 - state[HALF], keys)
        if keys[place] == 0:
            return False
    if not -COPY_WINDOW <= at - times[place] <= COPY_WINDOW:
        return False
    if numbered:
        return True
    return state[COPIES] >= ENOUGH and state[COPIES] * SHARE >= state[NUMBERED]


def remember(
    key: int, numbered: bool, at: float, keys: Integers, times: Floats, state: Integers
) -> None:
    """Keep a packet that is no copy."""
    place = _place_of(key, state[HALF], keys)
    known = keys[place] != 0
    if not known:
        other = _place_of(key, 1 - state[HALF], keys)
        known = keys[other] != 0
        if known:
            place = other
    if known and -COPY_WINDOW <= at - times[place] <= COPY_WINDOW:
        return  # without a number, and perhaps a copy: the first one stays
    if numbered:
        state[NUMBERED] += 1
    if state[NOW] >= MAX_REMEMBERED:
        state[HALF] = 1 - state[HALF]
        state[NOW] = 0
        base = state[HALF] * ROOM
        at_place = base
        while at_place < base + ROOM:
            keys[at_place] = 0
            at_place += 1
    place = _place_of(key, state[HALF], keys)
    if keys[place] == 0:
        state[NOW] += 1
    keys[place] = key
    times[place] = at


def again(
    buffer: Buffer, start: int, stop: int, at: float, keys: Integers, times: Floats, state: Integers
) -> bool:
    """Tell whether a packet was there a moment ago; if not, remember it."""
    key = packet_key(buffer, start, stop, state)
    numbered = is_numbered(buffer, start)
    if is_copy(key, numbered, at, keys, times, state):
        if numbered:
            state[COPIES] += 1
        return True
    remember(key, numbered, at, keys, times, state)
    return False


def is_numbered(buffer: Buffer, start: int) -> bool:
    """Tell whether an IP packet has a number of its own: IPv6 has none, and some send 0."""
    return buffer[start] < 0x60 and (buffer[start + 4] != 0 or buffer[start + 5] != 0)
