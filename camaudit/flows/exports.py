"""Flow exports as text: what nfdump prints, and flow logs of AWS.

Both are one-way: two rows make one conversation, and neither says who began. Pieces of one flow
that an exporter cut are put together; its time-out is not in the file, so that of most routers is
taken.

Sources: nfdump(1) and the headers of its 1.7.1 to 1.7.6; AWS, "Flow log records", version 2 to 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.flows.format import Format, Kind, Part, Table, literal, name

if TYPE_CHECKING:
    from collections.abc import Sequence

INACTIVE = 15.0  # seconds: what Cisco's and most others' exporters wait before a flow has ended
WINDOW = 60.0  # seconds between the windows that AWS sums up in
# Columns of nfdump's CSV, by header: up to 1.7.3, and since.
_NFDUMP = {
    "t": ("ts", "firstSeen"),
    "t_end": ("te", "lastSeen"),
    "lasts": ("td", "duration"),
    "src": ("sa", "srcAddr"),
    "dst": ("da", "dstAddr"),
    "src_port": ("sp", "srcPort"),
    "dst_port": ("dp", "dstPort"),
    "proto": ("pr", "proto"),
    "bytes": ("ibyt", "bytes", "byt"),
    "back": ("obyt",),
}
# The header, and what follows the rows: a word, a header of six columns, six figures.
_ASIDE = (
    "{first} IN ('ts', 'firstSeen', 'Summary', 'flows', 'No matching flows')"
    " OR ({sixth} IS NULL AND regexp_full_match({first}, '[0-9]+'))"
)
_NEEDED = ("t", "src", "dst", "proto")


def _nfdump_columns(head: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]] | None:
    """Read the header: all columns, and the SQL of those that matter by what they are."""
    columns = tuple(head[0].split(",")) if head else ()
    if len(columns) < 8 or len(set(columns)) != len(columns):
        return None
    found = {
        what: name(next(one for one in names if one in columns))
        for what, names in _NFDUMP.items()
        if any(one in columns for one in names)
    }
    return (columns, found) if all(what in found for what in _NEEDED) else None


def _is_nfdump(head: Sequence[str]) -> bool:
    return _nfdump_columns(head) is not None


def _nfdump(head: Sequence[str]) -> tuple[Part, ...]:
    known = _nfdump_columns(head)
    if known is None:
        return ()
    columns, of = known
    time = f"iso({of['t']})"
    lasts = f"micro({of['lasts']})" if "lasts" in of else "0"
    # With -B both directions stand in one row, and the sides may be swapped.
    back = {}
    if "back" in of:
        back["bytes_dst"] = f"nullif({of['back']}, '0')"
        back["answered"] = f"nullif(TRY_CAST({of['back']} AS BIGINT) > 0, false)"
    return (
        Part(
            kind=Kind.FLOWS,
            reads=Table(columns=columns, quote=""),
            columns={
                "t": time,
                "t_end": f"iso({of['t_end']})" if "t_end" in of else f"{time} + {lasts}",
                "src": f"trim({of['src']})",
                "src_port": of.get("src_port", "NULL"),
                "dst": f"trim({of['dst']})",
                # Of ICMP it is "type.code".
                "dst_port": of.get("dst_port", "NULL"),
                "proto": f"trim({of['proto']})",
                "bytes_src": of.get("bytes", "NULL"),
                "opener": "'unknown'",
                **back,
            },
            aside=_ASIDE.format(first=name(columns[0]), sixth=name(columns[6])),
        ),
    )


NFDUMP = Format(
    name="nfdump CSV",
    vantage="flow export",
    detect=_is_nfdump,
    parts=_nfdump,
    cut_after=INACTIVE,
    notes=("blocked tries", "names", "heartbeats that sampling skips"),
)

# Version 2, which a file without a header is in.
_VPC = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport",
    "protocol", "packets", "bytes", "start", "end", "action", "log-status",
)  # fmt: skip


def _vpc_columns(head: Sequence[str]) -> tuple[str, ...] | None:
    first = tuple(head[0].split()) if head else ()
    if {"srcaddr", "dstaddr", "start"} <= set(first) and len(set(first)) == len(first):
        return first
    is_row = len(first) == len(_VPC) and first[0] == "2" and first[2].startswith("eni-")
    return _VPC if is_row else None


def _vpc(head: Sequence[str]) -> tuple[Part, ...]:
    columns = _vpc_columns(head) or _VPC

    def get(column: str) -> str:
        return name(column) if column in columns else "NULL"

    # Behind a gateway the addresses of the packets are others than those of the interface.
    source = f"coalesce({get('pkt-srcaddr')}, {get('srcaddr')})"
    target = f"coalesce({get('pkt-dstaddr')}, {get('dstaddr')})"
    verdict = f"CASE {get('action')} WHEN 'ACCEPT' THEN 'allowed' WHEN 'REJECT' THEN 'denied' END"
    return (
        Part(
            kind=Kind.FLOWS,
            reads=Table(columns=columns, delimiter=" ", quote="", null="-"),
            columns={
                "t": f"epoch({get('start')})",
                "t_end": f"epoch({get('end')})",
                "src": source,
                "src_port": get("srcport"),
                "dst": target,
                "dst_port": get("dstport"),
                "proto": get("protocol"),
                "bytes_src": get("bytes"),
                "action": verdict,
                "opener": "'unknown'",
            },
            # NODATA and SKIPDATA say that nothing was recorded, of whatever.
            mine=f"coalesce({get('log-status')}, 'OK') = 'OK'",
            aside=f"{name(columns[0])} = {literal(columns[0])}",
        ),
    )


VPC = Format(
    name="AWS VPC flow log",
    vantage="flow export",
    detect=lambda head: _vpc_columns(head) is not None,
    parts=_vpc,
    cut_after=WINDOW,
    notes=("names", "who began a conversation"),
)
EXPORTS = (NFDUMP, VPC)
