"""What stands in one cell of a table: MAC, address, VLAN, time. One reading for all formats."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.errors import DamagedError, MalformedError
from camaudit.model.observation import MAX_VALUE
from camaudit.scrub import scrub_text
from camaudit.tables.macs import is_damaged, is_device, mac_of

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Channel

_NOTHING = frozenset(
    {"", "-", "--", "---", "n/a", "na", "none", "not advertised", "unknown", "(none)"}
)
_VLAN = re.compile(r"(?:v|vl|vlan|vlanif|vlan-interface|irb|bvi)?[-_. ]?0*(\d{1,4})", re.IGNORECASE)
_SPAN = re.compile(
    r"(\d+)\s*(y|w|d|h|m|s)(?:ears?|eeks?|ays?|ours?|rs?|inutes?|ins?|n|econds?|ecs?)?(?![a-z])"
)
_UNITS = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def mac_cell(text: str) -> str | None:
    """Read the MAC of a column of MACs; None where it is no device's (a group, zero).

    Raises: DamagedError where a spreadsheet took it for a number, MalformedError where it is none.
    """
    mac = mac_of(text)
    if mac is None:
        if is_damaged(text):
            raise DamagedError("a MAC that a spreadsheet took for a number")
        raise MalformedError("no MAC where one should stand")
    return mac if is_device(mac) else None


def address_cell(text: str) -> IPAddress:
    """Read an address; its zone, a prefix length, brackets and a port of `[...]:port` go.

    Raises: MalformedError.
    """
    bare = text.strip().strip("()[]").partition("%")[0].partition("/")[0]
    try:
        return ip_address(bare)
    except ValueError:
        raise MalformedError("no address where one should stand") from None


def address_or_none(text: str | None) -> IPAddress | None:
    """Read an address where one is; None where there is none or it names nobody."""
    if not text:
        return None
    try:
        found = address_cell(text)
    except MalformedError:
        return None
    return None if found.is_unspecified or found.is_multicast else found


def vlan_cell(text: str | None) -> int | None:
    """Read a VLAN, as "10", "vlan10", "VLAN0010", "Vlan-interface10"; None where none is told."""
    found = _VLAN.fullmatch(text.strip()) if text else None
    number = int(found[1]) if found else 0
    return number if 1 <= number <= 4094 else None


def text_cell(text: str | None) -> str | None:
    """Give what a cell tells; None where it says in words that it tells nothing."""
    bare = (text or "").strip()
    return None if bare.lower() in _NOTHING else bare


def seconds_of(text: str | None, unit: float = 1.0) -> float | None:
    """Read a span of time: "190", "00:04:12", "1:02:03:04", "3d04h", "2h5m", "1w2d", "never".

    Input:  unit: seconds of a bare number.
    Output: None where no time is told.
    """
    if not text:
        return None
    bare = text.strip().lower()
    if re.fullmatch(r"\d{1,10}(?:\.\d{1,6})?", bare):
        return float(bare) * unit
    if re.fullmatch(r"\d{1,6}(?::\d{1,2}){1,3}", bare):
        total = 0.0
        parts = [int(part) for part in bare.split(":")]
        sizes = [86_400, 3_600, 60, 1][-len(parts) :]
        for part, size in zip(parts, sizes, strict=True):
            total += part * size
        return total
    spans = _SPAN.findall(bare)
    if not spans or _SPAN.sub("", bare).strip(" ,."):
        return None
    return float(sum(int(number[:9]) * _UNITS[name] for number, name in spans))


def said(*told: tuple[Channel, str | None]) -> tuple[tuple[Channel, str], ...]:
    """Keep what a device said of itself, without what says nothing and without credentials."""
    return tuple(
        (channel, scrub_text(text)[:MAX_VALUE])
        for channel, given in told
        if (text := text_cell(given)) is not None
    )
