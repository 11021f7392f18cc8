"""Tables of Comware (HPE FlexNetwork, H3C) and VRP (Huawei), and of Arista EOS.

Source: H3C, Layer 2 command reference of Comware 7 (`display mac-address`, `display arp`, `display
lldp neighbor-information list`); Huawei, VRP command reference (`display mac-address`); Arista, EOS
user manual (`show mac address-table`, `show arp`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.neighbour import lldp
from camaudit.tables.rows import arp_row, arp_row_in_minutes, mac_row
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry
    from camaudit.tables.ruled import Cells

_SPLIT = re.compile(r"/.*")  # "20/-": VLAN and virtual switch


def _mac_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return mac_row({**cells, "vlan": _SPLIT.sub("", cells.get("vlan", ""))}, line)


def _lldp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return lldp(cells, line) if {"port", "chassis"} <= set(cells) else None


MAC = Ruled(
    name="Comware and VRP: MAC addresses",
    vantage="switch table",
    hint="mac a",
    headings=(
        heading(
            "mac: mac address / mac addr",
            "vlan: vlan id",
            "state: state",
            "port: port/nickname / port index / port/nick name / port",
            "ages: aging time(s) / aging time / aging",
        ),
        heading(
            "mac: mac address",
            "vlan: vlan/vsi/bd / vlan/vsi/si / vlan/vsi",
            "port: learned-from",
            "type: type",
            "age?: age",
        ),
    ),
    entry=_mac_row,
    solid="mac",
)
ARP = Ruled(
    name="Comware: ARP",
    vantage="ARP table",
    hint="aging",
    headings=(
        heading(
            "ip: ip address",
            "mac: mac address",
            "vlan: vlan/vsi name / vlan/vsi / vlan id / vlan",
            "port: interface/link id / interface",
            "left: aging",
            "kind: type",
        ),
    ),
    entry=arp_row,
    solid="mac",
)
LLDP = Ruled(
    name="Comware: LLDP neighbours",
    vantage="LLDP neighbours",
    hint="local interface",
    headings=(
        heading(
            "port: local interface",
            "chassis: chassis id",
            "remote: port id",
            "name: system name",
        ),
    ),
    entry=_lldp_row,
)
ARISTA_MAC = Ruled(
    name="Arista: MAC addresses",
    vantage="switch table",
    hint="moves",
    headings=(
        heading(
            "vlan: vlan",
            "mac: mac address",
            "type: type",
            "port: ports",
            "moves: moves",
            "moved: last move",
        ),
    ),
    entry=mac_row,
    solid="mac",
)
ARISTA_ARP = Ruled(
    name="Arista: ARP",
    vantage="ARP table",
    hint="hardware addr",
    headings=(
        heading(
            "ip: address", "age: age (sec) / age (min)", "mac: hardware addr", "where: interface"
        ),
    ),
    entry=arp_row_in_minutes,
    solid="mac",
)
