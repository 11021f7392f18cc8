"""Tables of Juniper EX and SRX, and of Palo Alto, whose neighbours look alike.

Source: Juniper, CLI reference (`show ethernet-switching table` with and without ELS, `show arp`,
`show ipv6 neighbors`, `show lldp neighbors`, `show dhcp-security binding`); Palo Alto, PAN-OS CLI
(`show arp all`, `show mac all`, `show neighbor interface all`, `show lldp neighbors all`); and
the samples of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.blocks import Blocks
from camaudit.tables.lined import Lined
from camaudit.tables.neighbour import lldp
from camaudit.tables.rows import arp_row, mac_row, snooping_row
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry
    from camaudit.tables.ruled import Cells


def _old_mac_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    """Read a row of a switch without ELS, which lists a `*` for what is flooded."""
    return () if cells.get("mac") == "*" else mac_row(cells, line)


def _lldp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return lldp(cells, line) if {"port", "chassis"} <= set(cells) else None


MAC = Lined(
    name="Juniper: MAC addresses",
    vantage="switch table",
    opens=re.compile(
        r"\s*Vlan\s+MAC\s+MAC\s+(?:GBP\s+)?(?:Age\s+)?Logical(?:\s+NH\s+RTR|\s+SVLBNH/\s.*|\s+Active.*)?"
        r"|\s*name\s+address\s+flags\s+(?:tag\s+)?interface(?:\s+Index\s+ID|\s+\S.*)?",
        re.IGNORECASE,
    ),
    row=re.compile(
        r"\s*(?P<vlan>\S+)\s+(?P<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5})\s+(?P<flags>[A-Z,]+)"
        r"\s+(?:(?P<age>-|\d+(?::\d+)*)\s+)?(?P<port>[\w./:-]*\d[\w./:]*)(?:\s+\d+\s+\d+)?\s*",
        re.IGNORECASE,
    ),
    entry=mac_row,
)
OLD_MAC = Ruled(
    name="Juniper without ELS: MAC addresses",
    vantage="switch table",
    hint="interfaces",
    headings=(
        heading(
            "vlan: vlan",
            "mac: mac address",
            "type: type",
            "age: age",
            "port: interfaces",
        ),
    ),
    entry=_old_mac_row,
    solid="mac",
)
ARP = Ruled(
    name="Juniper: ARP",
    vantage="ARP table",
    hint="address",
    headings=(
        heading(
            "mac: mac address",
            "ip: address",
            "name?: name",
            "where: interface",
            "flags: flags",
            "left?: tte",
        ),
    ),
    entry=arp_row,
    solid="mac",
)
ND = Ruled(
    name="Juniper: IPv6 neighbours",
    vantage="neighbour table",
    hint="linklayer",
    headings=(
        heading(
            "ip: ipv6 address",
            "mac: linklayer address",
            "state: state",
            "left: exp",
            "router: rtr",
            "secure?: secure",
            "where: interface",
        ),
    ),
    entry=arp_row,
    wraps="ip",
)
SNOOPING = Ruled(
    name="Juniper: DHCP snooping",
    vantage="DHCP snooping table",
    hint="expires",
    headings=(
        heading(
            "ip: ip address",
            "mac: mac address",
            "vlan: vlan",
            "lease: expires",
            "state: state",
            "port: interface",
        ),
    ),
    entry=snooping_row,
    solid="mac",
)
LLDP = Ruled(
    name="Juniper: LLDP neighbours",
    vantage="LLDP neighbours",
    hint="local interface",
    headings=(
        heading(
            "port: local interface",
            "parent?: parent interface",
            "chassis: chassis id",
            "remote: port info",
            "name: system name",
        ),
    ),
    entry=_lldp_row,
)
LLDP_DETAIL = Blocks(
    name="Juniper and Palo Alto: LLDP neighbours, detail",
    vantage="LLDP neighbours",
    opens=re.compile(r"Local interface\s*: ?\S", re.IGNORECASE),
    keys={
        "local interface": "port",
        "chassis id": "chassis",
        "port id": "remote",
        "system name": "name",
        "system description": "descr",
        "supported": "able",
        "enabled": "enabled",
        "address": "address",
        "management address": "address",
    },
    first=frozenset({"port"}),
    entry=lldp,
)
PAN_ARP = Ruled(
    name="Palo Alto: ARP",
    vantage="ARP table",
    hint="hw address",
    headings=(
        heading(
            "where: interface",
            "ip: ip address",
            "mac: hw address",
            "socket?: port",
            "status: status",
            "left: ttl",
        ),
    ),
    entry=arp_row,
    solid="mac",
)
PAN_MAC = Ruled(
    name="Palo Alto: MAC addresses",
    vantage="switch table",
    hint="hw address",
    headings=(
        heading(
            "name: vlan",
            "mac: hw address",
            "port: interface",
            "status: status",
            "left: ttl",
        ),
    ),
    entry=mac_row,
    solid="mac",
)
