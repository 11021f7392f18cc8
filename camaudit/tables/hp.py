"""Tables of HP ProCurve, ArubaOS-Switch and AOS-CX.

Source: HPE, management and configuration guides of ArubaOS-Switch 16 and AOS-CX 10 (`show
mac-address`, `show arp`, `show lldp info remote-device`, `show cdp neighbors`, `show
dhcp-snooping binding`; `show mac-address-table`, `show arp`, `show ipv6 neighbors`, `show lldp
neighbor-info`), and the samples of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.blocks import Blocks
from camaudit.tables.neighbour import cdp, lldp
from camaudit.tables.rows import arp_row, mac_row, snooping_row
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry
    from camaudit.tables.ruled import Cells


def _lldp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return lldp(cells, line) if {"port", "chassis"} <= set(cells) else None


def _cdp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return cdp(cells, line) if {"port", "name"} <= set(cells) else None


MAC = Ruled(
    name="HP and Aruba: MAC addresses",
    vantage="switch table",
    hint="mac address",
    headings=(
        heading("mac: mac address", "port: located on port / port", "vlan?: vlan"),
        heading("mac: mac address", "vlan: vlan", "type: type", "port: port"),
    ),
    entry=mac_row,
    solid="mac",
)
ARP = Ruled(
    name="HP and Aruba: ARP",
    vantage="ARP table",
    hint="mac",
    headings=(
        heading("ip: ip address", "mac: mac address", "type: type", "port: port"),
        heading(
            "ip: ipv4 address / ipv6 address",
            "mac: mac",
            "where: port",
            "port: physical port",
            "state: state",
            "vrf?: vrf",
        ),
    ),
    entry=arp_row,
    solid="mac",
)
SNOOPING = Ruled(
    name="HP and Aruba: DHCP snooping",
    vantage="DHCP snooping table",
    hint="time left",
    headings=(
        heading(
            "mac: macaddress / mac address",
            "ip: ip / ip address",
            "vlan: vlan",
            "port: interface / port",
            "lease: time left",
        ),
    ),
    entry=snooping_row,
    solid="mac",
)
LLDP = Ruled(
    name="HP and Aruba: LLDP neighbours",
    vantage="LLDP neighbours",
    hint="port",
    headings=(
        heading(
            "port: localport / local port",
            "chassis: chassisid / chassis id",
            "remote: portid / port id",
            "where: portdescr / port descr",
            "name: sysname / sys name",
        ),
        heading(
            "port: local-port",
            "chassis: chassis-id",
            "remote: port-id",
            "where: port-desc",
            "ttl: ttl",
            "name: sys-name",
        ),
    ),
    entry=_lldp_row,
)
LLDP_DETAIL = Blocks(
    name="HP and Aruba: LLDP neighbours, detail",
    vantage="LLDP neighbours",
    opens=re.compile(r"\s*LLDP Remote Device Information Detail|Port {10,}: \S", re.IGNORECASE),
    keys={
        "local port": "port",
        "port": "port",
        "chassisid": "chassis",
        "portid": "remote",
        "sysname": "name",
        "system descr": "descr",
        "pvid": "vlan",
        "system capabilities supported": "able",
        "system capabilities enabled": "enabled",
        "address": "address",
        "neighbor chassis-name": "name",
        "neighbor system-name": "name",
        "neighbor chassis-description": "descr",
        "neighbor system-description": "descr",
        "neighbor chassis-id": "chassis",
        "neighbor management-address": "address",
        "chassis capabilities available": "able",
        "chassis capabilities enabled": "enabled",
        "neighbor port-id": "remote",
        "neighbor port vlan id": "vlan",
        "neighbor mfg name": "manufacturer",
        "neighbor model name": "model",
        "neighbor firmware revision": "firmware",
        "neighbor serial number": "serial",
    },
    first=frozenset({"port"}),
    entry=lldp,
)
CDP = Ruled(
    name="HP and Aruba: CDP neighbours",
    vantage="CDP neighbours",
    hint="device id",
    headings=(heading("port: port", "name: device id", "platform: platform", "able: capability"),),
    entry=_cdp_row,
)
CDP_DETAIL = Blocks(
    name="HP and Aruba: CDP neighbours, detail",
    vantage="CDP neighbours",
    opens=re.compile(r"\s*CDP neighbors information", re.IGNORECASE),
    keys={
        "port": "port",
        "device id": "name",
        "address": "address",
        "platform": "platform",
        "capability": "able",
        "device port": "remote",
        "version": "version",
    },
    first=frozenset({"port"}),
    entry=cdp,
)
