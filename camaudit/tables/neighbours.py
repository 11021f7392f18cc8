"""Which MACs a computer knows its neighbours by: Linux, macOS and BSD.

Source: ip-neighbour(8) of iproute2, arp(8) of net-tools, proc(5), arp(8) and ndp(8) of FreeBSD;
the rows of Linux as the programs of Debian 12 print them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.protocols.values import address_from_text
from camaudit.tables.cells import vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.objects import JsonFormat
from camaudit.tables.pairs import pair
from camaudit.tables.shaped import Shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.tables.entry import Line

NEIGHBOURS = "neighbour table"
_STATES = frozenset({
    "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT", "NONE",
})  # fmt: skip
_USED = re.compile(r"\bused \d+/(\d+)/\d+")  # seconds since used, confirmed, updated
_NO_MAC = ("(", "<")  # "(incomplete)", "<incomplete>", in the language of the computer
# The words between are "at" and "on", in the language of the computer.
_ARP_A = re.compile(r"\S+ \(([0-9A-Fa-f.:]{2,45}(?:%\w+)?)\) \S{1,4} (\S+)(?: (.*))?")
_ARP = re.compile(r"(\S+)\s+ether\s+([0-9A-Fa-f:]{11,17})\s+[CMP!]+\s+(?:\S+\s+)?\S+")
_ARP_EMPTY = re.compile(r"\S+\s+(?:\S+\s+)?[(<][^()<>]+[)>](?:\s+[CMP!]+)?\s+\S+")
_BRIDGE = re.compile(r"([0-9a-f:]{17}) dev (\S+)(?: vlan (\d{1,4}))?((?: \S+)*)")
_PROC = re.compile(r"(\S+)\s+0x[0-9a-f]+\s+0x[0-9a-f]+\s+([0-9A-Fa-f:]{17})\s+\S+\s+\S+")


def _ip_neigh(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:  # noqa: ARG001
    """Read `192.0.2.1 dev eth0 lladdr 00:00:5e:00:53:01 used 5/4/1 REACHABLE`."""
    words = line.text.split()
    ip = words[0] if words else ""
    states = _STATES & set(words)
    if (
        "/" in ip
        or address_from_text(ip) is None
        or not (states or {"lladdr", "proxy"} & set(words))
    ):
        return None
    if "lladdr" not in words:
        return ()  # nobody answered, or an address that this computer answers for
    at = words.index("lladdr") + 1
    entry = pair(line.number, ip, words[at] if at < len(words) else "")
    if entry is None:
        return ()
    used = _USED.search(line.text)
    age = float(used[1]) if used is not None else None
    return (replace(entry, age=age, relays="router" in words),)


def _arp_a(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:  # noqa: ARG001
    """Read `? (192.0.2.1) at 0:0:5e:0:53:1 on en0 ifscope permanent [ethernet]`."""
    found = _ARP_A.fullmatch(line.text.strip())
    if found is None:
        return None
    ip, mac, rest = found[1], found[2], found[3] or ""
    if mac.startswith(_NO_MAC):
        return ()
    entry = pair(line.number, ip, mac)
    if entry is None:
        return ()
    # BSD and macOS keep their own addresses in the table; PERM of Linux was set by a person.
    return (replace(entry, own="permanent" in rest.split()),)


def _arp(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read `192.0.2.1  ether  00:00:5e:00:53:01  C  eth0`; a name may stand for the address."""
    text = line.text.strip()
    found = _ARP.fullmatch(text)
    if found is None:
        return () if begun and _ARP_EMPTY.fullmatch(text) else None
    mac = mac_of(found[2])
    if mac is None or not is_device(mac):
        return ()
    return (Entry(line=line.number, mac=mac, ip=address_from_text(found[1])),)


def _proc(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:  # noqa: ARG001
    """Read `192.0.2.1  0x1  0x2  00:00:5e:00:53:01  *  eth0`."""
    found = _PROC.fullmatch(line.text.strip())
    if found is None or address_from_text(found[1]) is None:
        return None
    entry = pair(line.number, found[1], found[2])  # zero where nobody answered
    return () if entry is None else (entry,)


def _ndp(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read `fe80::1%igb0  00:00:5e:00:53:01  igb0  23h59m58s S R`: state S, flag R."""
    words = line.text.split()
    if not begun or len(words) < 4:
        return None
    if words[1].startswith(_NO_MAC):
        return ()
    entry = pair(line.number, words[0], words[1])
    if entry is None:
        return ()
    return (replace(entry, own="permanent" in words[3:], relays="R" in words[5:]),)


def _bridge(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:  # noqa: ARG001
    """Read `00:00:5e:00:53:01 dev eth3 vlan 10 master br0`: a port of a bridge."""
    found = _BRIDGE.fullmatch(line.text.strip())
    if found is None:
        return None
    mac = mac_of(found[1])
    if mac is None or not is_device(mac):
        return ()
    own = "permanent" in found[4].split()  # of the port itself
    vlan = vlan_cell(found[3])
    return (Entry(line=line.number, mac=mac, port=found[2], vlan=vlan, own=own),)


BRIDGE = Shaped("Linux: bridge fdb", "switch table", None, _bridge)
IP_NEIGH = Shaped("Linux: ip neigh", NEIGHBOURS, None, _ip_neigh)
ARP_A = Shaped("arp -a of Linux, macOS or BSD", NEIGHBOURS, None, _arp_a)
ARP = Shaped(
    "Linux: arp",
    NEIGHBOURS,
    re.compile(r"(?i)^\S+\s+(?:HW-?typ\w*|Hardware-Typ|TypeMap)\s+(?:HW|Hardware-)?Add?res\S+\s"),
    _arp,
)
PROC = Shaped(
    "Linux: /proc/net/arp", NEIGHBOURS, re.compile(r"^IP address\s+HW type\s+Flags\s"), _proc
)
NDP = Shaped("macOS or BSD: ndp", NEIGHBOURS, re.compile(r"^Neighbor\s+Linklayer Address"), _ndp)


def _json(number: int, fields: Mapping[str, str]) -> Entry | None:
    """Make an entry of an object of `ip -json neigh`."""
    entry = pair(number, fields["dst"], fields["lladdr"])
    return None if entry is None else replace(entry, relays="router" in fields)


IP_JSON = JsonFormat(
    "Linux: ip -json neigh", NEIGHBOURS, r'"dst"\s*:', ("dst", "lladdr"), "router", _json
)
