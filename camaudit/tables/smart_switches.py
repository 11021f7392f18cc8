"""Tables of Netgear and EdgeSwitch, D-Link, Zyxel, TP-Link and Omada, UniFi.

Source: Netgear, CLI manual of M4300 and GS7xxT (`show mac-addr-table`, `show arp`, `show lldp
remote-device all`); D-Link, CLI guides of DES-3200 and DGS-1210 (`show fdb`, `show arpentry`);
Zyxel, Ethernet switch CLI reference guide (`show mac address-table all`, `show ip arp`); TP-Link,
CLI guide of JetStream (`show mac address-table all`, `show arp`); UniFi, `swctrl mac show` as
public tools read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.model.observation import Channel
from camaudit.tables.cells import address_or_none, mac_cell, said, seconds_of, vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.neighbour import lldp
from camaudit.tables.rows import arp_row, mac_row
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from camaudit.tables.ruled import Cells


def _lldp_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if set(cells) == {"port"}:
        return ()  # nobody announces itself there
    return lldp(cells, line) if {"port", "chassis"} <= set(cells) else None


def _unifi_row(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if not {"port", "mac"} <= set(cells):
        return None
    mac = mac_cell(cells["mac"])
    if mac is None:
        return ()
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address_or_none(cells.get("ip")),
            port=cells["port"],
            vlan=vlan_cell(cells.get("vlan")),
            age=seconds_of(cells.get("age")),
            says=said((Channel.DHCP_HOSTNAME, cells.get("name"))),
        ),
    )


NETGEAR_MAC = Ruled(
    name="Netgear: MAC addresses",
    vantage="switch table",
    hint="mac address",
    headings=(
        heading(
            "vlan: vlan id",
            "mac: mac address",
            "port: interface",
            "index?: ifindex / intf id",
            "type: status",
        ),
        heading(
            "mac: mac address",
            "vlan: vlan id",
            "port: interface",
            "index?: ifindex / intf id",
            "type: status",
        ),
    ),
    entry=mac_row,
    solid="mac",
)
NETGEAR_ARP = Ruled(
    name="Netgear: ARP",
    vantage="ARP table",
    hint="mac address",
    headings=(
        heading(
            "ip: ip address", "mac: mac address", "where: interface", "type?: type", "age?: age"
        ),
    ),
    entry=arp_row,
    solid="mac",
)
NETGEAR_LLDP = Ruled(
    name="Netgear: LLDP neighbours",
    vantage="LLDP neighbours",
    hint="remid",
    headings=(
        heading(
            "port: interface / local interface",
            "id: remid",
            "chassis: chassis id",
            "remote: port id",
            "name: system name",
            "oui?: oui",
            "suboui?: oui subtype",
        ),
    ),
    entry=_lldp_row,
)
DLINK_MAC = Ruled(
    name="D-Link: MAC addresses",
    vantage="switch table",
    hint="vid",
    headings=(
        heading(
            "vlan: vid",
            "name: vlan name",
            "mac: mac address",
            "port: port",
            "type: type",
            "status?: status",
        ),
    ),
    entry=mac_row,
    solid="mac",
)
DLINK_ARP = Ruled(
    name="D-Link: ARP",
    vantage="ARP table",
    hint="mac address",
    headings=(heading("where: interface", "ip: ip address", "mac: mac address", "type: type"),),
    entry=arp_row,
    solid="mac",
)
ZYXEL_MAC = Ruled(
    name="Zyxel: MAC addresses",
    vantage="switch table",
    hint="mac address",
    headings=(
        heading("port: port", "vlan: vlan id / vid", "mac: mac address", "type: type"),
        heading("mac: mac address", "vlan: vid", "port: port", "type: type"),
    ),
    entry=mac_row,
    solid="mac",
)
ZYXEL_ARP = Ruled(
    name="Zyxel: ARP",
    vantage="ARP table",
    hint="index",
    headings=(
        heading(
            "id: index",
            "ip: ip / ip address",
            "mac: mac / mac address",
            "vlan: vlan / vid",
            "port: port",
            "age: age(s) / age (s)",
            "type: type",
        ),
    ),
    entry=arp_row,
    solid="mac",
)
TPLINK_MAC = Ruled(
    name="TP-Link: MAC addresses",
    vantage="switch table",
    hint="aging",
    headings=(
        heading(
            "mac: mac address / mac",
            "vlan: vlan id / vlan",
            "port: port",
            "type: type",
            "ages: aging status / aging",
        ),
    ),
    entry=mac_row,
    solid="mac",
)
TPLINK_ARP = Ruled(
    name="TP-Link: ARP",
    vantage="ARP table",
    hint="hardware addr",
    headings=(heading("where: interface", "ip: address", "mac: hardware addr", "type: type"),),
    entry=arp_row,
    solid="mac",
)
UNIFI = Ruled(
    name="UniFi: MAC addresses",
    vantage="switch table",
    hint="mac-address",
    headings=(
        heading(
            "port: port",
            "vlan: vlan",
            "mac: mac-address",
            "ip?: ip-address",
            "name?: hostname",
            "up?: uptime",
            "age?: age",
            "radio?: wireless-type",
        ),
    ),
    entry=_unifi_row,
)
