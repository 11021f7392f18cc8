"""Who inside speaks to whom inside: bytes by pair and service, one way each.

Video is most of what passes here, so a packet costs one look-up. Memory grows with pairs and
services; what is dropped is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture.headers import ACK, SYN, TCP, UDP
from camaudit.model.observation import Contact, Reason, Seen
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.capture.addresses import Addresses
    from camaudit.capture.losses import Losses

MAX_CONTACTS = 65_536  # of one recording

# Sender, receiver, protocol, port of the service.
Key = tuple[bytes, bytes, int, int]


class InnerSum:
    """What one address inside sent another one by one service."""

    __slots__ = ("first", "frame", "keys", "last", "opened", "packets", "size")

    def __init__(self, frame: int, at: float) -> None:
        self.frame = frame
        self.first = self.last = at
        self.packets = self.size = 0
        self.opened = False
        self.keys: list[int] = []  # under which it is read ahead

    def more(self, packets: int, size: int, last: float) -> None:
        """Count packets that were read ahead."""
        self.packets += packets
        self.size += size
        self.last = max(self.last, last)


class InnerTable:
    """Adds up what addresses inside send each other."""

    __slots__ = ("_addresses", "_kept", "_losses", "_sums", "over")

    def __init__(self, addresses: Addresses, losses: Losses) -> None:
        self.over: Callable[[InnerSum], None] = _nobody  # hears which is forgotten
        self._addresses = addresses
        self._losses = losses
        self._sums: dict[Key, InnerSum] = {}
        self._kept: Smallest[bytes, Key] = Smallest(MAX_CONTACTS)

    def add(
        self,
        source: bytes,
        target: bytes,
        protocol: int,
        ports: tuple[int, int],
        flags: int,
        size: int,
        number: int,
        at: float,
    ) -> InnerSum | None:
        """Count one packet between two addresses inside; give what it adds to; None: no room."""
        key = (source, target, protocol, min(ports))  # the service has the lower port, as a rule
        found = self._sums.get(key)
        if found is None:
            found = InnerSum(number, at)
            gone = self._kept.put(b"%b|%b|%d|%d" % key, key)
            if gone is not None:
                _, place = self._losses.numbers.of(number)
                self._losses.add(Reason.BOUND, "contacts inside", place, 1)
            if gone == key:
                return None
            if gone is not None:
                self.over(self._sums.pop(gone))
            self._sums[key] = found
        found.packets += 1
        found.size += size
        found.last = max(found.last, at)
        if protocol == TCP and flags & (SYN | ACK) == SYN:
            found.opened = True
        return found

    def contacts(self) -> Iterator[Contact]:
        """Yield what was counted, sorted."""
        for key in sorted(self._sums, key=lambda one: (len(one[0]), one)):
            found = self._sums[key]
            source, target, protocol, port = key
            yield Contact(
                source=self._addresses[source],
                target=self._addresses[target],
                transport={TCP: "tcp", UDP: "udp"}.get(protocol, str(protocol)),
                port=port if port > 0 else None,
                opened=found.opened,
                packets=found.packets,
                sent=found.size,
                first=found.first,
                last=found.last,
                seen=Seen(found.first, *self._losses.numbers.of(found.frame)),
            )


def _nobody(_: InnerSum) -> None:
    """Stand for nobody who wants to hear of a sum."""
