"""The DHCP server of Windows: leases and reservations, from PowerShell and from netsh.

Its times are written in the server's language and without a zone: none is kept. What counts is
the state. A name of a lease is the client's, with a domain that the server put behind it; a name
of a reservation was typed by a person, and is not kept.
Source: DhcpServer module (Get-DhcpServerv4Lease, Get-DhcpServerv4Reservation), and the class
DhcpServerv4Lease for the states; "Netsh commands for DHCP".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import BindingHow
from camaudit.protocols.values import address_from_text
from camaudit.tables.entry import Entry
from camaudit.tables.leases import LEASES, RESERVATIONS
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.pairs import named
from camaudit.tables.powershell import Listed, Tabled
from camaudit.tables.shaped import Shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.model.endpoint import IPAddress
    from camaudit.tables.entry import Line

_RESERVED = frozenset({"activereservation", "inactivereservation"})
_GONE = frozenset({"declined", "expired", "offered", "doomed"})
_CLIENT = re.compile(
    r"([0-9.]{7,15})\s+-\s*[0-9.]{7,15}\s*-\s*((?:[0-9A-Fa-f]{2}-){2,40}[0-9A-Fa-f]{0,2})\s*-\s*"
    r"(\S.*?)\s*-\s*([NDBUR])(?:\s*-\s*(.*))?"
)
_RESERVED_ROW = re.compile(r"([0-9.]{7,15})\s+-\s*((?:[0-9A-Fa-f]{2}-){5,40}[0-9A-Fa-f]{0,2})")
_ADD = re.compile(
    r'(?i).*\badd\s+reservedip\s+([0-9.]{7,15})\s+([0-9a-f]{12,80})(?:\s+"[^"]*")*(?:\s.*)?'
)
_CLIENTS = re.compile(
    r"^IP Address\s+-\s*Subnet Mask\s+-\s*Unique ID\s|^Changed the current scope context to "
)
_RESERVATIONS = re.compile(r"^\s*Reservation Address\s+-\s+Unique ID")
_AROUND = re.compile(
    r"[=-]{20,}|No of \S.*|Command completed .*|Type : .*|Changed the current scope.*"
)


def lease(number: int, fields: Mapping[str, str]) -> Entry | None:
    """Make an entry of what Get-DhcpServerv4Lease tells; of a client without a MAC none.

    Raises: MalformedError where there is no address.
    """
    state = fields.get("addressstate", "").lower()
    found = _entry(number, fields["ipaddress"], fields["clientid"])
    if found is None or any(state.startswith(gone) for gone in _GONE):
        return None
    mac, ip = found
    if state in _RESERVED:
        return Entry(line=number, mac=mac, ip=ip, how=BindingHow.RESERVATION)
    says = named(fields.get("hostname", ""))
    return Entry(line=number, mac=mac, ip=ip, how=BindingHow.DHCP, says=says)


def reservation(number: int, fields: Mapping[str, str]) -> Entry | None:
    """Make an entry of what Get-DhcpServerv4Reservation tells.

    Raises: MalformedError where there is no address.
    """
    found = _entry(number, fields["ipaddress"], fields["clientid"])
    if found is None:
        return None
    return Entry(line=number, mac=found[0], ip=found[1], how=BindingHow.RESERVATION)


def _entry(number: int, ip: str, client: str) -> tuple[str, IPAddress] | None:
    address = address_from_text(ip)
    if address is None:
        raise MalformedError(f"line {number}: no address")
    mac = mac_of(client.rstrip("-"))
    return None if mac is None or not is_device(mac) else (mac, address)


def _client(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read a row of `show clients`: address, mask, client, when it ends, sort, name."""
    text = line.text.strip()
    found = _CLIENT.fullmatch(text)
    if found is None:
        return () if begun and _AROUND.fullmatch(text) else None
    entry = _entry(line.number, found[1], found[2])
    if entry is None:
        return ()
    mac, ip = entry
    reserved = found[4] == "R"
    says = () if reserved else named(found[5] or "")
    how = BindingHow.RESERVATION if reserved else BindingHow.DHCP
    return (Entry(line=line.number, mac=mac, ip=ip, how=how, says=says),)


def _reserved(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read a row of `show reservedip`, or a line of `dump`."""
    text = line.text.strip()
    found = _ADD.fullmatch(text) or (_RESERVED_ROW.fullmatch(text) if begun else None)
    if found is None:
        return () if begun and _AROUND.fullmatch(text) else None
    entry = _entry(line.number, found[1], found[2])
    if entry is None:
        return ()
    return (Entry(line=line.number, mac=entry[0], ip=entry[1], how=BindingHow.RESERVATION),)


_LEASE = ("ipaddress", "clientid", "addressstate")
_RESERVATION = ("ipaddress", "clientid")
WINDOWS_LEASES = Tabled("Windows DHCP: leases", LEASES, _LEASE, lease)
WINDOWS_RESERVATIONS = Tabled("Windows DHCP: reservations", RESERVATIONS, _RESERVATION, reservation)
WINDOWS_LISTS = Listed(
    "Windows DHCP: as a list", LEASES, {_LEASE: lease, _RESERVATION: reservation}, width=(8, 15)
)
NETSH_CLIENTS = Shaped("Windows DHCP: netsh show clients", LEASES, _CLIENTS, _client)
NETSH_RESERVED = Shaped("Windows DHCP: netsh reservations", RESERVATIONS, _RESERVATIONS, _reserved)
