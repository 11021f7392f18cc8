"""Where one record of a capture file begins and ends, in integers.

`pcap_record` and `pcapng_block` are written in the same subset as `headers.locate` and for the same
reason. Neither looks beyond the window that it is given; a record that goes on behind it is MORE.

Sources: draft-ietf-opsawg-pcap (section 5), draft-ietf-opsawg-pcapng (sections 3.1 and 4).
"""

from __future__ import annotations

WHOLE = 0  # the record lies in the window
MORE = 1  # it goes on behind the window
BAD = 2  # its lengths cannot be true; where it ends is not known
TOO_LONG = 3  # a pcapng block that is not worth a window; it ends where `next` says

MAX_CAPTURED = 262_144  # bytes of one frame, as Wireshark and tcpdump have it
MAX_BLOCK = 1_048_576  # bytes of a pcapng block that is read whole
MAX_SKIPPED = 0x7FFF_FFFC  # bytes of a pcapng block that is believed and stepped over

SECTION = 0x0A0D0D0A
INTERFACE = 1
PACKET = 2  # the obsolete Packet Block
SIMPLE = 3
ENHANCED = 6

ORDER_MAGIC = 0x1A2B3C4D

PcapRecord = tuple[int, int, int, int, int, int]
PcapngBlock = tuple[int, int, int, int]
PcapngPacket = tuple[int, int, int, int, int, int]


def word(buffer: bytes | memoryview, at: int, big: int) -> int:
    """Read 32 bits at an index that the caller has checked."""
    if big:
        return (
            buffer[at] * 0x1000000
            + buffer[at + 1] * 0x10000
            + buffer[at + 2] * 0x100
            + buffer[at + 3]
        )
    return (
        buffer[at + 3] * 0x1000000 + buffer[at + 2] * 0x10000 + buffer[at + 1] * 0x100 + buffer[at]
    )


def half(buffer: bytes | memoryview, at: int, big: int) -> int:
    """Read 16 bits at an index that the caller has checked."""
    if big:
        return buffer[at] * 256 + buffer[at + 1]
    return buffer[at + 1] * 256 + buffer[at]


def pcap_record(buffer: bytes | memoryview, at: int, end: int, big: int, header: int) -> PcapRecord:
    """Bound the pcap record at `at`.

    Input:  header, bytes of a record header: 16, or 24 in Kuznetzov's form.
    Output: (verdict, first byte of the frame, one behind its last captured byte = the next record,
            length on the wire, seconds, fraction of a second in the unit of the file).
    """
    if end - at < header:
        return MORE, at, at, 0, 0, 0
    captured = word(buffer, at + 8, big)
    wire = word(buffer, at + 12, big)
    if captured > MAX_CAPTURED:
        return BAD, at, at, 0, 0, 0
    if captured == 0 and wire == 0 and word(buffer, at, big) == 0:
        return BAD, at, at, 0, 0, 0  # of zeros: room that a writer reserved and did not fill
    data = at + header
    if captured > end - data:
        return MORE, data, data + captured, 0, 0, 0
    wire = max(wire, captured)  # old writers swapped the two
    return WHOLE, data, data + captured, wire, word(buffer, at, big), word(buffer, at + 4, big)


def pcapng_block(buffer: bytes | memoryview, at: int, end: int, big: int) -> PcapngBlock:
    """Bound the pcapng block at `at`.

    Output: (verdict, block type, one behind its last byte, byte order: 1 big, 0 little). The order
            is the one given, except that a section header brings its own.
    """
    if end - at < 12:
        return MORE, 0, at, big
    kind = word(buffer, at, big)
    if kind == SECTION:  # reads the same in both orders
        if word(buffer, at + 8, 1) == ORDER_MAGIC:
            big = 1
        elif word(buffer, at + 8, 0) == ORDER_MAGIC:
            big = 0
        else:
            kind = 0  # no section header after all
    length = word(buffer, at + 4, big)
    if length < 12 or length & 3 or length > MAX_SKIPPED or kind == 0:
        return BAD, kind, at, big
    if length > MAX_BLOCK:
        return TOO_LONG, kind, at + length, big
    if length > end - at:
        return MORE, kind, at + length, big
    if word(buffer, at + length - 4, big) != length:
        return BAD, kind, at, big
    return WHOLE, kind, at + length, big


def pcapng_packet(
    buffer: bytes | memoryview, at: int, end: int, big: int, kind: int
) -> PcapngPacket:
    """Read the fixed part of a whole packet block that lies from `at` to `end`.

    Input:  kind, one of PACKET, SIMPLE and ENHANCED.
    Output: (number of the interface, upper and lower half of the time stamp in the interface's
            unit, first byte of the frame, one behind its last captured byte, length on the wire).
            The upper half is -1 where there is no time. Of a simple packet, the
            snap length of its interface may still take bytes off: the block may be padded.
            The number of the interface is -1 where the block contradicts itself.
    """
    if kind == SIMPLE:
        if end - at < 16:
            return -1, -1, 0, at, at, 0
        wire = word(buffer, at + 8, big)
        data = at + 12
        stop = min(data + wire, end - 4)
        if stop - data > MAX_CAPTURED:
            return -1, -1, 0, at, at, 0
        return 0, -1, 0, data, stop, wire
    if end - at < 32:
        return -1, -1, 0, at, at, 0
    interface = half(buffer, at + 8, big) if kind == PACKET else word(buffer, at + 8, big)
    high = word(buffer, at + 12, big)
    low = word(buffer, at + 16, big)
    captured = word(buffer, at + 20, big)
    wire = word(buffer, at + 24, big)
    data = at + 28
    if captured > MAX_CAPTURED or captured > end - 4 - data:
        return -1, -1, 0, at, at, 0
    return interface, high, low, data, data + captured, max(wire, captured)
