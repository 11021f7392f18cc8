"""IPv4 packets that came in fragments, put together within bounds (RFC 791 section 3.2, RFC 815).

Whatever was mirrored or tunnelled and no longer fits comes so, and so do long discovery answers.
Fragments that overlap are not believed (RFC 5722 says why); of IPv6 none are put together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.blank import filled
from camaudit.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.capture.packets import Packet

MAX_PACKETS = 512  # that wait for their rest
MAX_HELD = 1 << 23  # bytes of these
PATIENCE = 2.0  # seconds from the first fragment that came to the last: they follow each other
LONGEST = 65_535  # bytes of an IP packet

Key = tuple[bytes, bytes, bytes]  # number, protocol, addresses


@dataclass(slots=True)
class Partial:
    """What came so far of one packet."""

    number: int  # of the frame that came first
    at: float  # its Unix seconds
    begins: Packet | None = None  # the frame with offset 0, in a buffer of its own
    header: bytes = b""  # of that frame, up to and with its IP header
    network: int = 0  # index of the IP header in it
    parts: dict[int, bytes] = field(default_factory=dict)  # offset -> bytes
    heads: dict[int, bytes] = field(default_factory=dict)  # offset -> frame up to these bytes
    link: int = 0
    size: int = 0  # of the parts
    total: int = -1  # bytes behind the IP header, once the last fragment told

    def whole(self) -> bytes | None:
        """Give the frame that would have come; None while something is missing or overlaps."""
        if self.total < 0 or self.size != self.total:
            return None
        end = 0
        for offset in sorted(self.parts):
            if offset != end:
                return None
            end += len(self.parts[offset])
        frame = bytearray(self.header)
        at = self.network
        frame[at + 2 : at + 4] = (len(frame) - at + self.total).to_bytes(2)
        frame[at + 6 : at + 8] = b"\0\0"
        return bytes(frame) + b"".join(self.parts[offset] for offset in sorted(self.parts))


class Fragments:
    """The packets that wait for their rest."""

    __slots__ = ("_held", "_open", "gone")

    def __init__(self) -> None:
        self._open: dict[Key, Partial] = {}
        self._held = 0
        self.gone: list[Partial] = []  # given up; the reader takes them from here

    def add(self, packet: Packet, network: int, number: int) -> bytes | None:
        """Take a fragment; give the frame that it completes.

        Input:  network, index of the IPv4 header in the buffer: its 20 bytes are there.
        Raises: MalformedError for one that the snap length cut, or that contradicts itself.
        """
        buffer, start, end, _, link, at = packet
        header = buffer[network] % 16 * 4
        first = network + header
        last = network + buffer[network + 2] * 256 + buffer[network + 3]
        offset = (buffer[network + 6] % 32 * 256 + buffer[network + 7]) * 8
        more = buffer[network + 6] & 0x20
        if not first < last <= end or header + offset + last - first > LONGEST:
            raise MalformedError("not a whole fragment")
        number_at, ends = buffer[network + 4 : network + 6], buffer[network + 12 : network + 20]
        key = number_at, buffer[network + 9 : network + 10], ends
        part = buffer[first:last]
        found = self._open.get(key)
        if found is not None and (
            found.parts.get(offset, part) != part or at - found.at > PATIENCE
        ):
            self._give_up(key)  # the number is used again
            found = None
        if found is None:
            found = self._open[key] = Partial(number, at, link=link)
        if offset not in found.parts:
            found.parts[offset] = part
            found.heads[offset] = buffer[start:first]
            found.size += len(part)
            self._held += len(part)
        if offset == 0:
            length = end - start
            found.begins = buffer[start:end], 0, length, length, link, at
            found.header = buffer[start:first]
            found.network = network - start
        if not more:
            found.total = offset + len(part)
        whole = found.whole()
        if whole is not None:
            del self._open[key]
            self._held -= found.size
        self._shrink(at)
        return whole

    def give_up(self) -> None:
        """Give up whatever waits."""
        for key in list(self._open):
            self._give_up(key)

    @staticmethod
    def emptied(partial: Partial) -> Iterator[Packet]:
        """Yield the fragments of a packet but the one that begins it, without what they hold."""
        for offset, part in partial.parts.items():
            if offset or partial.begins is None:
                frame = partial.heads[offset] + filled(len(part))
                yield frame, 0, len(frame), len(frame), partial.link, partial.at

    def _shrink(self, at: float) -> None:
        """Give up what waited long, and the oldest where there are too many."""
        while self._open:
            key, oldest = next(iter(self._open.items()))
            few = len(self._open) <= MAX_PACKETS and self._held <= MAX_HELD
            if few and at - oldest.at <= PATIENCE:
                return
            self._give_up(key)

    def _give_up(self, key: Key) -> None:
        partial = self._open.pop(key)
        self._held -= partial.size
        self.gone.append(partial)
