"""Times as logs write them -> microseconds since 1970 UTC: the macros that formats use.

A time without a zone is read in the zone that the operator states. Where a clock hour happens
twice there, the first is meant; one that never happens is read as if the clock had not gone on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import tzinfo

SECOND = 1_000_000  # microseconds
_DAY = timedelta(days=1)


def macros(zone: tzinfo, now: float) -> list[str]:
    """Give the statements that make the macros.

    Input: now: Unix seconds of the file; a time without a year lies at most a day behind it.
    """
    here = datetime.fromtimestamp(now, UTC)
    # Nanoseconds have 19 digits until 2286, microseconds 16, milliseconds 13.
    return [
        f"CREATE MACRO dated() AS ({round(now * SECOND)})",
        # A duration; what is longer than thirty years is none.
        """CREATE MACRO micro(text) AS (CASE WHEN try_cast(text AS DOUBLE) BETWEEN 0 AND 1e9
            THEN (try_cast(text AS DOUBLE) * 1e6)::BIGINT END)""",
        f"CREATE MACRO wall(stamp) AS {_wall(zone)}",
        """CREATE MACRO epoch(text) AS (CASE
            WHEN try_cast(text AS DOUBLE) < 1e11 THEN round(try_cast(text AS DOUBLE) * 1e6)::BIGINT
            WHEN try_cast(text AS DOUBLE) < 1e14 THEN round(try_cast(text AS DOUBLE) * 1e3)::BIGINT
            WHEN try_cast(text AS DOUBLE) < 1e17 THEN try_cast(text AS DOUBLE)::BIGINT
            WHEN try_cast(text AS DOUBLE) < 1e19 THEN try_cast(text AS HUGEINT) // 1000
            END)""",
        # TIMESTAMPTZ would read a time without a zone in the zone of this computer.
        r"""CREATE MACRO iso(text) AS (CASE
            WHEN regexp_matches(text, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?$')
            THEN wall(try_cast(replace(text, ',', '.') AS TIMESTAMP))
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


def _wall(zone: tzinfo) -> str:
    """Write the SQL that reads `stamp` in a zone.

    An argument of a macro is written out wherever it stands, and worked out each time: so it stands
    here twice, not once for each change of the clock.
    """
    if isinstance(zone, ZoneInfo) and zone.key:
        key = zone.key.replace("'", "''")
        # of an hour that happens twice DuckDB takes the last
        return (
            f"least(epoch_us(timezone('{key}', stamp::TIMESTAMP)), 3600000000 + "
            f"epoch_us(timezone('{key}', stamp::TIMESTAMP - INTERVAL 1 HOUR)))"
        )
    return f"(epoch_us(stamp::TIMESTAMP) - {_offset(zone)})"


def _offset(zone: tzinfo) -> int:
    """Give the distance of a fixed zone from UTC in microseconds."""
    return (zone.utcoffset(None) or timedelta()) // timedelta(microseconds=1)
