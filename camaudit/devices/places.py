"""Where on which switch a device stands, from the tables of many files.

What one table cannot know another tells: a port that leads on to another switch is no device's
place, and where several switches see one MAC, the one nearest to it has the fewest at the port.
One port has many names ("Gi1/0/5", "GigabitEthernet1/0/5"): `port_key` is the same for all.
Where the MAC of a router or of another switch is seen, with others, the port leads on to it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.devices.addressbook import VIRTUAL_ROUTERS
from camaudit.model.observation import Attachment, Sighting, Uplink
from camaudit.smallest import Smallest
from camaudit.tables.ports import MAX_AT_PORT, port_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.observation import Seen

MAX_PLACES = 64  # ports kept of one MAC
MAX_MACS = 200_000  # of one site


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where one device stands, as far as switches tell."""

    attachments: tuple[Attachment, ...]  # sorted by time, switch and port
    vlans: frozenset[int]
    first: Seen | None  # the first row that has it

    def beside(self, other: Where) -> Where:
        """Add what switches of no site say; where both name a place, this one's is nearer."""
        times = [one for one in (self.first, other.first) if one is not None]
        return Where(
            attachments=self.attachments or other.attachments,
            vlans=self.vlans | other.vlans,
            first=min(times, default=None),
        )


NOWHERE = Where(attachments=(), vlans=frozenset(), first=None)


class Places:
    """What the switches of one site say."""

    def __init__(self) -> None:
        self._attachments: dict[str, Smallest[str, Attachment]] = {}
        self._vlans: dict[str, set[int]] = defaultdict(set)
        self._first: dict[str, Seen] = {}
        # By port: the MACs of what says there that it relays, None where nobody tells one.
        self._uplinks: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        self._crowds: dict[tuple[str, str], set[str]] = defaultdict(set)  # MACs by port
        self._relays: set[str] = set()  # MACs of routers and switches, by their own word
        self.dropped = 0

    def add(self, said: Attachment | Sighting | Uplink) -> None:
        """Take what a table says, in any order."""
        if isinstance(said, Uplink):
            self._uplinks[_port(said)].add(said.mac)
            return
        if said.mac not in self._first and len(self._first) >= MAX_MACS:
            self.dropped += 1
            return
        self._note(said.mac, said.seen, said.vlan)
        if isinstance(said, Attachment):
            kept = self._attachments.setdefault(said.mac, Smallest(MAX_PLACES))
            port = _port(said)
            kept.add(f"{port}|{said.vlan}|{said.ip}", said, _earlier, lambda _: 1)
            self._crowds[port].add(said.mac)

    def is_relay(self, mac: str) -> None:
        """Note that a MAC is a router's or a switch's own."""
        if len(self._relays) < MAX_MACS:
            self._relays.add(mac)

    def _note(self, mac: str, seen: Seen, vlan: int | None) -> None:
        self._first[mac] = min(seen, self._first.get(mac, seen))
        if vlan is not None:
            self._vlans[mac].add(vlan)

    def macs(self) -> Iterable[str]:
        """Give every MAC that a switch saw."""
        return self._first.keys()

    def of(self, mac: str) -> Where:
        """Say where a MAC stands."""
        if mac not in self._first:
            return NOWHERE
        found = [one for one in self._attachments.get(mac, ()) if self._is_place(_port(one))]
        switches = {_port(one)[0] for one in found}
        if len(switches) > 1:
            fewest = min(len(self._crowds[_port(one)]) for one in found)
            found = [one for one in found if len(self._crowds[_port(one)]) == fewest]
        found.sort(key=lambda one: (one.seen, one.switch, one.port))
        return Where(
            attachments=tuple(found),
            vlans=frozenset(self._vlans.get(mac, ())),
            first=self._first[mac],
        )

    def _is_place(self, port: tuple[str, str]) -> bool:
        """Tell whether devices hang on a port.

        What calls itself a bridge and is alone there hangs there, as cameras with a second socket.
        """
        there = self._crowds[port]
        if len(there) > 1 and any(
            mac in self._relays or mac.startswith(VIRTUAL_ROUTERS) for mac in there
        ):
            return False
        return len(there) <= MAX_AT_PORT and (
            port not in self._uplinks or self._uplinks[port] == there
        )


def _port(one: Attachment | Uplink) -> tuple[str, str]:
    return one.switch.casefold(), port_key(one.port)


def _earlier(one: Attachment, other: Attachment) -> Attachment:
    return min(one, other, key=lambda attachment: attachment.seen)
