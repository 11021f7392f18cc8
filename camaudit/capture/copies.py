"""Packets that stand in a capture twice: a switch that mirrors two ports sends each one twice.

A copy has the same bytes from the IP header on, at least the first of them: number, length,
addresses, ports, sequence and check sums are among these. It follows within COPY_WINDOW. What was
sent again by its sender has another number, or comes later; what a router forwarded has another
hop count. A packet without a number (IPv6; small IPv4 datagrams of many systems) may well be sent
twice by its sender: it is taken for a copy only where numbered ones show that the file has them.
"""

from __future__ import annotations

COMPARED = 64  # bytes of a packet
COPY_WINDOW = 0.02  # seconds between a packet and its copy
MAX_REMEMBERED = 8_192  # packets; at a million a second still those of 8 ms
ENOUGH = 8  # copies of numbered packets that show a mirror of two ports
SHARE = 4  # of so many numbered packets, one at least has a copy

_IPV6 = 0x60


class Copies:
    """Remembers the beginnings of the last packets: between one and two times MAX_REMEMBERED."""

    __slots__ = ("_copies", "_last", "_now", "_numbered")

    def __init__(self) -> None:
        self._now: dict[bytes, float] = {}
        self._last: dict[bytes, float] = {}
        self._numbered = 0  # packets
        self._copies = 0  # of these

    def again(self, packet: bytes, at: float) -> bool:
        """Tell whether a packet was there a moment ago; if not, remember it.

        Input: packet, its IP header and more, at most COMPARED bytes; at, Unix seconds.
        """
        seen = self._now.get(packet)
        if seen is None:
            seen = self._last.get(packet)
        numbered = packet[0] < _IPV6 and (packet[4] or packet[5])
        if seen is not None and -COPY_WINDOW <= at - seen <= COPY_WINDOW:
            if numbered:
                self._copies += 1
                return True
            return self._copies >= ENOUGH and self._copies * SHARE >= self._numbered
        if numbered:
            self._numbered += 1
        if len(self._now) >= MAX_REMEMBERED:
            self._last = self._now
            self._now = {}
        self._now[packet] = at
        return False
