"""Firewall lines of Sophos Firewall (SFOS, XG)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.outerside import outer
from camaudit.flows.pairs import spelling
from camaudit.flows.pattern import pack
from camaudit.flows.stamps import LINE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Sophos, "Sophos Firewall: Log viewer and syslog" (device standard format and central
# reporting format, which name the counters and the time differently).
_ROW = re2.compile(r'\blog_type="?Firewall\b.*\bsrc_ip="?[0-9A-Fa-f.:]')
# "timezone" is a name ("CDT") in older versions, which tells no zone; some write "+0100" or "UTC".
_ZONE = (
    "CASE WHEN regexp_matches(g.zone, '^[+-]\\d\\d:?\\d\\d$') THEN g.zone "
    "WHEN g.zone IN ('UTC', 'GMT', 'Z') THEN 'Z' ELSE '' END"
)
_END = (
    "CASE WHEN g.moment <> '' THEN iso(g.moment) "
    f"WHEN g.written <> ' ' THEN iso(g.written || {_ZONE}) ELSE {LINE} END"
)


def _detect(head: Sequence[str]) -> bool:
    return any(_ROW.search(line) for line in head)


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    pairs = spelling(head)
    word = pairs.word
    twice = {
        "zone": word("timezone"),
        "moment": word("timestamp"),
        "written": f"{word('date')} || ' ' || {word('time')}",
        "back": f"TRY_CAST({word('recv_bytes', 'bytes_received')} AS BIGINT)",
        "verdict": f"lower({word('status', 'log_subtype')})",
        "country": word("dst_country_code", "dst_country"),
        "here": word("src_country_code", "src_country"),
    }
    lasted = f"coalesce(TRY_CAST({word('duration')} AS BIGINT), 0) * 1000000"
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=pairs.line, then=pack(twice)),
            mine="contains(text, 'log_type=') AND contains(text, 'Firewall') "
            "AND contains(text, 'src_ip=')",
            columns={
                "t": f"{_END} - {lasted}",
                "t_end": _END,
                "src": pairs.whole("src_ip"),
                "src_port": word("src_port"),
                "dst": pairs.whole("dst_ip"),
                "dst_port": word("dst_port"),
                "proto": word("protocol"),
                "bytes_src": word("sent_bytes", "bytes_sent"),
                "bytes_dst": "g.back",
                "answered": "CASE WHEN g.back > 0 THEN true END",
                "action": "CASE WHEN g.verdict LIKE 'allow%' THEN 'allowed' "
                "WHEN g.verdict IS NULL THEN 'unknown' ELSE 'denied' END",
                "opener": "'src'",
                "country": outer("g.country", "g.here"),
                # of the frame as it came in: the other one is the firewall's own
                "src_mac": word("src_mac"),
                "session": f"nullif({word('con_id', 'connid')}, '0')",
            },
        ),
    )


FORMAT = Format(
    name="Sophos firewall",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=f"contains(text, 'log_type=') OR ({OTHERS})",
    notes=("only rules that log are seen",),
)
