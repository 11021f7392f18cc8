"""Rows of any supported log -> Parquet files by day, for engines that read many of them.

Addresses are keys of 32 hexadecimal digits (IPv4 as ::ffff:a.b.c.d), so that ranges are compared as
texts; times are whole microseconds. Rows of one session, and pieces of one flow, are put together
before they are written: what is written are conversations, each with its file and line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.flows import sql, together
from camaudit.flows.format import COLUMNS, Kind, literal
from camaudit.flows.values import SECOND, address

if TYPE_CHECKING:
    from pathlib import Path

    from camaudit.flows.engine import Engine
    from camaudit.flows.format import Format, Part
    from camaudit.model.endpoint import IPAddress, IPNetwork

CONVERSATIONS = "conversations"  # folder of the folders of days, below the one that is named
DAY = 86_400_000_000  # microseconds
_PLACE = 12  # digits of a line number, so that the least text is the least line


def key_of(ip: IPAddress) -> str:
    """Write an address as a key."""
    return f"{int(ip) if ip.version == 6 else 0xFFFF << 32 | int(ip):032x}"


def range_of(network: IPNetwork) -> tuple[str, str]:
    """Give the first and the last key of a network."""
    return key_of(network.network_address), key_of(network.broadcast_address)


def convert(
    engine: Engine, format_: Format, part: Part, folder: Path, name: str
) -> tuple[int, int, int]:
    """Write the rows of a part; what is there under other names stays.

    Input:  folder: where folders of days are made; name: begins the names of the files.
    Output: conversations written, rows that could not be read, and the line of the first.
    Raises: SourceError.
    """
    relation = engine.relation(part)
    words = f"SELECT src AS word FROM ({relation}) WHERE NOT bad"
    words += f" UNION SELECT dst FROM ({relation}) WHERE NOT bad"
    keys = {word: key_of(ip) for word in engine.texts(words) if (ip := address(word)) is not None}
    engine.run("CREATE TABLE keys (word VARCHAR, key VARCHAR)")
    engine.run(
        "INSERT INTO keys SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        (list(keys), list(keys.values())),
    )
    rows = _rows(part, relation)
    if "session" in part.columns:
        rows = together.sessions(rows)
    if format_.cut_after > 0:
        rows = together.pieces(rows, round(format_.cut_after * SECOND))
    engine.run(f"CREATE TABLE whole AS {rows}")
    engine.run(
        f"""COPY (SELECT {_side("local", "peer")} AS src, {_side("peer", "local")} AS dst,
            {_side("own_port", "far_port")} AS src_port,
            {_side("far_port", "own_port")} AS dst_port,
            {_side("sent", "received")} AS bytes_src, {_side("received", "sent")} AS bytes_dst,
            t, t_end, proto, answered, action, opened,
            concat({literal(engine.shown + chr(9))}, lpad(line::VARCHAR, {_PLACE}, '0')) AS place,
            strftime(make_timestamp(t // {DAY} * {DAY}), '%Y-%m-%d') AS day
            FROM whole ORDER BY t, line)
        TO {literal((folder / CONVERSATIONS).as_posix())} (FORMAT parquet, COMPRESSION zstd,
            PARTITION_BY (day), OVERWRITE_OR_IGNORE, FILENAME_PATTERN {literal(name + "_{i}")})"""
    )
    (written,) = engine.numbers("SELECT count(*) FROM whole")
    unknown = "src NOT IN (SELECT word FROM keys) OR dst NOT IN (SELECT word FROM keys)"
    wrong = f"bad OR {unknown}"
    bad, line = engine.numbers(
        f"SELECT count_if({wrong}), min(line) FILTER (WHERE {wrong}) FROM ({relation})"
    )
    return written, bad, line


def _side(one: str, other: str) -> str:
    return f"CASE WHEN outward THEN {one} ELSE {other} END"


def _rows(part: Part, relation: str) -> str:
    """Write the query of rows seen from the lesser address: no inventory says which is inside."""
    types = COLUMNS[Kind.FLOWS]

    def get(column: str) -> str:
        return column if column in part.columns else f"CAST(NULL AS {types[column]})"

    def side(lesser: str, greater: str) -> str:
        return f"CASE WHEN s.key <= d.key THEN {get(lesser)} ELSE {get(greater)} END"

    action = get("action")
    return f"""SELECT line, t, greatest(t, coalesce({get("t_end")}, t)) AS t_end,
        least(s.key, d.key) AS local, greatest(s.key, d.key) AS peer, s.key <= d.key AS outward,
        {sql.protocol(get("proto"))} AS proto,
        {side("src_port", "dst_port")} AS own_port, {side("dst_port", "src_port")} AS far_port,
        {sql.byte_count(side("bytes_src", "bytes_dst"))} AS sent,
        {sql.byte_count(side("bytes_dst", "bytes_src"))} AS received,
        {get("answered")} AS answered,
        CASE WHEN {action} IN ('allowed', 'denied') THEN {action} END AS action,
        coalesce({get("opener")} = 'src', false) AS opened, {get("session")} AS session
        FROM ({relation}) JOIN keys AS s ON src = s.word JOIN keys AS d ON dst = d.word
        WHERE NOT bad"""
