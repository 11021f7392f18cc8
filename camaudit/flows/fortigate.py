"""Traffic logs of FortiGate: key=value, CSV of FortiAnalyzer, CEF; DNS of its own log too."""

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

# Source: Fortinet, "FortiOS Log Message Reference": traffic log and its CEF form.
_ROW = re2.compile(r'(?i)\btype="*traffic\b|\|Fortinet\|Fortigate\|[^|]*\|[^|]*\|traffic:')
_TRAFFIC = (
    "(contains(text, 'traffic') AND regexp_matches(text, '\\btype=\"*traffic\\b|cat=traffic:'))"
)
# every query is written too where all are logged: its answer is one line for both
_DNS = "(contains(text, 'dns-response') AND regexp_matches(text, '\\beventtype=\"*dns-response'))"


def _detect(head: Sequence[str]) -> bool:
    return any(_ROW.search(line) for line in head)


def _cef_country(side: str) -> str:
    """Write the SQL of a country in CEF, whose values end where the next key begins."""
    return f"nullif(regexp_extract(text, 'FTNTFGT{side}country=([^=]*?)(?: \\w+=|$)', 1), '')"


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    pairs = spelling(head)
    cef = any("|Fortinet|" in line for line in head)

    def word(plain: str, other: str | None = None) -> str:
        return pairs.word(other if cef and other else plain)

    moment = word("eventtime", "FTNTFGTeventtime")
    twice = {
        # seconds, milli-, micro- or nanoseconds: all have the same first 16 digits
        "moment": f"TRY_CAST(rpad(left({moment}, 16), 16, '0') AS BIGINT)",
        "back": f"TRY_CAST({word('rcvdbyte', 'in')} AS BIGINT)",
        "act": word("action", "act"),
        "country": _cef_country("dst") if cef else word("dstcountry"),
        "here": _cef_country("src") if cef else word("srccountry"),
    }
    lasted = f"coalesce(TRY_CAST({word('duration', 'FTNTFGTduration')} AS BIGINT), 0) * 1000000"
    # `date` and `time` are the firewall's own, `tz` its zone; firmware before 6.2 writes no zone
    zone = f"coalesce({word('tz', 'FTNTFGTtz')}, '')"
    written = f"iso({word('date')} || ' ' || {word('time')} || {zone})"
    end = f"CASE WHEN g.moment > 0 THEN g.moment ELSE coalesce({written}, {LINE}) END"
    caught = word("utmaction", "FTNTFGTutmaction")
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=pairs.line, then=pack(twice)),
            mine=_TRAFFIC,
            columns={
                "t": f"{end} - {lasted}",
                "t_end": end,
                "src": pairs.whole("src" if cef else "srcip"),
                "src_port": word("srcport", "spt"),
                "dst": pairs.whole("dst" if cef else "dstip"),
                "dst_port": word("dstport", "dpt"),
                "proto": word("proto"),
                "bytes_src": word("sentbyte", "out"),
                "bytes_dst": "g.back",
                "answered": "coalesce(g.back, 0) > 0",
                "action": f"CASE WHEN g.act IN ('deny', 'blocked') OR ({caught} LIKE 'block%' "
                "AND coalesce(g.back, 0) = 0) THEN 'denied' WHEN g.act = '' THEN 'unknown' "
                "ELSE 'allowed' END",
                "opener": "'src'",
                "name": word("hostname", "dhost"),
                "name_kind": "'http-host'",
                "country": outer("g.country", "g.here"),
                "src_mac": word("srcmac", "FTNTFGTsrcmac"),
                "dst_mac": word("dstmac", "FTNTFGTdstmac"),
                # long sessions are written again and again, each time with all that went so far
                "session": f"nullif({word('sessionid', 'externalId')}, '0')",
            },
        ),
        Part(
            kind=Kind.NAMES,
            sure=True,
            reads=Lines(once=pairs.line, then=pack({"moment": twice["moment"]})),
            mine=_DNS,
            columns={
                "t": end,
                "client": pairs.whole("src" if cef else "srcip"),
                "name": f"lower({word('qname')})",
                "answers": f"string_split_regex({word('ipaddr')}, '[, ]+')",
            },
        ),
    )


FORMAT = Format(
    name="FortiGate traffic",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=f"contains(text, 'logid=') OR contains(text, '|Fortinet|') OR ({OTHERS})",
    notes=("a session that is still open is written only where interim logging is on",),
)
