"""An address and a MAC that stand in one row, and a client's name."""

from __future__ import annotations

from camaudit.errors import MalformedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import Channel
from camaudit.protocols.values import address_from_text
from camaudit.tables.cells import said
from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_device, mac_of


def pair(number: int, ip: str, mac: str) -> Entry | None:
    """Make an entry of an address and a MAC; None where one of them can be of no device.

    Raises: MalformedError where the one is no address or the other no MAC.
    """
    address = address_from_text(ip)
    if address is None:
        raise MalformedError(f"no address: {ip[:40]!r}")
    found = mac_of(mac)
    if found is None:
        raise MalformedError(f"no MAC: {mac[:40]!r}")
    if not is_device(found) or not is_usable(address):
        return None
    return Entry(line=number, mac=found, ip=address)


def named(name: str) -> tuple[tuple[Channel, str], ...]:
    """Give the name of a client, without the domain that its server put behind it."""
    return said((Channel.DHCP_HOSTNAME, name.strip().partition(".")[0]))
