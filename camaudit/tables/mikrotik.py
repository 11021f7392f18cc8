"""Tables of MikroTik RouterOS 6 and 7: `print`, `print terse` and `print detail`.

Source: MikroTik, RouterOS documentation (`/ip arp`, `/interface bridge host`, `/ip neighbor`,
`/ip dhcp-server lease`, `/ipv6 neighbor`), and the samples of networktocode/ntc-templates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import BindingHow, Channel
from camaudit.tables.cells import (
    address_cell,
    address_or_none,
    mac_cell,
    said,
    seconds_of,
    text_cell,
    vlan_cell,
)
from camaudit.tables.entry import EarlierError, Entry
from camaudit.tables.ruled import Ruled, heading

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.tables.entry import Line
    from camaudit.tables.ruled import Cells

MAX_ITEM = 8192  # characters of one item, over all of its lines

_BEGIN = re.compile(r"\s*(?P<number>\d{1,6})\s+(?P<flags>(?:[A-Za-z*]{1,6}\s+)*)(?=;;;|[\w-]+=)")
_PAIR = re.compile(r"([\w.-]+)=(\"(?:[^\"\\]|\\.)*\"?|\S*)")
_COMMENT = re.compile(r";;;.*?(?=\s[\w-]+=|$)")


def _arp(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    return _bound(cells, line, cells.get("address"))


def _bound(cells: Cells, line: int, address: str | None) -> tuple[Entry, ...] | None:
    """Make the entry of an address and its MAC, where both are told."""
    if address is None:
        return None
    *_, text = address.split() or [""]
    mac_text = text_cell(cells.get("mac-address"))
    if mac_text is None:
        return ()  # asked for, no answer
    mac = mac_cell(mac_text)
    if mac is None:
        return ()
    return (Entry(line=line, mac=mac, ip=address_cell(text)),)


def _host(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if "mac-address" not in cells:
        return None
    *flags, text = cells["mac-address"].split() or [""]
    mac = mac_cell(text)
    if mac is None:
        return ()
    letters = "".join([cells.get("n", ""), *flags])
    port = text_cell(cells.get("on-interface")) or text_cell(cells.get("interface"))
    if port is None:
        raise MalformedError("no port")
    return (
        Entry(
            line=line,
            mac=mac,
            port=port,
            vlan=vlan_cell(cells.get("vid")),
            age=seconds_of(cells.get("age")),
            own="L" in letters,
        ),
    )


def _neighbour(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    if not cells.get("interface"):
        return None
    mac_text = text_cell(cells.get("mac-address"))
    able = cells.get("system-caps-enabled") or cells.get("system-caps") or ""
    described = text_cell(cells.get("system-description")) or " ".join(
        text for key in ("platform", "board", "version") if (text := text_cell(cells.get(key)))
    )
    relays = bool({"bridge", "router", "wlan-ap"} & set(re.split(r"[,\s]+", able)))
    return (
        Entry(
            line=line,
            mac=mac_cell(mac_text) if mac_text else None,
            ip=address_or_none(cells.get("address") or cells.get("address4")),
            port=cells["interface"].rpartition(" ")[2].partition(",")[0],
            says=said(
                (Channel.LLDP_NAME, cells.get("identity")),
                (Channel.LLDP_DESCR, described),
            ),
            announced=True,
            # Only MikroTik's own protocol tells a board.
            relays=relays or text_cell(cells.get("board")) is not None,
        ),
    )


def _lease(cells: Cells, line: int) -> tuple[Entry, ...] | None:
    address = text_cell(cells.get("active-address")) or text_cell(cells.get("address"))
    if address is None:
        return None
    *flags, text = address.split()
    mac_text = text_cell(cells.get("active-mac-address")) or text_cell(cells.get("mac-address"))
    if mac_text is None:
        return ()
    mac = mac_cell(mac_text)
    if mac is None:
        return ()
    letters = "".join([cells.get("n", ""), *flags])
    return (
        Entry(
            line=line,
            mac=mac,
            ip=address_cell(text),
            how=BindingHow.DHCP if "D" in letters else BindingHow.RESERVATION,
            age=seconds_of(cells.get("last-seen")),
            remains=seconds_of(cells.get("expires-after")),
            says=said(
                (Channel.DHCP_HOSTNAME, cells.get("host-name")),
                (Channel.DHCP_VENDOR_CLASS, cells.get("class-id")),
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list of items of `key=value`, each in one line or in several: terse and detail."""

    name: str
    vantage: str
    fits: re.Pattern[str]  # what its first line has in it, and no other list
    entry: Callable[[Cells, int], tuple[Entry, ...] | None]
    legend: re.Pattern[str] | None = None  # the line above, where an item may begin with a comment

    def begins(self, line: str) -> ItemRows | None:
        """Start to read at the legend or at the first item."""
        if self.legend is not None and self.legend.match(line):
            return ItemRows(self)
        return ItemRows(self) if _BEGIN.match(line) and self.fits.search(line) else None


class ItemRows:
    """The items of one list."""

    def __init__(self, of: Items) -> None:
        self._of = of
        self._text = ""
        self._number = 0

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`."""
        if _BEGIN.match(line.text) or not line.text.strip():
            found = self.finish()
            self._text, self._number = line.text.strip(), line.number
            return found
        if self._text and line.text[:1].isspace() and len(self._text) < MAX_ITEM:
            self._text += f" {line.text.strip()}"
            return ()
        legend = self._of.legend
        return () if legend is not None and legend.match(line.text) else None

    def finish(self) -> tuple[Entry, ...]:
        """Give the item that was being read.

        Raises: EarlierError where it cannot be read.
        """
        text, self._text = self._text, ""
        return self._item(text, self._number)

    def _item(self, text: str, number: int) -> tuple[Entry, ...]:
        begin = _BEGIN.match(text)
        if begin is None:
            return ()
        cells = {"n": begin["flags"]}
        for key, value in _PAIR.findall(_COMMENT.sub("", text[begin.end() :])):
            cells.setdefault(key, value.strip('"'))
        try:
            return self._of.entry(cells, number) or ()
        except MalformedError as error:
            raise EarlierError(str(error), number) from error


ARP = Ruled(
    name="MikroTik: ARP",
    vantage="ARP table",
    hint="mac-address",
    headings=(
        heading(
            "n: #",
            "address: address",
            "mac-address: mac-address",
            "interface: interface",
            "status?: status",
        ),
    ),
    entry=_arp,
)
ARP_ITEMS = Items(
    name="MikroTik: ARP, terse or detail",
    vantage="ARP table",
    fits=re.compile(r"\saddress=\S+\s+(?:mac-address=\S+\s+)?interface=|\saddress=\S+ interface="),
    legend=re.compile(r"Flags:.*\b(?:p - published|c - complete)", re.IGNORECASE),
    entry=_arp,
)
HOSTS = Ruled(
    name="MikroTik: bridge hosts",
    vantage="switch table",
    hint="mac-address",
    headings=(
        heading(
            "n: #",
            "mac-address: mac-address",
            "vid?: vid",
            "on-interface: on-interface",
            "bridge: bridge",
            "age?: age",
        ),
        heading(
            "bridge: bridge", "mac-address: mac-address", "on-interface: on-interface", "age?: age"
        ),
    ),
    entry=_host,
)
HOST_ITEMS = Items(
    name="MikroTik: bridge hosts, terse or detail",
    vantage="switch table",
    fits=re.compile(r"\bon-interface="),
    legend=re.compile(r"Flags:.*\be - external", re.IGNORECASE),
    entry=_host,
)
NEIGHBOURS = Ruled(
    name="MikroTik: neighbours",
    vantage="LLDP neighbours",
    hint="mac-address",
    headings=(
        heading(
            "n: #",
            "interface: interface",
            "address: address",
            "mac-address: mac-address",
            "identity?: identity",
            "version?: version",
            "board?: board",
        ),
    ),
    entry=_neighbour,
)
NEIGHBOUR_ITEMS = Items(
    name="MikroTik: neighbours, terse or detail",
    vantage="LLDP neighbours",
    fits=re.compile(r"^\s*\d+\s+interface=\S+\s"),
    entry=_neighbour,
)
LEASES = Ruled(
    name="MikroTik: DHCP leases",
    vantage="DHCP leases",
    hint="mac-address",
    headings=(
        heading(
            "n: #",
            "address: address",
            "mac-address: mac-address",
            "client?: client-id",
            "host-name?: host-name",
            "server: server",
            "rate?: rate-limit",
            "status?: status",
            "last-seen?: last-seen",
        ),
    ),
    entry=_lease,
)
LEASE_ITEMS = Items(
    name="MikroTik: DHCP leases, terse or detail",
    vantage="DHCP leases",
    fits=re.compile(r"\saddress=\S+\s+(?:mac-address=\S+\s+)?(?:.*\s)?server="),
    legend=re.compile(r"Flags:.*\b(?:r - radius|b - blocked)", re.IGNORECASE),
    entry=_lease,
)
