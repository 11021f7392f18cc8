"""Times as logs write them -> microseconds since 1970 UTC: the macros that formats use.

A time without a zone is read in the zone that the operator states. Where a clock hour happens
twice there, the first is meant; one that never happens is read as if the clock had not gone on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

FIRST_YEAR, LAST_YEAR = 2005, 2045  # whose changes of the clock are known to the macros
SECOND = 1_000_000  # microseconds
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a clock on the wall, in whatever zone


def macros(zone: tzinfo, now: float) -> list[str]:
    """Give the statements that make the macros.

    Input: now: Unix seconds of the file; a time without a year lies at most a day behind it.
    """
    first, changes = _changes(zone)
    cases = "".join(f" WHEN us < {wall} THEN {offset}" for wall, offset in changes)
    last = first if not changes else _offset(zone, datetime(LAST_YEAR, 12, 31))  # noqa: DTZ001
    offset = f"CASE{cases} ELSE {last} END" if changes else str(first)
    here = datetime.fromtimestamp(now, UTC)
    # Nanoseconds have 19 digits until 2286, microseconds 16, milliseconds 13.
    return [
        f"CREATE MACRO wall_us(us) AS (us - ({offset}))",
        # A duration; what is longer than thirty years is none.
        """CREATE MACRO micro(text) AS (CASE WHEN try_cast(text AS DOUBLE) BETWEEN 0 AND 1e9
            THEN (try_cast(text AS DOUBLE) * 1e6)::BIGINT END)""",
        "CREATE MACRO wall(stamp) AS wall_us(epoch_us(stamp::TIMESTAMP))",
        """CREATE MACRO epoch(text) AS (CASE
            WHEN try_cast(text AS DOUBLE) < 1e11 THEN round(try_cast(text AS DOUBLE) * 1e6)::BIGINT
            WHEN try_cast(text AS DOUBLE) < 1e14 THEN round(try_cast(text AS DOUBLE) * 1e3)::BIGINT
            WHEN try_cast(text AS DOUBLE) < 1e17 THEN try_cast(text AS DOUBLE)::BIGINT
            WHEN try_cast(text AS DOUBLE) < 1e19 THEN try_cast(text AS HUGEINT) // 1000
            END)""",
        # TIMESTAMPTZ would read a time without a zone in the zone of this computer.
        r"""CREATE MACRO iso(text) AS (CASE
            WHEN regexp_matches(text, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?$')
            THEN wall_us(epoch_us(try_cast(replace(text, ',', '.') AS TIMESTAMP)))
            WHEN regexp_matches(text, '^\d{4}-\d\d-\d\d[T ].*([zZ]|[-+]\d\d(:?\d\d)?)$')
            THEN epoch_us(try_cast(regexp_replace(replace(text, ',', '.'),
                '([-+]\d\d)(\d\d)$', '\1:\2') AS TIMESTAMPTZ))
            END)""",
        """CREATE MACRO bsd_in(text, year) AS wall(try_strptime(
            year::VARCHAR || ' ' || regexp_replace(text, ' +', ' ', 'g'), '%Y %b %d %H:%M:%S'))""",
        f"""CREATE MACRO bsd(text) AS (CASE
            WHEN bsd_in(text, {here.year + 1}) <= {_us(now)} THEN bsd_in(text, {here.year + 1})
            WHEN bsd_in(text, {here.year}) <= {_us(now)} THEN bsd_in(text, {here.year})
            WHEN bsd_in(text, {here.year - 1}) <= {_us(now)} THEN bsd_in(text, {here.year - 1})
            ELSE coalesce(bsd_in(text, {here.year - 4}), bsd_in(text, {here.year - 3}),
                bsd_in(text, {here.year - 2})) END)""",
    ]


def _us(now: float) -> int:
    """Give the latest time that a line of a file of this date can bear."""
    return int((now + _DAY.total_seconds()) * SECOND)


def _changes(zone: tzinfo) -> tuple[int, list[tuple[int, int]]]:
    """Give the first offset, and the wall times until which one holds, each with it.

    Output: both in microseconds; sorted.
    """
    begin = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001 - a clock on the wall
    first = before = _offset(zone, begin)
    found: list[tuple[int, int]] = []
    for day in _days(begin):
        after = _offset(zone, day)
        if after != before:
            found.append((_moment(zone, day - _DAY, day, before), before))
            before = after
    return first, found


def _days(day: datetime) -> Iterator[datetime]:
    while day.year <= LAST_YEAR:
        yield day
        day += _DAY


def _moment(zone: tzinfo, low: datetime, high: datetime, before: int) -> int:
    """Find the second of the wall clock from which another offset holds, by halving."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return (high - _EPOCH) // timedelta(microseconds=1)


def _offset(zone: tzinfo, wall: datetime) -> int:
    return (zone.utcoffset(wall) or timedelta()) // timedelta(microseconds=1)
