"""MAC addresses in every notation in which tables write them, and those that Excel damaged.

Notations: IEEE 802-2014 section 8.1 (`-`, `:`), Cisco `aabb.ccdd.eeff`, H3C and Huawei
`aabb-ccdd-eeff`, HP ProCurve `aabbcc-ddeeff`, twelve bare digits, and `arp -a` of macOS and BSD,
which leaves leading zeros out (`0:1b:2:3:4:5`).
"""

from __future__ import annotations

import re

_EXACT = re.compile(
    r"[0-9A-Fa-f]{1,2}([:-])(?:[0-9A-Fa-f]{1,2}\1){4}[0-9A-Fa-f]{1,2}"
    r"|[0-9A-Fa-f]{4}([.:-])[0-9A-Fa-f]{4}\2[0-9A-Fa-f]{4}"
    r"|[0-9A-Fa-f]{6}[:-][0-9A-Fa-f]{6}"
    r"|[0-9A-Fa-f]{2}(?:([. ])[0-9A-Fa-f]{2})(?:\3[0-9A-Fa-f]{2}){4}"
    r"|(?:0x)?[0-9A-Fa-f]{12}"
)
# In running text: nothing that goes on at either end, as the groups of an IPv6 address do; twelve
# bare digits only with a letter among them, as any number may have twelve figures.
_WITHIN = re.compile(
    r"(?<![0-9A-Za-z:.-])(?:"
    r"[0-9A-Fa-f]{1,2}:(?:[0-9A-Fa-f]{1,2}:){4}[0-9A-Fa-f]{1,2}"
    r"|[0-9A-Fa-f]{2}-(?:[0-9A-Fa-f]{2}-){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]{4}([.-])[0-9A-Fa-f]{4}\1[0-9A-Fa-f]{4}"
    r"|[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6}"
    r"|(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{12}"
    r")(?![0-9A-Za-z:-]|\.[0-9A-Za-z])"
)
# 1.23E+11, 1,23E+11; 1234E5 for 00:00:12:34:e5 is one as well, and eleven figures or fewer have
# lost their leading zeros.
_DAMAGED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[Ee]\+?[0-9]+|[0-9]{5,11}(?:[.,]0+)?")


def mac_of(text: str) -> str | None:
    """Read one MAC as "00:11:22:33:44:55"; None where the text is none."""
    text = text.strip()
    if not _EXACT.fullmatch(text):
        return None
    if len(text) == 14 and text[:2] in {"0x", "0X"}:
        return _grouped(text[2:])
    parts = re.split(r"[:. -]", text)
    if len(parts) == 6:
        return ":".join(f"{part:0>2}" for part in parts).lower()
    return _grouped("".join(parts))


def macs_in(line: str) -> list[tuple[int, int, str]]:
    """Give every MAC in a line of text: where it begins and ends, and the MAC."""
    found = []
    for match in _WITHIN.finditer(line):
        mac = mac_of(match[0])
        if mac is not None:
            found.append((match.start(), match.end(), mac))
    return found


def is_damaged(text: str) -> bool:
    """Tell whether the text of a column of MACs is one that a spreadsheet took for a number."""
    return _DAMAGED.fullmatch(text.strip()) is not None


def is_device(mac: str) -> bool:
    """Tell whether a MAC can be that of a device: no group address, not all zero."""
    return not int(mac[1], 16) & 1 and mac != "00:00:00:00:00:00"


def _grouped(digits: str) -> str:
    low = digits.lower()
    return ":".join(low[at : at + 2] for at in range(0, 12, 2))
