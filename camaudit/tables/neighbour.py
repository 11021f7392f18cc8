"""What a switch tells of a neighbour that announces itself by LLDP or CDP, in any format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.model.observation import Channel
from camaudit.tables.cells import address_or_none, said, text_cell, vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_device, mac_of

if TYPE_CHECKING:
    from camaudit.tables.ruled import Cells

# Names and letters of IEEE 802.1AB-2016 section 8.5.8, as switches print them.
_LLDP_RELAYS = re.compile(
    r"(?i)\b(?:b|r|w|bridge|router|switch|wlan[\w-]*|wlan access point|access point|wap)\b"
)
_LLDP_PHONE = re.compile(r"(?i)\b(?:t|tel|telephone|phone)\b")
# Where a list tells no capabilities: only switches and routers number a port by slot and place.
_SWITCH_PORT = re.compile(r"\d/\d")
# Cisco: R router, T transparent bridge, B source route bridge, S switch, P phone.
_CDP_RELAYS = re.compile(
    r"(?i)\b(?:r|t|b|s|router|switch|trans-bridge|source-route-bridge|bridge)\b"
)
_CDP_PHONE = re.compile(r"(?i)\b(?:p|phone|host phone)\b")


def lldp(cells: Cells, line: int) -> tuple[Entry, ...]:
    """Make the entry of an LLDP neighbour.

    Input:  roles port, chassis, remote, name, descr, address, able, enabled, vlan, manufacturer,
            model, firmware, software, serial; any may be missing.
    """
    able = text_cell(cells.get("enabled")) or text_cell(cells.get("able")) or ""
    chassis, remote = text_cell(cells.get("chassis")), text_cell(cells.get("remote"))
    relays = bool(_LLDP_RELAYS.search(able)) and not _LLDP_PHONE.search(able)
    if not {"able", "enabled"} & set(cells):
        relays = remote is not None and _SWITCH_PORT.search(remote) is not None
    name = text_cell(cells.get("name"))
    if name is None and chassis is not None and _mac(chassis) is None:
        name = chassis
    return _entry(
        cells,
        line,
        (chassis, remote, name),
        relays=relays,
        says=said(
            (Channel.LLDP_NAME, name if name is None or _mac(name) is None else None),
            (Channel.LLDP_DESCR, cells.get("descr")),
            (Channel.LLDP_MANUFACTURER, cells.get("manufacturer")),
            (Channel.LLDP_MODEL, cells.get("model")),
            (Channel.LLDP_FIRMWARE, cells.get("firmware") or cells.get("software")),
            (Channel.LLDP_SERIAL, cells.get("serial")),
        ),
    )


def cdp(cells: Cells, line: int) -> tuple[Entry, ...]:
    """Make the entry of a CDP neighbour.

    Input:  roles port, name, remote, able, platform, version, address; any may be missing.
    """
    able = text_cell(cells.get("able")) or ""
    name = text_cell(cells.get("name"))
    return _entry(
        cells,
        line,
        (name, text_cell(cells.get("remote"))),
        relays=bool(_CDP_RELAYS.search(able)) and not _CDP_PHONE.search(able),
        says=said(
            (Channel.CDP_NAME, name if name is None or _mac(name) is None else None),
            (Channel.CDP_PLATFORM, cells.get("platform")),
            (Channel.CDP_VERSION, cells.get("version")),
        ),
    )


def _entry(
    cells: Cells,
    line: int,
    named: tuple[str | None, ...],
    *,
    relays: bool,
    says: tuple[tuple[Channel, str], ...],
) -> tuple[Entry, ...]:
    port = text_cell(cells.get("port"))
    mac = next((mac for text in named if text and (mac := _mac(text))), None)
    address = address_or_none(cells.get("address"))
    if address is None:
        address = next((ip for text in named if text and (ip := address_or_none(text))), None)
    if port is None and mac is None and address is None:
        return ()
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address,
            port=port,
            vlan=vlan_cell(cells.get("vlan")),
            says=says,
            announced=True,
            relays=relays,
        ),
    )


def _mac(text: str) -> str | None:
    """Read a MAC; a serial of twelve figures is one only where a letter is among them."""
    bare = text.strip()
    if bare.isdigit():
        return None
    mac = mac_of(bare)
    return mac if mac is not None and is_device(mac) else None
