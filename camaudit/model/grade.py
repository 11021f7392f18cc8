"""The one scale of sureness."""

from __future__ import annotations

from enum import StrEnum


class Grade(StrEnum):
    """How sure a statement is; the order is that of `rank`."""

    UNKNOWN = "unknown"
    POSSIBLE = "possible"
    LIKELY = "likely"
    CONFIRMED = "confirmed"

    @property
    def rank(self) -> int:
        """0 (unknown) to 3 (confirmed)."""
        return _ORDER.index(self)


_ORDER = (Grade.UNKNOWN, Grade.POSSIBLE, Grade.LIKELY, Grade.CONFIRMED)
