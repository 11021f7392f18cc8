"""What small scanners of a segment print: arp-scan and netdiscover. Their makers are not read.

Source: arp-scan(1) 1.10, netdiscover(8) 0.10 with -P.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.model.observation import BindingHow
from camaudit.protocols.values import address_from_text
from camaudit.tables.pairs import pair
from camaudit.tables.shaped import Shaped

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry, Line

_OWN = re.compile(r"Interface: \S+, .*\bMAC: (\S+), IPv4: (\S+)")
_ARP_SCAN = re.compile(r"^Starting arp-scan ")
_NETDISCOVER = re.compile(r"^\s*IP\s+At MAC Address\s+Count\s")
_ROW = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3})\s+(\S+)(?:\s+(.*))?")
_AROUND = re.compile(
    r"Starting arp-scan .*|Ending arp-scan .*|\d+ packets received .*|WARNING: .*|[\s_-]+"
    r"|Currently scanning: .*|.*Captured ARP Req/Rep packets.*|-- Active scan completed.*"
)


def _arp_scan(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read `192.0.2.1  00:00:5e:00:53:01  Example Maker`."""
    text = line.text.strip()
    own = _OWN.fullmatch(text)
    found = own or _ROW.fullmatch(text)
    if own is not None:
        mac, ip = own[1], own[2]
    elif begun and found is not None and address_from_text(found[1]) is not None:
        ip, mac = found[1], found[2]
    else:
        return () if begun and _AROUND.fullmatch(text) else None
    entry = pair(line.number, ip, mac)
    if entry is None:
        return ()
    return (replace(entry, how=BindingHow.SCAN, own=own is not None),)


ARP_SCAN = Shaped("arp-scan", "ARP scan", _ARP_SCAN, _arp_scan)
NETDISCOVER = Shaped("netdiscover", "ARP scan", _NETDISCOVER, _arp_scan)
