"""The zone of times that are written without one, as an operator names it."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from camaudit.errors import UsageError


def zone_named(name: str | None) -> tzinfo:
    """Give the zone of a name of the IANA list; UTC where none is given.

    Raises: UsageError where there is no such zone.
    """
    if name is None:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"--zone {name!r}: no zone such as Europe/London or UTC") from None
