"""What a device says of itself to the other end of its cable; LLDP and CDP share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One announcement. What was not told is None."""

    chassis: str  # a MAC, a name, or other text
    mac: str | None  # where the chassis is named by one
    port: str  # the sender's own, out of which this was sent
    name: str | None
    description: str | None
    address: IPAddress | None  # of its management
    forwards: bool  # a switch, a router or an access point
    vlan: int | None  # 1-4094, of the port's untagged frames
    manufacturer: str | None
    model: str | None
    firmware: str | None
    serial: str | None
