"""Which MACs stand on which port of a switch, and whether one can have its place there.

A port with more than MAX_AT_PORT MACs, one at which a switch, a router or an access point
announces itself, a bundle of ports and the switch itself lead on: no device has its place there.
Its MACs are still seen. A device that announces itself and does not relay has its place all the
same, and so has one that calls itself a bridge and is alone on its port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.model.observation import Attachment, Sighting, Uplink
from camaudit.tables.ports import MAX_AT_PORT, is_socket, port_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Seen
    from camaudit.tables.entry import Entry

MAX_PORTS = 65_536
MAX_KNOWN = 262_144  # addresses of MACs kept


@dataclass(slots=True)
class _Port:
    name: str  # as the table has it that named it first
    macs: dict[str, tuple[int | None, Seen]] = field(default_factory=dict)  # VLAN, where seen
    devices: dict[str, tuple[int | None, Seen]] = field(default_factory=dict)  # announced there
    leads: str | None = None  # why no device has its place here
    seen: Seen | None = None  # what shows it
    relay: str | None = None  # MAC of what says that it relays
    nameless: list[Entry] = field(default_factory=list)  # announced without a MAC


class Sockets:
    """The ports of all switches of one file."""

    def __init__(self) -> None:
        self._ports: dict[tuple[str, str], _Port] = {}
        self._known: dict[str, IPAddress] = {}
        self.dropped = 0  # entries of ports that had no room

    def knows(self, mac: str, ip: IPAddress) -> None:
        """Take an address that the file gives to a MAC."""
        if len(self._known) < MAX_KNOWN:
            self._known.setdefault(mac, ip)

    def add(self, switch: str, entry: Entry, seen: Seen) -> Iterator[Sighting]:
        """Take an entry with a port; give the MACs that turn out to have no place there."""
        port = self._port(switch, entry.port or "", seen)
        if port is None:
            self.dropped += 1
        elif entry.announced:
            _announced(port, entry, seen)
        elif entry.mac is not None and port.leads is not None and port.relay is None:
            yield Sighting(mac=entry.mac, vlan=entry.vlan, seen=seen)
        elif entry.mac is not None:
            port.macs.setdefault(entry.mac, (entry.vlan, seen))
            if len(port.macs) > MAX_AT_PORT:
                port.leads, port.seen = f"more than {MAX_AT_PORT} devices are behind it", seen
                port.relay = None
                yield from _sightings(port)

    def _port(self, switch: str, name: str, seen: Seen) -> _Port | None:
        key = switch, port_key(name)
        port = self._ports.get(key)
        if port is None and len(self._ports) < MAX_PORTS:
            port = self._ports[key] = _Port(name)
            if not is_socket(name):
                port.leads, port.seen = "a bundle of ports, or the switch itself", seen
        return port

    def joined(self) -> Iterator[tuple[Entry, str | None]]:
        """Give what devices announced without their MAC, with the MAC where one alone is there."""
        for key in sorted(self._ports):
            port = self._ports[key]
            alone = port.leads is None and len(port.macs) == 1 and len(port.nameless) == 1
            for entry in port.nameless:
                yield entry, next(iter(port.macs)) if alone else None

    def finish(self) -> Iterator[Attachment | Sighting | Uplink]:
        """Give the place of each MAC that has one, and the ports that lead on."""
        for key in sorted(self._ports):
            port = self._ports[key]
            alone = port.relay is not None and set(port.macs) == {port.relay}
            if port.leads is not None and port.seen is not None and not alone:
                yield Uplink(
                    switch=key[0],
                    port=port.name,
                    why=port.leads,
                    seen=port.seen,
                    mac=port.relay,
                )
                yield from _sightings(port)
            for mac, (vlan, seen) in sorted({**port.macs, **port.devices}.items()):
                known = port.macs.get(mac)
                yield Attachment(
                    mac=mac,
                    ip=self._known.get(mac),
                    switch=key[0],
                    port=port.name,
                    vlan=known[0] if known and known[0] else vlan,
                    seen=seen,
                )


def _announced(port: _Port, entry: Entry, seen: Seen) -> None:
    """Take what announced itself at a port."""
    if entry.relays:
        if port.leads is None:
            port.relay = entry.mac
        elif port.relay != entry.mac:
            port.relay = None
        port.leads, port.seen = "a switch, router or access point announces itself there", seen
    elif entry.mac is not None:
        port.devices.setdefault(entry.mac, (entry.vlan, seen))
    elif len(port.nameless) < MAX_AT_PORT:
        port.nameless.append(entry)


def _sightings(port: _Port) -> Iterator[Sighting]:
    """Give the MACs that were kept for a port which leads on, and keep them no longer."""
    for mac, (vlan, seen) in sorted(port.macs.items()):
        yield Sighting(mac=mac, vlan=vlan, seen=seen)
    port.macs.clear()
