"""Who held each address from when to when, from the growing log that a DHCP server keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.tables.entry import Entry

MAX_ADDRESSES = 500_000  # whose last holder is remembered; each further lease stands for itself

LEASES = "DHCP leases"
RESERVATIONS = "DHCP reservations"


class Leases:
    """Joins the leases of one holder; a new holder ends the time of the one before."""

    def __init__(self) -> None:
        self._held: dict[IPAddress, Entry] = {}

    def hold(self, entry: Entry) -> tuple[Entry, ...]:
        """Take a lease, in the order of the file; give the one that it ends."""
        if entry.ip is None:
            return (entry,)
        before = self._held.get(entry.ip)
        if before is None:
            if len(self._held) >= MAX_ADDRESSES:
                return (entry,)
            self._held[entry.ip] = entry
            return ()
        if before.mac == entry.mac:
            says = tuple(dict.fromkeys((*entry.says, *before.says)))
            begins = None if before.begins is None else _least(before.begins, entry.begins)
            self._held[entry.ip] = replace(entry, begins=begins, says=says)
            return ()
        self._held[entry.ip] = entry
        return (replace(before, ends=_least(before.ends, entry.begins)),)

    def drop(self, ip: IPAddress, at: float | None) -> tuple[Entry, ...]:
        """End the lease of an address that nobody holds any more."""
        before = self._held.pop(ip, None)
        return () if before is None else (replace(before, ends=_least(before.ends, at)),)

    def finish(self) -> tuple[Entry, ...]:
        """Give the last holder of each address, in the order of the file."""
        held, self._held = self._held, {}
        return tuple(sorted(held.values(), key=lambda entry: entry.line))


def _least(one: float | None, other: float | None) -> float | None:
    return min((time for time in (one, other) if time is not None), default=None)
