"""Any text with MACs in its lines: the last resort, and named so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tables.cells import address_or_none
from camaudit.tables.entry import Entry
from camaudit.tables.macs import is_device, macs_in

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.tables.entry import Line

MAX_MACS = 8  # of one line; more is no row of a table
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w:]|\.\d)"
)


class Generic:
    """Takes single lines: one MAC and one address in a line belong together."""

    name = "any text with MACs in it"
    vantage = "text with MACs"

    def begins(self, line: str) -> OneLine | None:
        """Take a line that has a MAC in it."""
        return OneLine() if macs_in(line) else None


class OneLine:
    """One line."""

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take the line; see `entry.Rows`. There is no next one."""
        found = [(begin, end, mac) for begin, end, mac in macs_in(line.text) if is_device(mac)]
        macs = dict.fromkeys(mac for _, _, mac in found)
        rest = line.text
        for begin, end, _ in reversed(found):
            rest = f"{rest[:begin]} {rest[end:]}"
        addresses = _addresses(rest)
        both = len(macs) == 1 and len(addresses) == 1
        return tuple(
            Entry(line=line.number, mac=mac, ip=addresses[0] if both else None)
            for mac in list(macs)[:MAX_MACS]
        )

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing."""
        return ()


def _addresses(text: str) -> list[IPAddress]:
    found = (address_or_none(match[0]) for match in _ADDRESS.finditer(text))
    return list(dict.fromkeys(ip for ip in found if ip is not None))


GENERIC = Generic()
