"""Which MACs a Windows computer knows its neighbours by, in any language of Windows.

Source: arp.exe and netsh.exe of Windows 10 and 11; Get-NetNeighbor (NetTCPIP module).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.protocols.values import address_from_text
from camaudit.tables.neighbours import NEIGHBOURS
from camaudit.tables.pairs import pair
from camaudit.tables.powershell import Listed, Tabled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.tables.entry import Entry, Line

# "Interface: 192.0.2.10 --- 0xb", "Schnittstelle: ...", "Interface : ...", "Interfaz: ...".
_INTERFACE = re.compile(r"\S+ ?: [0-9.]{7,15} --- 0x[0-9a-f]+\s*")
_ROW = re.compile(r"([0-9A-Fa-f.:]{2,45})\s+((?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})\s+(\S.{0,40})")
_ANY_INTERFACE = re.compile(r"\S+ \d{1,6}: \S.{0,80}")  # of netsh
_EMPTY = re.compile(r"([0-9A-Fa-f.:]{2,45})\s+(\S.{0,40})")
_TORN = re.compile(r"[0-9A-Fa-f]{2}-")
_RULE = re.compile(r"[\s-]+")


class WindowsArp:
    """`arp -a`, and `netsh interface ip show neighbors`, told by the shape of their lines."""

    name = "Windows: arp -a"
    vantage = NEIGHBOURS

    def begins(self, line: str) -> WindowsArpRows | None:
        """Start to read where a line names an interface, or is a row."""
        found = _ROW.fullmatch(line.strip())
        row = found is not None and address_from_text(found[1]) is not None
        return WindowsArpRows() if row or _INTERFACE.fullmatch(line) else None


class WindowsArpRows:
    """The rows of all interfaces, one behind the other."""

    def __init__(self) -> None:
        self._heading = False  # comes next

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line."""
        text = line.text.strip()
        heading, self._heading = self._heading, _names_interface(line.text)
        if not text or heading or self._heading:
            self._heading |= heading and not text
            return ()
        found = _ROW.fullmatch(text)
        if found is not None and address_from_text(found[1]) is not None:
            entry = pair(line.number, found[1], found[2])
            return () if entry is None else (replace(entry, relays="(Router)" in found[3]),)
        empty = _EMPTY.fullmatch(text)
        if empty is None or address_from_text(empty[1]) is None:
            return () if _RULE.fullmatch(text) else None
        if _TORN.match(empty[2]):
            raise MalformedError("a MAC that is not whole")
        return ()  # nobody answered

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: each row was complete."""
        return ()


def _names_interface(text: str) -> bool:
    return bool(_INTERFACE.fullmatch(text) or _ANY_INTERFACE.fullmatch(text))


def _neighbour(number: int, fields: Mapping[str, str]) -> Entry | None:
    """Make an entry of what Get-NetNeighbor tells; the MAC of one that is silent is zero."""
    mac = fields["linklayeraddress"]
    return pair(number, fields["ipaddress"], mac) if mac else None


_WANTED = ("ipaddress", "linklayeraddress")
NET_NEIGHBOR = Tabled("Windows: Get-NetNeighbor", NEIGHBOURS, _WANTED, _neighbour)
NET_NEIGHBOR_LIST = Listed(
    "Windows: Get-NetNeighbor as a list", NEIGHBOURS, {_WANTED: _neighbour}, width=(16, 24)
)
