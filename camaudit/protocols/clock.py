"""A device's clock against that of the capture: dates in answers, and how far apart they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime

WRONG = 3_600.0  # seconds: further apart is told where a date is read in passing

_IN_STEP = 2.0  # seconds
_UNITS = (
    (2 * 365 * 86_400, 365 * 86_400, "years"),
    (2 * 86_400, 86_400, "days"),
    (7_200, 3_600, "hours"),
    (120, 60, "minutes"),
    (0, 1, "seconds"),
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# RFC 9110 section 5.6.7, and the form of live555: "Tue, Jan 05 2016 10:11:12 GMT".
_DATE = re.compile(
    r"(?:([0-9]{1,2})[ -]([A-Za-z]{3})[ -]|([A-Za-z]{3}) ([0-9]{1,2}) )([0-9]{4}) "
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})"
)
_APART = re.compile(r"([0-9]{1,6}) (years|days|hours|minutes|seconds) (?:ahead|behind)")


def apart(seconds: float) -> str:
    """Write how far two clocks are apart, coarse enough to be the same in every packet."""
    size = abs(seconds)
    if size < _IN_STEP:
        return "in step"
    unit, name = next((unit, name) for least, unit, name in _UNITS if size >= least)
    return f"{round(size / unit)} {name} {'ahead' if seconds > 0 else 'behind'}"


def seconds_in(text: str) -> int | None:
    """Read what `apart` wrote, without its direction; None where it is in step, or is none."""
    found = _APART.fullmatch(text)
    if found is None:
        return None
    unit = next(unit for _, unit, name in _UNITS if name == found[2])
    return int(found[1]) * unit


def wrong(clock: float | None, at: float) -> str | None:
    """Say how far a device's clock is off, where that is more than an hour.

    Input: both in Unix seconds, the device's and the capture's.
    """
    if clock is None or abs(clock - at) <= WRONG:
        return None
    return apart(clock - at)


def unix(text: str | None) -> float | None:
    """Read the Date of an answer; None where it is none."""
    found = _DATE.search(text[:64]) if text else None
    if found is None:
        return None
    month = (found[2] or found[3]).lower()
    if month not in _MONTHS:
        return None
    day = int(found[1] or found[4])
    return moment(int(found[5]), _MONTHS.index(month) + 1, day, *map(int, found.group(6, 7, 8)))


def moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> float | None:
    """Give Unix seconds of a moment in UTC; None where there is no such moment."""
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None
