"""What an export of another program is, and how a row of one is read; export_columns.py has all.

An export is known by its headings alone. A column in which a program names a maker, a kind or an
operating system is its opinion and has no place here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.errors import DamagedError, MalformedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import BindingHow, Channel
from camaudit.protocols.values import address_from_text
from camaudit.tables.cells import said, vlan_cell
from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_damaged, is_device, mac_of
from camaudit.tables.pairs import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from camaudit.model.endpoint import IPAddress

MAX_TOGETHER = 64  # MACs or addresses of one cell
_PARTS = re.compile(r"[\s,;|]+")
_OTHER_CLIENT = re.compile(r"(?:[0-9A-Fa-f]{2}[-:]?){7,80}")  # of dial-in, of InfiniBand
# 12:34:56:7E:00:05 without its marks is 1234567E0005: in a workbook, the number 123456700000.
_ROUND = re.compile(r"[0-9]{9}000")
_NOTHING = frozenset({"n/a", "-", "--", "none", "unknown", "null", "dhcp"})


class Part(StrEnum):
    """What a column of an export holds."""

    MAC = "mac"
    IP = "ip"
    NAME = "name"  # that the device gave to a DHCP server
    SWITCH = "switch"
    PORT = "port"  # of the switch
    VLAN = "vlan"
    STATE = "state"
    GONE = "gone"  # "yes": what the row tells is over
    WEB = "web"  # what a web server called itself, word for word


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export: its headings in plain words, without case and punctuation."""

    name: str
    vantage: str
    needs: tuple[str, ...]  # all of them
    columns: Mapping[Part, tuple[str, ...]]  # the first heading that is there
    any_of: tuple[tuple[str, ...], ...] = ()  # at least one of each group
    without: tuple[str, ...] = ()  # none of them
    how: BindingHow = BindingHow.TABLE
    reserved: frozenset[str] = frozenset()  # states, in lower case, of a reservation
    left_out: frozenset[str] = field(default_factory=frozenset)  # states of what is not there

    def fits(self, headings: frozenset[str]) -> bool:
        """Tell whether a row of headings is that of this export."""
        return (
            set(self.needs) <= headings
            and headings.isdisjoint(self.without)
            and not any(headings.isdisjoint(group) for group in self.any_of)
        )

    def places(self, headings: Sequence[str]) -> dict[Part, int]:
        """Tell in which column each part stands."""
        found = {}
        for part, spellings in self.columns.items():
            at = next((headings.index(one) for one in spellings if one in headings), None)
            if at is not None:
                found[part] = at
        return found


def entries(export: Export, number: int, cells: Mapping[Part, str]) -> tuple[Entry, ...]:
    """Read one row; a device without a MAC gives no entry.

    Raises: DamagedError, MalformedError where a cell does not hold what its column should.
    """
    state = " ".join(cells.get(Part.STATE, "").lower().split())
    if cells.get(Part.GONE, "").lower() in {"yes", "true", "1"} or state in export.left_out:
        return ()
    macs = _macs(cells.get(Part.MAC, ""))
    addresses = _addresses(cells.get(Part.IP, ""))
    how = BindingHow.RESERVATION if state in export.reserved else export.how
    port, switch = cells.get(Part.PORT), cells.get(Part.SWITCH)
    together: Sequence[IPAddress | None] = addresses if len(macs) == 1 and addresses else (None,)
    name = named(cells.get(Part.NAME, "")) if how is BindingHow.DHCP else ()
    return tuple(
        Entry(
            line=number,
            mac=mac,
            ip=ip,
            how=how,
            port=port or None,
            switch=switch or None,
            vlan=vlan_cell(cells.get(Part.VLAN)),
            says=name + said((Channel.HTTP_SERVER, _stated(cells.get(Part.WEB)))),
        )
        for mac in macs
        for ip in together
        if ip is not None or how is not BindingHow.RESERVATION  # else it says nothing at all
    )


def _stated(text: str | None) -> str | None:
    """Leave out what Angry IP Scanner writes where it knows nothing."""
    return None if text is None or text.startswith("[n/") else text


def _macs(text: str) -> list[str]:
    """Read a cell of MACs; each in any notation, several with a comma or a blank between.

    Raises: DamagedError, MalformedError.
    """
    bare = text.strip()
    if not bare or bare.startswith("[n/") or bare.lower() in _NOTHING:
        return []
    if _ROUND.fullmatch(bare):
        raise DamagedError("a MAC that a spreadsheet took for a number")
    parts = [bare, *_PARTS.split(bare)[:MAX_TOGETHER]]
    found = [mac for part in parts if (mac := mac_of(part)) is not None]
    if not found and not _OTHER_CLIENT.fullmatch(bare):
        raise (DamagedError if is_damaged(bare) else MalformedError)("no MAC in a column of MACs")
    return [mac for mac in dict.fromkeys(found) if is_device(mac)]


def _addresses(text: str) -> list[IPAddress]:
    """Read a cell of addresses.

    Raises: MalformedError where it holds something, and no address.
    """
    parts = [part for part in _PARTS.split(text.strip("[] "))[:MAX_TOGETHER] if part]
    found = [ip for part in parts if (ip := address_from_text(part.strip("[]'\""))) is not None]
    if parts and not found and parts[0].lower() not in _NOTHING:
        raise MalformedError("no address in a column of addresses")
    return [ip for ip in dict.fromkeys(found) if is_usable(ip)]
