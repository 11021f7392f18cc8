"""By what datagrams are told, laid out as the triage kernel looks it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import triage
from camaudit.model.frame import UNROUTED

if TYPE_CHECKING:
    from camaudit.model.ahead import Signs


def table(signs: Signs | None) -> bytes:
    """Lay out what `triage` looks up by hops, by first byte and by port."""
    made = bytearray(triage.SIGNS)
    for hops in UNROUTED:
        made[triage.UNROUTED + hops] = 1
    if signs is not None:
        for byte in signs.firsts:
            made[triage.SPEAKS + byte] = 1
        for port in signs.ports:
            made[triage.PORTS + port] = 1
    return bytes(made)


def marks(signs: Signs | None) -> list[int]:
    """Lay out what `triage` looks for inside a datagram."""
    if signs is None:
        return [-1, -1]  # no datagram is so long
    inside = [(place, int.from_bytes(mark, "big")) for place, mark in sorted(signs.marks)]
    return [
        number for one in (*inside, *((-1, size) for size in sorted(signs.sizes))) for number in one
    ]
