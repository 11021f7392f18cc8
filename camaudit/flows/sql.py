"""The SQL that aggregates contacts, written so that DuckDB and Spark give equal rows.

It only filters and groups: what is judged is judged in Python over unique addresses. Times are
integers (microseconds), sums are integers, quantiles are values that occur, and every order is
said. A relation of contacts has the columns of KEY and

    t, t_end    microseconds since 1970 UTC
    sent, received  bytes, or NULL
    answered    boolean, never NULL
    line        where it stands in the file
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3_600_000_000  # microseconds
MANY_BYTES = 1 << 44  # what no single row of a log has in earnest: 16 TiB

# What makes one flow; `local` is the address inside, `span` who held it. The order is that of rows.
KEY = ("local", "span", "peer", "proto", "peer_port", "local_port", "initiator", "action")
_KEY = ", ".join(KEY)
_OF_DAY = ", ".join(
    f"coalesce(sum(contacts) FILTER (WHERE hour % 24 = {hour}), 0) AS h{hour}" for hour in range(24)
)


def hours(contacts: str) -> str:
    """Count the contacts of each flow in each clock hour."""
    return f"""SELECT {_KEY}, CAST(floor(t / {HOUR}) AS BIGINT) AS hour, count(*) AS contacts,
        sum(CASE WHEN answered THEN 1 ELSE 0 END) AS answered, sum(sent) AS sent,
        sum(received) AS received, min(t) AS first, max(t_end) AS last, min(line) AS line
        FROM {contacts} GROUP BY {_KEY}, CAST(floor(t / {HOUR}) AS BIGINT)"""


def sums(hours: str) -> str:
    """Put the hours of each flow together."""
    return f"""SELECT {_KEY}, sum(contacts) AS contacts, sum(answered) AS answered,
        sum(sent) AS sent, sum(received) AS received, min(first) AS first, max(last) AS last,
        min(line) AS line, count(*) AS hours, max(contacts) AS busiest, {_OF_DAY}
        FROM {hours} GROUP BY {_KEY}"""


def gaps(contacts: str, key: str) -> str:
    """List the times between the beginnings of contacts, and what was sent in each.

    Input: key: columns of `contacts` that tell a flow.
    """
    return f"""SELECT {key}, sent, t - lag(t) OVER (PARTITION BY {key} ORDER BY t) AS gap
        FROM {contacts}"""


def quartiles(gaps: str, key: str, of: str) -> str:
    """Give the quartiles of the gaps and of the sizes of each flow, each as a list.

    Input: of: how the engine writes the three quartiles of {what}, which must be values that occur.
    """
    gap, size = of.format(what="gap"), of.format(what="sent")
    return f"SELECT {key}, {gap} AS gap, {size} AS size FROM {gaps} GROUP BY {key}"


def spreads(gaps: str, quartiles: str, key: str, median: str) -> str:
    """Give the median distance of a gap from the median gap of each flow.

    Input: median: how the engine writes the median gap, from the list of quartiles `q.gap`.
    """
    return f"""SELECT {key},
        percentile_disc(0.5) WITHIN GROUP (ORDER BY abs(g.gap - {median})) AS spread
        FROM {gaps} AS g JOIN {quartiles} AS q USING ({key}) WHERE g.gap IS NOT NULL
        GROUP BY {key}"""


def contacts(rows: str) -> str:
    """Tell who began each contact, and which port is the service's.

    Input: rows seen from the inner side: local and peer, outward (a boolean: local is the source),
           own_port, far_port, opened (the source is known to have begun), sent, received, answered
           and action where the log has them.
    """
    at_far_side = f"CASE WHEN opened THEN outward ELSE {at_peer('own_port', 'far_port')} END"
    ported = "proto IN ('tcp', 'udp', '132')"
    return f"""SELECT line, t, t_end, local, peer, proto, sent, received,
        CASE WHEN {ported} AND at_peer THEN {port("far_port")} END AS peer_port,
        CASE WHEN {ported} AND NOT at_peer THEN {port("own_port")} END AS local_port,
        CASE WHEN NOT opened THEN 'unknown' WHEN outward THEN 'local' ELSE 'peer' END AS initiator,
        coalesce(action, CASE WHEN answered THEN 'allowed' ELSE 'unknown' END) AS action,
        coalesce(answered, false) AS answered
        FROM (SELECT *, coalesce({at_far_side}, outward) AS at_peer FROM ({rows}) AS r) AS r"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the engines write differently."""

    quartiles: str  # the three quartiles of {what}, values that occur, as a list
    median: str  # the second of the list q.gap


DUCKDB = Dialect("quantile_disc({what}, [0.25, 0.5, 0.75])", "q.gap[2]")
SPARK = Dialect(
    "array("
    + ", ".join(
        f"CAST(percentile_disc({share}) WITHIN GROUP (ORDER BY {{what}}) AS BIGINT)"
        for share in (0.25, 0.5, 0.75)
    )
    + ")",
    "q.gap[1]",
)


def outbound(rows: str, ranges: Sequence[tuple[str, str]], dialect: Dialect) -> str:
    """Write the whole analysis of converted logs, in one statement, its rows in a said order.

    Input: rows: a relation of converted rows (camaudit/flows/convert.py);
           ranges: the first and last key of each network that is inside, at least one.
    """

    def side(inner: str, outer: str) -> str:
        return f"CASE WHEN src_in THEN {inner} ELSE {outer} END"

    seen = f"""SELECT place AS line, t, t_end, {side("src", "dst")} AS local,
        {side("dst", "src")} AS peer, src_in AS outward, proto,
        {side("src_port", "dst_port")} AS own_port, {side("dst_port", "src_port")} AS far_port,
        {side("bytes_src", "bytes_dst")} AS sent, {side("bytes_dst", "bytes_src")} AS received,
        answered, action, opened
        FROM (SELECT *, {inside("src", ranges)} AS src_in,
        {inside("dst", ranges)} AS dst_in FROM {rows}) AS r
        WHERE src_in <> dst_in"""
    # A port that is not there is 0: rows with one are found again by their key.
    whole = f"""SELECT line, t, t_end, local, 0 AS span, peer, proto, sent, received,
        coalesce(peer_port, 0) AS peer_port, coalesce(local_port, 0) AS local_port, initiator,
        action, answered FROM ({contacts(seen)}) AS c"""
    quarter = quartiles("gaps", _KEY, dialect.quartiles)
    order = ", ".join(f"sums.{column}" for column in KEY)
    return f"""WITH contacts AS ({whole}), hours AS ({hours("contacts")}),
        sums AS ({sums("hours")}), gaps AS ({gaps("contacts", _KEY)}), quartiles AS ({quarter}),
        spreads AS ({spreads("gaps", "quartiles", _KEY, dialect.median)})
        SELECT {order}, CAST(contacts AS BIGINT), CAST(answered AS BIGINT), CAST(sent AS BIGINT),
        CAST(received AS BIGINT), first, last, line, CAST(hours AS BIGINT), CAST(busiest AS BIGINT),
        gap, CAST(spread AS BIGINT), size,
        {", ".join(f"CAST(h{hour} AS BIGINT)" for hour in range(24))}
        FROM sums LEFT JOIN quartiles USING ({_KEY}) LEFT JOIN spreads USING ({_KEY})
        ORDER BY {order}"""


def inside(key: str, ranges: Sequence[tuple[str, str]]) -> str:
    """Write the condition that an address is inside; `ranges` as in `outbound`."""
    return "(" + " OR ".join(f"{key} BETWEEN '{low}' AND '{high}'" for low, high in ranges) + ")"


# Ports below 1024 and these are services wherever neither side is known to have begun; else the
# lower port is. Sources: IANA's registry; what cameras are documented to contact.
SERVICES = (
    1883, 1935, 3478, 3702, 5060, 5353, 5683, 6002, 6003, 7300, 7760, 7900, 8000, 8080, 8086, 8443,
    8554, 8666, 8800, 8883, 9000, 9020, 9765, 9999, 10001, 31006, 31007, 32100, 34567, 37777,
)  # fmt: skip


def is_service(port: str) -> str:
    """Write the condition that a port is a service's."""
    return f"({port} < 1024 OR {port} IN ({', '.join(map(str, SERVICES))}))"


def at_peer(local_port: str, peer_port: str) -> str:
    """Write the condition that the service is the peer's, where nobody is known to have begun."""
    ours, theirs = is_service(local_port), is_service(peer_port)
    return f"(CASE WHEN {ours} = {theirs} THEN {peer_port} <= {local_port} ELSE {theirs} END)"


def protocol(proto: str) -> str:
    """Write a protocol as "tcp", "udp", or its number as text (IANA protocol numbers)."""
    numbers = {
        "icmp": 1, "igmp": 2, "ipencap": 4, "ipv6": 41, "gre": 47, "esp": 50, "ah": 51,
        "ipv6-icmp": 58, "icmp6": 58, "icmpv6": 58, "ospf": 89, "pim": 103, "sctp": 132,
    }  # fmt: skip
    cases = "".join(f" WHEN '{word}' THEN '{number}'" for word, number in numbers.items())
    number = f"TRY_CAST({proto} AS INTEGER)"
    return f"""(CASE WHEN {number} = 6 OR lower({proto}) = 'tcp' THEN 'tcp'
        WHEN {number} = 17 OR lower({proto}) = 'udp' THEN 'udp'
        WHEN {number} BETWEEN 0 AND 255 THEN CAST({number} AS VARCHAR(3))
        ELSE (CASE lower({proto}){cases} ELSE 'other' END) END)"""


def byte_count(column: str) -> str:
    """Write a number of bytes; NULL where it cannot be."""
    return f"CASE WHEN {column} BETWEEN 0 AND {MANY_BYTES} THEN {column} END"


def port(column: str) -> str:
    """Write a port; NULL where it is none."""
    return f"CASE WHEN {column} BETWEEN 1 AND 65535 THEN {column} END"


def plain_name(column: str) -> str:
    """Write a DNS name in lower case, without its final dot."""
    return f"lower(rtrim({column}, '.'))"
