"""Tables of Ruckus ICX, formerly Brocade FastIron.

Source: Ruckus, FastIron command reference (`show mac-address`, `show arp`, `show ipv6 neighbor`,
`show lldp neighbors`, with `detail`), and the samples of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.blocks import Blocks
from camaudit.tables.neighbour import lldp
from camaudit.tables.rows import arp_row_in_minutes, mac_row
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry
    from camaudit.tables.ruled import Cells


def _lldp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return lldp(cells, line) if {"port", "chassis"} <= set(cells) else None


MAC = Ruled(
    name="Ruckus: MAC addresses",
    vantage="switch table",
    hint="mac",
    headings=(
        heading(
            "mac: mac-address",
            "port: port",
            "type: type",
            "index?: index",
            "vlan: vlan",
            "do?: action",
        ),
        heading("mac: mac address", "port: port", "age: age", "vlan: vlan", "type?: type"),
        heading("mac: mac-address", "port: port", "age: age", "vlan: vlan", "type?: type"),
    ),
    entry=mac_row,
    solid="mac",
)
ARP = Ruled(
    name="Ruckus: ARP",
    vantage="ARP table",
    hint="no.",
    headings=(
        heading(
            "id: no.",
            "ip: ip address / ip",
            "mac: mac address / mac",
            "type: type",
            "age: age",
            "port: port",
            "status?: status",
        ),
    ),
    entry=arp_row_in_minutes,
    skip=re.compile(r"\s*Total .*|\s*Entries in .*", re.IGNORECASE),
    solid="mac",
)
LLDP = Ruled(
    name="Ruckus: LLDP neighbours",
    vantage="LLDP neighbours",
    hint="lcl port",
    headings=(
        heading(
            "port: lcl port",
            "chassis: chassis id",
            "remote: port id",
            "where: port description",
            "name: system name",
        ),
    ),
    entry=_lldp_row,
)
LLDP_DETAIL = Blocks(
    name="Ruckus: LLDP neighbours, detail",
    vantage="LLDP neighbours",
    opens=re.compile(r"Local port: \S+", re.IGNORECASE),
    keys={
        "local port": "port",
        "chassis id": "chassis",
        "port id": "remote",
        "system name": "name",
        "system description": "descr",
        "system capabilities": "able",
        "enabled capabilities": "enabled",
        "management address": "address",
        "port vlan id": "vlan",
        "med manufacturer": "manufacturer",
        "med model name": "model",
        "med firmware revision": "firmware",
        "med serial number": "serial",
    },
    first=frozenset({"port"}),
    entry=lldp,
)
