"""Tables of FortiGate, and of the FortiSwitches that it manages.

Source: Fortinet, CLI reference of FortiOS 7 (`get system arp`, `diagnose ip arp list`, `diagnose
ipv6 neighbor-cache list`, `execute dhcp lease-list`) and the technical tip on `diagnose
switch-controller switch-info mac-table`; the samples of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.model.observation import BindingHow, Channel
from camaudit.tables.cells import address_or_none, mac_cell, said, seconds_of, vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.lined import Lined
from camaudit.tables.rows import arp_row_in_minutes
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.ruled import Cells

# linux/neighbour.h: NUD_INCOMPLETE, NUD_FAILED and NUD_NOARP tell of nobody.
_NOBODY = 0x01 | 0x20 | 0x40


def _kernel_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    mac = mac_cell(cells["mac"])
    address = address_or_none(cells["ip"])
    if mac is None or address is None or int(cells["state"], 16) & _NOBODY:
        return ()
    return (Entry(line=line, mac=mac, ip=address, age=seconds_of(cells.get("confirm"))),)


def _lease_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if "mac" not in cells:
        return () if set(cells) == {"ip"} else None  # the interface, above its leases
    mac = mac_cell(cells["mac"])
    address = address_or_none(cells.get("ip"))
    if mac is None or address is None:
        return () if mac is None else None
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address,
            how=BindingHow.DHCP,
            ends=_moment(cells.get("ends", "")),
            local=True,
            says=said(
                (Channel.DHCP_HOSTNAME, cells.get("name")),
                (Channel.DHCP_VENDOR_CLASS, cells.get("class")),
            ),
        ),
    )


def _moment(text: str) -> float | None:
    """Read "Tue Nov 24 19:24:19 2026" as a clock on the wall showed it; None where it is none."""
    try:
        return datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _switch_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    mac = mac_cell(cells["mac"])
    if mac is None:
        return ()
    trunk = cells.get("trunk")
    return (
        Entry(
            line=line,
            mac=mac,
            port=cells["port"] if trunk is None else f"trunk {trunk}",
            vlan=vlan_cell(cells["vlan"]),
            switch=cells.get("switch"),
        ),
    )


ARP = Ruled(
    name="FortiGate: ARP",
    vantage="ARP table",
    hint="hardware addr",
    headings=(
        heading(
            "ip: address", "age: age(min) / age (min)", "mac: hardware addr", "where: interface"
        ),
    ),
    entry=arp_row_in_minutes,
    solid="mac",
)
KERNEL = Lined(
    name="FortiGate: ARP and neighbours of the kernel",
    vantage="ARP table",
    row=re.compile(
        r"(?:if)?index=\d+ ifname=\S+ (?P<ip>[0-9a-fA-F.:]+) (?P<mac>[0-9a-f:]{17}) ?"
        r"state=(?P<state>[0-9a-f]{1,8})(?: use=\d+)?(?: confirm=(?P<confirm>\d+))?.*"
    ),
    entry=_kernel_row,
)
LEASES = Ruled(
    name="FortiGate: DHCP leases",
    vantage="DHCP leases",
    hint="expiry",
    headings=(
        heading(
            "ip: ip",
            "mac: mac-address",
            "name: hostname",
            "class?: vci",
            "ssid?: ssid",
            "ap?: ap",
            "server?: server-id",
            "ends: expiry",
        ),
    ),
    entry=_lease_row,
)
SWITCH_MAC = Lined(
    name="FortiSwitch by FortiGate: MAC addresses",
    vantage="switch table",
    skip=re.compile(r"flags?\b.*|[\w-]+ map:.*", re.IGNORECASE),
    above=re.compile(r"Managed Switch\s*:\s*(?P<switch>\S+).*", re.IGNORECASE),
    row=re.compile(
        r"\s*MAC:\s*(?P<mac>\S+)\s+VLAN:\s*(?P<vlan>\d+)\s+(?:Trunk:\s*(?P<trunk>[^\s(]+)|"
        r"Port:\s*(?P<port>[^\s(]+)).*",
        re.IGNORECASE,
    ),
    entry=_switch_row,
)
