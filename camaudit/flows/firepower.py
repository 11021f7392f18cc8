"""Connection events that Cisco Secure Firewall (FTD, Firepower) sends: 430002 and 430003."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import pack
from camaudit.flows.stamps import LINE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Cisco, "Secure Firewall Threat Defense Syslog Messages", security events: "Key: value"
# with commas between. 430002 tells the beginning of a connection, 430003 its end.
_SEEN = re2.compile(r"%(?:FTD|NGIPS)-\d-43000[23]: .*\bSrcIP: ")
_BACK = "ResponderBytes"


def _word(key: str) -> str:
    return f"nullif(regexp_extract(f, ', {key}: ([^,]*)', 1), '')"


_TWICE = pack(
    {"first": _word("FirstPacketSecond"), "verdict": f"lower({_word('AccessControlRuleAction')})"}
)


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.search(line) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    lasted = f"coalesce(TRY_CAST({_word('ConnectionDuration')} AS BIGINT), 0) * 1000000"
    began = f"CASE WHEN g.first IS NOT NULL THEN iso(g.first) ELSE {LINE} END"
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            # what comes first has no comma before it
            reads=Lines(once="regexp_replace(text, '^.*?-43000[23]: ', ', ')", then=_TWICE),
            mine="contains(text, '-430002: ') OR contains(text, '-430003: ')",
            columns={
                "t": began,
                "t_end": f"{began} + {lasted}",
                "src": _word("SrcIP"),
                "src_port": _word("SrcPort"),
                # followed by something, or it may have lost a digit
                "dst": "nullif(regexp_extract(f, ', DstIP: ([^,]*),', 1), '')",
                "dst_port": _word("DstPort"),
                "proto": _word("Protocol"),
                "bytes_src": _word("InitiatorBytes"),
                "bytes_dst": _word(_BACK),
                "answered": f"TRY_CAST({_word(_BACK)} AS BIGINT) > 0",
                "action": "CASE WHEN regexp_matches(g.verdict, '^(interactive )?block') "
                "THEN 'denied' WHEN g.verdict IS NULL THEN 'unknown' ELSE 'allowed' END",
                "opener": "'src'",
                "session": f"{_word('ConnectionID')} || '@' || g.first",
            },
        ),
    )


FORMAT = Format(
    name="Cisco FTD connection",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=OTHERS,
    notes=("only rules that log connections are seen",),
)
