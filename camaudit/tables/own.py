"""What a computer says of itself: its own MACs, which are no device that it knows of.

`ipconfig /all` and `getmac` of Windows in any language, `ip address`, `ifconfig`: people save them
beside the table that was asked for.
Source: the programs of Windows 11, iproute2 6.1 and net-tools 2.10; ifconfig(8) of macOS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.neighbours import NEIGHBOURS
from camaudit.tables.shaped import Shaped

if TYPE_CHECKING:
    from camaudit.tables.entry import Line

_DASHED = r"(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}"
_MAC = r"(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}"
_OWN = re.compile(
    rf"\s+\S[^.:]*(?:\s?\.)+\s?: (?P<windows>{_DASHED})"
    rf"|(?P<getmac>{_DASHED})\s+\\Device\\.*"
    rf"|\s+link/\w+ (?P<link>{_MAC})\b.*|\s+ether (?P<ether>{_MAC})(?:\s.*)?"
    rf"|\S+\s+Link encap:\S+\s+HWaddr (?P<old>{_MAC})\s*"
)
# Further lines of the same programs: a label with its dots, a family of addresses, an interface.
_MORE = re.compile(
    r"\s+\S[^.:]*(?:\s?\.)+\s?:.*|\s+(?:inet6?|valid_lft|options=|nd6|media:|status:|[RT]X)\b.*"
    r"|\d+: \S+: <.*|\S+: flags=.*|\s+[0-9A-Fa-f.:]{7,45}(?:%\d+)?(?:\([^()]*\))?"
)


def _own(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read `   Physical Address. . . . . . . . . : 00-00-5E-00-53-01`."""
    found = _OWN.fullmatch(line.text)
    if found is None:
        return () if begun and _MORE.fullmatch(line.text) else None
    mac = mac_of(next(text for text in found.groups() if text))
    if mac is None or not is_device(mac):
        return ()
    return (Entry(line=line.number, mac=mac, own=True),)


OWN = Shaped("addresses of the computer itself", NEIGHBOURS, None, _own)
