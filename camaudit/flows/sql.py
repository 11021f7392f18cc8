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
