"""What DuckDB gives back, and what logs write -> values of the model; None where it is none."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.model.endpoint import is_multicast_mac

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress

SECOND = 1_000_000  # microseconds
MAX_ADDRESS = 64  # characters
_SEPARATORS = str.maketrans("", "", ":-. \t")
_HEX = frozenset("0123456789abcdef")

Value = bool | int | float | str | list["Value"] | None
Row = tuple[Value, ...]


def number(value: Value) -> int:
    """Read a whole number; 0 where there is none."""
    return value if isinstance(value, int) else 0


def number_or_none(value: Value) -> int | None:
    """Read a whole number that may be absent."""
    return value if isinstance(value, int) else None


def seconds(value: Value) -> float:
    """Read microseconds as seconds."""
    return number(value) / SECOND


def texts(value: Value) -> tuple[str, ...]:
    """Read a list of texts; what is none is passed over."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def address(text: Value) -> IPAddress | None:
    """Read an address as a log writes it."""
    if not isinstance(text, str) or len(text) > MAX_ADDRESS:
        return None
    try:
        ip = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if ip.version == 6 else None
    return mapped or ip


def spellings(ip: IPAddress) -> tuple[str, ...]:
    """Give the ways in which logs write an address."""
    if ip.version == 4:
        return (str(ip), f"::ffff:{ip}")
    short, full = str(ip), ip.exploded
    unpadded = ":".join(f"{int(group, 16):x}" for group in full.split(":"))
    lower = dict.fromkeys((short, full, unpadded))
    return tuple(dict.fromkeys((*lower, *(word.upper() for word in lower))))


def mac(text: Value) -> str | None:
    """Read a MAC in any notation: "00:11:22:33:44:55"; None for groups and nobody."""
    digits = text.translate(_SEPARATORS).lower() if isinstance(text, str) else ""
    if len(digits) != 12 or not _HEX.issuperset(digits) or digits == "0" * 12:
        return None
    found = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    return None if is_multicast_mac(found) else found
