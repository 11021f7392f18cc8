"""The triage kernel: passes over the frames that say nothing but how much was sent.

Most frames of a camera network are video. `walk` goes over records of a capture as long as each of
them belongs to a conversation that is known already, opens and ends nothing, and carries nothing
that a parser waits for; it adds up what they have in packets, bytes and time, and stops before the
first one that has to be looked at. So whatever it passes over, the reader would have counted and
dropped, and the audit is the same without it.

It is written in the subset of `headers.locate`, whose head says why: integers over flat arrays, no
object, no exception. Numba compiles it (camaudit/capture/compiled.py); uncompiled, arrays are lists
and the buffer is `bytes` or a `memoryview`, and the answers are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import headers, held, recent, records
from camaudit.capture.rhythm import QUIET
from camaudit.capture.slots import (
    BYTES,
    FIRST,
    FLOW,
    LAST,
    LOCAL,
    MAC,
    MODE,
    NEXT,
    PACKETS,
    ROW,
    SIDE,
    SILENT,
    SKIP,
    SPOKE,
    WIDTH,
    WRAPPER,
    conversation_key,
    find,
    mac_of,
)
from camaudit.capture.state import (
    COPIED,
    COPIES,
    FIRST_COPY,
    FIRST_SNAPPED,
    SNAPPED,
    WRAPPERS,
)
from camaudit.model.ahead import ALL, FRAMED, HAND, HELD

if TYPE_CHECKING:
    from collections.abc import MutableSequence

    Buffer = bytes | memoryview
    Bytes = bytearray | memoryview
    Integers = MutableSequence[int]
    Floats = MutableSequence[float]

# What `signs` holds: tables of bytes, one behind the other.
UNROUTED = 0  # by hops left: 1 where no router has forwarded it
SPEAKS = 256  # by the first byte of a datagram: 1 where it may be a message
PORTS = 512  # by port: 1 where a protocol is spoken
SIGNS = PORTS + 65_536
MAX_DELAY = 3_600.0  # seconds from one frame to the next; more is told by the reader

# What `look` gives behind what is located; and where its frame begins, -1 where there is none.
LOOKED_KEY, LOOKED_AGAIN, LOOKED_AT = 23, 24, 25
LOOKED = 26

_TURN = 1 << 32
_MOST_HIGH = 1 << 30  # upper half of a time stamp that leaves room in 63 bits
LAST_SECOND = 253_402_300_799  # the last of the year 9999: what a calendar can show


def is_silent(buffer: Buffer, start: int, stop: int, signs: Buffer, marks: Integers) -> bool:
    """Tell whether a datagram shows no sign of any protocol, its ports aside.

    Input: marks: of each sign that stands inside a datagram its place and its four bytes as a
           number; a place of -1 for a length.
    """
    if signs[SPEAKS + buffer[start]]:
        return False
    size = stop - start
    at = 0
    while at < len(marks):
        place = marks[at]
        if place < 0:
            if size == marks[at + 1]:
                return False
        elif place + 4 <= size and records.word(buffer, start + place, 1) == marks[at + 1]:
            return False
        at += 2
    return True


def follow(
    buffer: Buffer, start: int, stop: int, sequence: int, slots: Integers, place: int
) -> bool:
    """Go on in a stream by one segment; tell whether nobody waits for any of it.

    Output: where it is False, the slot is as it was.
    """
    if sequence != slots[place + NEXT]:
        return False
    size = stop - start
    rest = slots[place + SKIP]
    while rest < size:
        if slots[place + MODE] != FRAMED or rest + 4 > size or buffer[start + rest] != 0x24:
            return False
        rest += 4 + records.half(buffer, start + rest + 2, 1)
    slots[place + SKIP] = rest - size
    slots[place + NEXT] = (sequence + size) % _TURN
    return True


def wrapper(buffer: Buffer, wrapping: int, version: int, outer: int) -> int:
    """Tell in what a frame came, and from whom.

    Input:  version, outer: of the IP packet around it: 0 for none; index of its source.
    Output: a number; 0 where it came in nothing; -1 where each such frame has to be looked at.
    """
    if version == 0:
        return wrapping << 33
    if version != 4 or buffer[outer - 6] & 0x3F or buffer[outer - 5]:  # a fragment
        return -1
    return wrapping << 33 | 1 << 32 | records.word(buffer, outer, 1)


def passes(  # noqa: C901, PLR0911, PLR0912, PLR0915 - one branch for each reason to look
    buffer: Buffer, start: int, stop: int, wire: int, link: int, moment: float, number: int,
    slots: Integers, moments: Floats, mask: int, bursts: Floats, keys: Integers, times: Floats,
    state: Integers, signs: Buffer, marks: Integers, kept: Integers, kept_at: Floats, arena: Bytes,
) -> bool:  # fmt: skip
    """Tell whether a frame needs no look; if so, count it.

    Input:  start, stop, wire, link: as `headers.locate` has them; moment: Unix seconds; number: of
            the frame; bursts: the last packet of each flow that has bursts; the others: above.
    Output: where it is False, nothing has changed.
    """
    (
        verdict, source_mac, target_mac, _, _, version, source, target, hops,
        protocol, source_port, target_port, sequence, flags, payload, last, cut, fragment, size,
        wrapping, outer_version, outer, following,
    ) = headers.locate(buffer, start, stop, wire, link)  # fmt: skip
    if verdict != headers.FOUND or fragment or following or version == 0:
        return False
    if protocol == headers.TCP:
        if flags & 6:  # SYN, RST
            return False
    elif protocol != headers.UDP:
        return False
    ends = source_port * 65_536 + target_port
    key = conversation_key(buffer, source, target, 4 if version == 4 else 16, ends, protocol, state)
    place = find(key, slots, mask)
    if place < 0:
        return False
    mode = slots[place + MODE]
    fin = flags & 1 if protocol == headers.TCP else 0
    if fin and mode != HELD:
        return False
    if cut and (fin or payload < last) and mode not in (ALL, SILENT):
        return False  # what is missing ends what can be followed
    counter = -1
    if wrapping or slots[place + WRAPPER]:
        counter = WRAPPERS + 3 * (slots[place + WRAPPER] - 1)
        if counter < WRAPPERS:
            return False
        if state[counter] != wrapper(buffer, wrapping, outer_version, outer):
            return False
    # A packet that another one carries without a link layer is on no segment here.
    local = 1 if signs[UNROUTED + hops] and not (wrapping and source_mac < 0) else 0
    if target_mac >= 0 and buffer[target_mac] % 2 == 1:
        local = 1
    if local != slots[place + LOCAL] or mac_of(buffer, source_mac) != slots[place + MAC]:
        return False
    flow = slots[place + FLOW]
    if flow >= 0 and moment - bursts[flow] >= QUIET:
        return False
    begins = source - (12 if version == 4 else 8)
    packet = recent.packet_key(buffer, begins, last, state)
    numbered = recent.is_numbered(buffer, begins)
    if recent.is_copy(packet, numbered, moment, keys, times, state):
        if numbered:
            state[COPIES] += 1
        if state[COPIED] == 0:
            state[FIRST_COPY] = number
        state[COPIED] += 1
        _note(wire > stop - start, counter, number, state)
        return True
    if mode == HELD and (fin or payload < last):
        row = slots[place + ROW]
        if row < 0 or sequence != slots[place + NEXT]:
            return False
        if not held.keep(
            buffer, start, stop, payload, last, link, moment, number, fin, row,
            slots[place + SIDE], kept, kept_at, arena,
        ):  # fmt: skip
            return False
        slots[place + NEXT] = (sequence + last - payload + fin) % _TURN
        slots[place + SPOKE] = number
    elif payload < last:
        if mode == HAND:
            return False
        if mode == SILENT:
            if signs[PORTS + source_port] or signs[PORTS + target_port]:
                return False
            if not is_silent(buffer, payload, last, signs, marks):
                return False
        elif mode != ALL and not follow(buffer, payload, last, sequence, slots, place):
            return False
        slots[place + SPOKE] = number
    recent.remember(packet, numbered, moment, keys, times, state)
    at = place // WIDTH * 2
    if slots[place + PACKETS] == 0:
        moments[at + FIRST] = moment
        moments[at + LAST] = moment
    moments[at + FIRST] = min(moments[at + FIRST], moment)
    moments[at + LAST] = max(moments[at + LAST], moment)
    slots[place + PACKETS] += 1
    slots[place + BYTES] += size
    if flow >= 0:
        bursts[flow] = moment
    _note(wire > stop - start, counter, number, state)
    return True


def _note(snapped: bool, counter: int, number: int, state: Integers) -> None:
    """Count what is to be told of a frame that is passed over.

    Input: counter: place of what it came in; -1: in nothing.
    """
    if snapped:
        if state[SNAPPED] == 0:
            state[FIRST_SNAPPED] = number
        state[SNAPPED] += 1
    if counter >= 0:
        if state[counter + 1] == 0:
            state[counter + 2] = number
        state[counter + 1] += 1


def look(
    buffer: Buffer, start: int, stop: int, wire: int, link: int, moment: float, keys: Integers,
    times: Floats, state: Integers, found: Integers,
) -> None:  # fmt: skip
    """Do for a frame that has to be looked at what is done for each: locate it, tell copies.

    Output: in `found`: what `headers.locate` gives, the key of its conversation or 0, and whether
            the packet was there a moment ago: 1 it was, 0 it was not and is remembered, -1 it is
            none that can be told by its beginning.
    """
    (
        found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8],
        found[9], found[10], found[11], found[12], found[13], found[14], found[15], found[16],
        found[17], found[18], found[19], found[20], found[21], found[22],
    ) = headers.locate(buffer, start, stop, wire, link)  # fmt: skip
    version, source, protocol = found[5], found[6], found[9]
    found[LOOKED_KEY] = 0
    found[LOOKED_AGAIN] = -1
    if found[0] != headers.FOUND or version == 0 or found[17] or found[19]:
        return
    width = 4 if version == 4 else 16
    begins = source - (12 if version == 4 else 8)
    copy = recent.again(buffer, begins, found[15], moment, keys, times, state)
    found[LOOKED_AGAIN] = 1 if copy else 0
    if protocol in (headers.TCP, headers.UDP):
        ends = found[10] * 65_536 + found[11]
        found[LOOKED_KEY] = conversation_key(buffer, source, found[7], width, ends, protocol, state)


def walk(
    buffer: Buffer, at: int, end: int, number: int, big: int, header: int, units: int, link: int,
    before: float, near: int, belief: int, slots: Integers, moments: Floats, mask: int,
    bursts: Floats, keys: Integers, times: Floats, state: Integers, signs: Buffer, marks: Integers,
    kept: Integers, kept_at: Floats, arena: Bytes, found: Integers,
) -> tuple[int, int, float, int]:  # fmt: skip
    """Pass over records of a pcap file that need no look.

    Input:  at, end: the window of the buffer; number: of the frame before `at`; big, header, units:
            the form of the file; before: its time; near, belief: seconds of the record before, and
            within how many seconds of it another one is believed; the others: as `passes`.
    Output: place of the first record that was not passed over, how many were, the time of the last
            one, and its seconds; in `found` what `look` says of the frame there.
    """
    passed = 0
    found[LOOKED_AT] = -1
    while True:
        verdict, start, stop, wire, seconds, fraction = records.pcap_record(
            buffer, at, end, big, header
        )
        if verdict != records.WHOLE or not near - belief <= seconds <= near + belief:
            break
        moment = seconds + fraction / units
        if not before <= moment <= before + MAX_DELAY:
            break
        if not passes(
            buffer, start, stop, wire, link, moment, number + passed + 1, slots, moments, mask,
            bursts, keys, times, state, signs, marks, kept, kept_at, arena,
        ):  # fmt: skip
            look(buffer, start, stop, wire, link, moment, keys, times, state, found)
            found[LOOKED_AT] = start
            break
        passed += 1
        before = moment
        near = seconds
        at = stop
    return at, passed, before, near


def walk_blocks(
    buffer: Buffer, at: int, end: int, number: int, big: int, interfaces: Integers,
    before: float, slots: Integers, moments: Floats, mask: int, bursts: Floats, keys: Integers,
    times: Floats, state: Integers, signs: Buffer, marks: Integers, kept: Integers, kept_at: Floats,
    arena: Bytes, found: Integers,
) -> tuple[int, int, float]:  # fmt: skip
    """Pass over blocks of a pcapng file that are frames and need no look.

    Input:  interfaces: of each interface of the section its link type, units of time in a second,
            and seconds to add; units of 0 where its times are not read here; the others: as `walk`.
    Output: place of the first block that was not passed over, how many were, time of the last one.
    """
    passed = 0
    found[LOOKED_AT] = -1
    while True:
        verdict, kind, after, _ = records.pcapng_block(buffer, at, end, big)
        if verdict != records.WHOLE or kind != records.ENHANCED:
            break
        which, high, low, start, stop, wire = records.pcapng_packet(buffer, at, after, big, kind)
        if which < 0 or which * 3 >= len(interfaces) or high >= _MOST_HIGH:
            break
        told = which * 3
        link, units, offset = interfaces[told], interfaces[told + 1], interfaces[told + 2]
        if units == 0:
            break
        stamp = high * _TURN + low
        whole = offset + stamp // units
        if not 0 <= whole <= LAST_SECOND:
            break
        moment = whole + stamp % units / units
        if not before <= moment <= before + MAX_DELAY:
            break
        if not passes(
            buffer, start, stop, wire, link, moment, number + passed + 1, slots, moments, mask,
            bursts, keys, times, state, signs, marks, kept, kept_at, arena,
        ):  # fmt: skip
            look(buffer, start, stop, wire, link, moment, keys, times, state, found)
            found[LOOKED_AT] = start
            break
        passed += 1
        before = moment
        at = after
    return at, passed, before
