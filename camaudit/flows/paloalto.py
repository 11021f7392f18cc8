"""Traffic logs of Palo Alto Networks firewalls: positions in syslog, names in an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.outerside import outer
from camaudit.flows.pairs import cells
from camaudit.flows.stamps import OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Palo Alto Networks, "Traffic Log Fields": one order since PAN-OS 3, later fields are put
# at the end; an export of the web page has the same fields with a line of names on top.
_ROW = re2.compile(
    r"(?:^|[ ,>])\d*,\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,[^,]*,TRAFFIC,(?:start|end|drop|deny),"
)
_FIELDS = cells(
    r"regexp_extract(text, '(?:^|[ ,>])(\d*,\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,[^,]*,TRAFFIC,.*)$', 1)",
    ",",
)
_TIME = "%Y/%m/%d %H:%M:%S"
# PAN-OS 10 ends the line with a moment that has a zone, the only one: it tells that of the others.
_HIGH = (
    r"iso(nullif(regexp_extract(text, "
    r"',(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d)', 1), ''))"
)


def _detect(head: Sequence[str]) -> bool:
    return any(_ROW.search(line) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    lasted = "coalesce(TRY_CAST(f[37] AS BIGINT), 0) * 1000000"
    written = f"wall(try_strptime(f[7], '{_TIME}'))"
    began = f"wall(try_strptime(f[36], '{_TIME}'))"
    off = f"coalesce({_HIGH} - {written}, 0)"
    # what lies in between is minutes at most; the rest is the zone, in quarters of an hour
    zone = f"round({off} / 9e8) * 900000000"
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=_FIELDS),
            mine="contains(text, ',TRAFFIC,')",
            columns={
                "t": f"{began} + {zone}",
                "t_end": f"{began} + {lasted} + {zone}",
                "src": "CASE WHEN len(f) >= 36 THEN f[8] END",  # fewer: the line was cut
                "src_port": "f[25]",
                "dst": "f[9]",
                "dst_port": "f[26]",
                "proto": "f[30]",
                "bytes_src": "f[33]",
                "bytes_dst": "f[34]",
                "bytes_total": "f[32]",
                "answered": "TRY_CAST(f[34] AS BIGINT) > 0",
                "action": "CASE f[31] WHEN 'allow' THEN 'allowed' WHEN '' THEN 'unknown' "
                "ELSE 'denied' END",
                "opener": "'src'",
                "country": outer("f[43]", "f[42]"),
                # numbers of sessions are used again: the moment of the beginning is part of one
                "session": "nullif(f[23], '0') || '@' || f[36]",
            },
        ),
    )


FORMAT = Format(
    name="Palo Alto traffic",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=r"regexp_matches(text, ',\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,[^,]*,[A-Z-]+,') OR ("
    + OTHERS
    + ")",
    notes=("a session that is still open is written only where a rule logs its start",),
)
