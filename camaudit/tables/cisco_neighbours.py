"""LLDP and CDP neighbours as Cisco IOS, IOS XE and NX-OS print them.

Source: Cisco, command references (`show lldp neighbors`, `show cdp neighbors`, each with
`detail`), and the samples of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.blocks import Blocks
from camaudit.tables.neighbour import cdp, lldp
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry
    from camaudit.tables.ruled import Cells


def _lldp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return lldp(cells, line) if _is_row(cells) else None


def _cdp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return cdp(cells, line) if _is_row(cells) else None


def _is_row(cells: Cells) -> bool:
    return {"name", "port"} <= set(cells) and cells.get("hold", "").isdigit()


LLDP = Ruled(
    name="Cisco: LLDP neighbours",
    vantage="LLDP neighbours",
    hint="device id",
    headings=(
        heading(
            "name: device id",
            "port: local intf",
            "hold: hold-time",
            "able: capability",
            "remote: port id",
        ),
    ),
    entry=_lldp_row,
    wraps="name",
)
CDP = Ruled(
    name="Cisco: CDP neighbours",
    vantage="CDP neighbours",
    hint="device",
    headings=(
        heading(
            "name: device id",
            "port: local intrfce",
            "hold: holdtme / hldtme",
            "able: capability",
            "platform: platform",
            "remote: port id",
        ),
    ),
    entry=_cdp_row,
    wraps="name",
)
LLDP_DETAIL = Blocks(
    name="Cisco: LLDP neighbours, detail",
    vantage="LLDP neighbours",
    opens=re.compile(r"(?:Local Intf|Chassis id)\s*:\s*\w", re.IGNORECASE),
    keys={
        "local intf": "port",
        "local port id": "port",
        "chassis id": "chassis",
        "port id": "remote",
        "system name": "name",
        "system description": "descr",
        "system capabilities": "able",
        "enabled capabilities": "enabled",
        "ip": "address",
        "management address": "address",
        "vlan id": "vlan",
        "manufacturer": "manufacturer",
        "model": "model",
        "f/w revision": "firmware",
        "s/w revision": "software",
        "serial number": "serial",
    },
    first=frozenset({"chassis", "port"}),
    entry=lldp,
    long=frozenset({"descr"}),
)
CDP_DETAIL = Blocks(
    name="Cisco: CDP neighbours, detail",
    vantage="CDP neighbours",
    opens=re.compile(r"Device ID\s*:", re.IGNORECASE),
    keys={
        "device id": "name",
        "system name": "other",
        "ip address": "address",
        "ipv4 address": "address",
        "platform": "platform",
        "capabilities": "able",
        "interface": "port",
        "port id (outgoing port)": "remote",
        "version": "version",
        "native vlan": "vlan",
        "holdtime": "hold",
        "advertisement version": "advertised",
    },
    first=frozenset({"name"}),
    entry=cdp,
    long=frozenset({"version"}),
)
