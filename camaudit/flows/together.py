"""Rows of a log that are one contact, put together: parts of a session, pieces that were cut.

Rows are as `contacts` of camaudit/flows/sql.py asks for, with `session`; what they have in common
is their two ends, whichever of them is the source.
"""

from __future__ import annotations

_ENDS = "local, peer, proto, own_port, far_port"
_BEST_ACTION = """CASE WHEN bool_or(action = 'allowed') THEN 'allowed'
        WHEN bool_or(action = 'denied') THEN 'denied' END AS action"""


def sessions(rows: str) -> str:
    """Put the rows of one session together: its counters only ever grow."""
    return f"""SELECT min(line) AS line, min(t) AS t, max(t_end) AS t_end, {_ENDS},
        coalesce(bool_or(outward) FILTER (WHERE opened), bool_or(outward)) AS outward,
        max(sent) AS sent, max(received) AS received, bool_or(answered) AS answered,
        {_BEST_ACTION}, bool_or(opened) AS opened, CAST(NULL AS VARCHAR) AS session
        FROM ({rows}) GROUP BY {_ENDS}, coalesce(session, 'line ' || line)"""


def pieces(rows: str, cut_after: int) -> str:
    """Put together what lies closer than an exporter's time-out (microseconds).

    An exporter that writes one way at a time shows an answer as a row the other way.
    """
    ends = f"PARTITION BY {_ENDS} ORDER BY t, line"
    return f"""SELECT min(line) AS line, min(t) AS t, max(t_end) AS t_end, {_ENDS},
        coalesce(bool_or(outward) FILTER (WHERE opened), bool_or(outward)) AS outward,
        CAST(sum(sent) AS BIGINT) AS sent, CAST(sum(received) AS BIGINT) AS received,
        coalesce(bool_or(answered), bool_or(outward) AND NOT bool_and(outward)) AS answered,
        {_BEST_ACTION}, bool_or(opened) AS opened, CAST(NULL AS VARCHAR) AS session
        FROM (SELECT *, sum(CASE WHEN t <= before THEN 0 ELSE 1 END) OVER ({ends}) AS contact
            FROM (SELECT *, {cut_after} + max(t_end) OVER ({ends} ROWS BETWEEN UNBOUNDED PRECEDING
                AND 1 PRECEDING) AS before FROM ({rows})))
        GROUP BY {_ENDS}, contact"""
