"""Rows that many makers print alike: MAC, ARP and DHCP snooping tables as cells -> entries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import BindingHow
from camaudit.tables.cells import address_cell, mac_cell, seconds_of, vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.ports import is_own, is_socket

if TYPE_CHECKING:
    from camaudit.tables.ruled import Cells

# How tables call an address of the switch or router itself.
_OWN_TYPES = ("static", "system", "self", "management", "local", "cpu", "own", "interface")
_OWN_ARP = ("local", "self", "own", "interface", "system")
_OWN_AGES = frozenset({"-", "--"})  # a router's own addresses, and what was typed in, do not age
_INCOMPLETE = frozenset({"incomplete", "incomp", "drop", "none", "-", "?", "failed", "no"})


def mac_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    """Read a row of a MAC table: roles mac, port, vlan, type, age."""
    text = cells.get("mac")
    if text is None:
        return () if set(cells) <= {"port"} else None  # the ports of a group go on
    mac = mac_cell(text)
    if mac is None:
        return ()
    port = cells.get("port", "").strip(", ")
    kind = cells.get("type", "").lower()
    vlan = vlan_cell(cells.get("vlan", "").split()[-1] if cells.get("vlan") else None)
    typed = any(word.startswith(_OWN_TYPES) for word in kind.split())
    if is_own(port) or (typed and not is_socket(port or "cpu")):
        return (Entry(line=line, mac=mac, port=port or None, vlan=vlan, own=True),)
    if not port:
        raise MalformedError("no port")
    return (Entry(line=line, mac=mac, port=port, vlan=vlan, age=seconds_of(cells.get("age"))),)


def _arp_row(cells: Cells, line: int, unit: float) -> tuple[Entry, ...] | None:
    if "ip" not in cells:
        return None
    address = address_cell(cells["ip"].split()[-1])
    told = cells.get("mac", "").split()
    if not told or told[0].lower().strip("()") in _INCOMPLETE:
        return ()
    mac = mac_cell(told[0])
    if mac is None:
        return ()
    age = cells.get("age", "")
    where = cells.get("where", "")
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address,
            port=cells.get("port"),
            vlan=vlan_cell(cells.get("vlan") or (where if where[:1] in "VvIi" else None)),
            age=seconds_of(age, unit=unit),
            own=age in _OWN_AGES
            or is_own(cells.get("port", ""))
            or cells.get("type", "").lower().startswith(_OWN_ARP),
        ),
    )


arp_row = partial(_arp_row, unit=1.0)  # an age without a unit is one in seconds
arp_row_in_minutes = partial(_arp_row, unit=60.0)


def snooping_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    """Read a row of a DHCP snooping table: roles mac, ip, port, vlan, lease (seconds left)."""
    if not {"mac", "ip", "port"} <= set(cells):
        return None
    mac = mac_cell(cells["mac"])
    if mac is None:
        return ()
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address_cell(cells["ip"]),
            how=BindingHow.DHCP,
            port=cells["port"],
            vlan=vlan_cell(cells.get("vlan")),
            remains=seconds_of(cells.get("lease")),
        ),
    )
