"""Tables of Cisco IOS, IOS XE, NX-OS and ASA, and of the many that print them alike.

Source: Cisco, command references of Catalyst 2960-X, 6500, 9300 (IOS XE 17) and Nexus 9000
(`show mac address-table`, `show ip arp`, `show ipv6 neighbors`, `show ip dhcp snooping binding`,
`show ip dhcp binding`, `show ip device tracking`, `show device-tracking database`), and the samples
of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.model.observation import BindingHow
from camaudit.tables.cells import address_cell, mac_cell, seconds_of, vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.rows import arp_row_in_minutes, mac_row, snooping_row
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.ruled import Cells

_VLAN = re.compile(r"(?:vlan)?\d{1,4}|all|n/a|-+|\d+-\d+", re.IGNORECASE)


def _mac_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    *_, vlan = cells.get("vlan", "-").split()
    return mac_row(cells, line) if _VLAN.fullmatch(vlan) else None


def _tracking_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if not {"mac", "ip", "port"} <= set(cells):
        return None
    mac = mac_cell(cells["mac"])
    if mac is None:
        return ()
    *source, address = cells["ip"].split()
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address_cell(address),
            port=cells["port"],
            vlan=vlan_cell(cells.get("vlan")),
            age=seconds_of(cells.get("age")),
            own=source == ["L"],
        ),
    )


def _lease_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if "ip" not in cells or "client" not in cells:
        return () if "." not in cells.get("ip", "") else None
    address = address_cell(cells["ip"])
    digits = re.sub(r"[.\s:-]", "", cells["client"])
    # A client's identifier (RFC 2132 section 9.14) of sort 1 is Ethernet: 01 and the MAC.
    mac = mac_of(digits[2:14] if digits.startswith("01") and len(digits) >= 14 else digits)
    if mac is None or not is_device(mac):
        return ()  # a client that names itself otherwise has no MAC here
    kind = cells.get("type", "").lower()
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address,
            how=BindingHow.RESERVATION if kind.startswith("manual") else BindingHow.DHCP,
            ends=_moment(cells.get("ends", "")),
            local=True,
        ),
    )


def _moment(text: str) -> float | None:
    """Read "Nov 27 2026 09:14 AM" as a clock on the wall showed it; None for "Infinite"."""
    for form in ("%b %d %Y %I:%M %p", "%b %d %Y %H:%M"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    return None


MAC = Ruled(
    name="Cisco: MAC addresses",
    vantage="switch table",
    hint="address",
    headings=(
        heading("vlan: vlan", "mac: mac address", "type: type", "port: ports / port"),
        heading(
            "vlan: vlan",
            "mac: mac address",
            "type: type",
            "protocols: protocols",
            "port: port / ports",
        ),
        heading(
            "vlan: vlan",
            "mac: mac address",
            "type: type",
            "learn: learn",
            "age: age",
            "port: ports",
        ),
        heading(
            "vlan: vlan",
            "mac: mac address",
            "type: type",
            "age: age",
            "secure: secure",
            "notify: ntfy",
            "port: ports / ports/swid.ssid.lid",
        ),
        heading(
            "mac: destination address / mac address",
            "type: address type / type",
            "vlan: vlan",
            "port: destination port / port / ports",
        ),
        heading(
            "vlan: vlan", "mac: mac address", "type: type", "port: interface / port", "age?: age"
        ),
        heading("vlan: vlan", "mac: mac address", "port: port / interface", "type: type"),
    ),
    entry=_mac_row,
    solid="mac",
)
ARP = Ruled(
    name="Cisco: ARP",
    vantage="ARP table",
    hint="address",
    headings=(
        heading(
            "proto: protocol",
            "ip: address",
            "age: age (min) / age(min)",
            "mac: hardware addr",
            "type: type",
            "where: interface",
        ),
        heading(
            "ip: address",
            "age: age",
            "mac: mac address",
            "where: interface",
            "physical?: physical interface",
            "flags?: flags",
        ),
    ),
    entry=arp_row_in_minutes,
    solid="mac",
)
ND = Ruled(
    name="Cisco: IPv6 neighbours",
    vantage="neighbour table",
    hint="age",
    headings=(
        heading(
            "ip: ipv6 address",
            "age: age",
            "mac: link-layer addr",
            "state: state",
            "where: interface",
        ),
        heading(
            "ip: address",
            "age: age",
            "mac: mac address",
            "pref: pref",
            "source: source",
            "where: interface",
        ),
    ),
    entry=arp_row_in_minutes,
    wraps="ip",
)
SNOOPING = Ruled(
    name="Cisco: DHCP snooping",
    vantage="DHCP snooping table",
    hint="lease",
    headings=(
        heading(
            "mac: macaddress / mac address",
            "ip: ipaddress / ip address",
            "lease: lease(sec) / leasesec / lease",
            "type: type",
            "vlan: vlan",
            "port: interface / port",
        ),
    ),
    entry=snooping_row,
    solid="mac",
)
TRACKING = Ruled(
    name="Cisco: device tracking",
    vantage="device tracking table",
    hint="address",
    headings=(
        heading(
            "ip: ip address",
            "mac: mac address",
            "vlan: vlan",
            "port: interface",
            "probe?: probe-timeout",
            "state: state",
            "source?: source",
        ),
        heading(
            "ip: network layer address",
            "mac: link layer address",
            "port: interface",
            "vlan: vlan",
            "level: prlvl",
            "age: age",
            "state: state",
            "left?: time left",
        ),
    ),
    entry=_tracking_row,
)
LEASES = Ruled(
    name="Cisco: DHCP leases",
    vantage="DHCP leases",
    hint="lease expiration",
    headings=(
        heading(
            "ip: ip address",
            "client: client-id/ / client-id / hardware address / client-id/hardware address",
            "ends: lease expiration",
            "type: type",
            "state?: state",
            "port?: interface",
        ),
    ),
    entry=_lease_row,
    skip=re.compile(r"\s*(?:hardware address/?|user name)\s*", re.IGNORECASE),
)
