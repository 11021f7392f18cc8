"""Frames of located headers, as those who dissect take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import headers
from camaudit.model.frame import Frame

if TYPE_CHECKING:
    from camaudit.capture.addresses import Addresses, Macs
    from camaudit.capture.headers import Located
    from camaudit.model.endpoint import IPAddress


class Frames:
    """Makes the frames of one recording, in which each address is one object."""

    def __init__(self, macs: Macs, addresses: Addresses) -> None:
        self._macs = macs
        self._addresses = addresses

    def held(self, data: bytes, link: int, number: int, at: float) -> Frame:
        """Make a frame of an IP packet that was counted when it came.

        Input: data: all bytes of it; link: type of the link; at: Unix seconds.
        """
        found = headers.locate(data, 0, len(data), len(data), link)
        width = 4 if found[5] == 4 else 16
        source, target = found[6], found[7]
        return self.made(
            data, found, number, at,
            self._addresses[data[source : source + width]],
            self._addresses[data[target : target + width]],
        )  # fmt: skip

    def made(
        self, buffer: bytes, found: Located, number: int, at: float,
        source: IPAddress | None, target: IPAddress | None,
    ) -> Frame:  # fmt: skip
        """Make a frame whose headers are located; source and target: None where it is not IP."""
        (
            _, source_mac, target_mac, ethertype, vlan, _, _, _, hops,
            protocol, source_port, target_port, sequence, flags, payload, stop, cut, *_,
        ) = found  # fmt: skip
        macs = self._macs
        return Frame(
            number,
            at,
            macs[buffer[source_mac : source_mac + 6]] if source_mac >= 0 else None,
            macs[buffer[target_mac : target_mac + 6]] if target_mac >= 0 else None,
            ethertype,
            source,
            target,
            hops,
            protocol,
            source_port,
            target_port,
            sequence,
            flags,
            buffer[payload:stop],
            cut == 1,
            vlan or None,
        )
