"""Who held an address from when to when: an address is not a device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of time of one address; those of an address are sorted and leave no gap."""

    ip: IPAddress
    begins: float  # Unix seconds; -inf for the first
    ends: float  # Unix seconds, not included; inf for the last
    mac: str | None  # who held it; None: nobody is known to, it stays the address's own
    # None: it is known. Else nothing says so for this stretch, and this is the nearest time at
    # which it is known (Unix seconds): what is seen is at most possibly the device's.
    held_on: float | None
