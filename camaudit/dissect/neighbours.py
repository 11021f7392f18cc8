"""Who hangs on which port of a switch, of what both ends of one cable announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.model.observation import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.talk import Talk
    from camaudit.protocols.neighbour import Neighbour

MAX_ENDS = 64  # different announcements remembered of each sort


class Neighbours:
    """Remembers announcements; they do not leave their cable, so two of them may be its two ends.

    A copy of one port's traffic holds one switch port and one device. Where there are several of
    either, nothing says which belongs to which.
    """

    def __init__(self) -> None:
        self._switches: dict[tuple[str, str], tuple[Neighbour, Talk]] = {}
        self._devices: dict[str, Neighbour] = {}

    def add(self, said: Neighbour, talk: Talk) -> None:
        """Take one announcement."""
        if said.forwards:
            if len(self._switches) < MAX_ENDS:
                self._switches.setdefault((said.chassis, said.port), (said, talk))
        elif talk.sender.mac is not None and len(self._devices) < MAX_ENDS:
            known = self._devices.get(talk.sender.mac)
            if known is None or known.address is None:
                self._devices[talk.sender.mac] = said

    def attachments(self) -> Iterator[Attachment]:
        """Give the one device that hangs on the one switch port, if that is so."""
        if len(self._switches) != 1 or len(self._devices) != 1:
            return
        ((switch, talk),) = self._switches.values()
        ((mac, device),) = self._devices.items()
        yield Attachment(
            mac=mac,
            ip=device.address,
            switch=switch.name or switch.chassis,
            port=switch.port,
            vlan=switch.vlan,
            seen=talk.seen,
        )
