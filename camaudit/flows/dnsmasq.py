"""Queries, answers and leases that dnsmasq logs: routers, Pi-hole, small offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import once, pack, some
from camaudit.flows.stamps import OTHERS, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: lines of dnsmasq 2.90 with log-queries and log-queries=extra (a number and the client
# before every verb), and of Pi-hole, which adds "gravity blocked" and its kin. A name that was
# refused is written "error", with the reason behind "is".
_SAYING = (
    r"dnsmasq(?:\[\d+\])?: (?:\d+ [0-9A-Fa-f:.]+/\d+ )?"
    r"(?:query\[[^\]]*\]|reply|cached|cached-stale|config|/\S+) "
    r"(?P<name>\S+) (?P<word>from|is) (?P<address><CNAME>|[0-9A-Fa-f:.]+)$"
)
_LINES = "OVER (ORDER BY line)"
_MATCHED = pack(
    {
        "saying": once(_SAYING),
        "before": f"lag(text) {_LINES}",
        "near": f"coalesce(line - lag(line) {_LINES} = 1, false)",
    }
)
# A name that leads to another (<CNAME>) is followed by that one's answer: the address belongs to
# the name that was asked for, which stands in the first of these lines.
_GOES_ON = (
    "f.saying.word = 'is' AND f.near AND (ends_with(f.before, ' is <CNAME>') "
    "OR contains(f.before, concat(' ', f.saying.name, ' is ')))"
)
_FIRST = (
    f"last_value(CASE WHEN NOT ({_GOES_ON}) THEN nullif(f.saying.name, '') END IGNORE NULLS) "
    "OVER (ORDER BY line ROWS UNBOUNDED PRECEDING)"
)
_LEASE = (
    r"dnsmasq-dhcp(?:\[\d+\])?: (?:\d+ )?DHCPACK\([^)]*\) (?P<ip>[0-9.]+) "
    r"(?P<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5})(?: (?P<name>\S+))?$"
)
_SEEN = re2.compile(r"dnsmasq(?:\[\d+\])?: .*query\[")
_T = stamp("split_part(text, 'dnsmasq', 1)")


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.search(line.rstrip()) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.NAMES,
            sure=True,
            reads=Lines(once=_MATCHED, then=_FIRST),
            # what is no address (NXDOMAIN, a text) is no answer for us; 0.0.0.0 neither
            mine="contains(text, 'dnsmasq') AND (contains(text, ' query[') OR regexp_matches(text, "
            "' (reply|cached|cached-stale|config|/\\S+) \\S+ is "
            "(<CNAME>|[0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]*)$'))",
            ordered=True,
            columns={
                "t": _T,
                # an answer is tied to those who asked for its name in that hour
                "client": "CASE WHEN f.saying.word = 'from' THEN f.saying.address END",
                "name": "CASE WHEN f.saying.word <> '' THEN lower(rtrim(g, '.')) END",
                "answers": "CASE WHEN f.saying.word = 'is' AND f.saying.address NOT IN ('0.0.0.0', "
                "'::', '<CNAME>') THEN [f.saying.address] END",
            },
        ),
        Part(
            kind=Kind.LEASES,
            sure=True,
            reads=Lines(once=once(_LEASE)),
            mine="contains(text, 'DHCPACK(')",
            columns={
                "t": _T,
                "mac": some("mac"),
                "ip": some("ip"),
                "name": some("name"),
            },
        ),
    )


FORMAT = Format(
    name="dnsmasq or Pi-hole",
    vantage="DNS log",
    detect=_detect,
    parts=_parts,
    passes=OTHERS,
    notes=("an answer is tied to a client only where the log writes its number (extra)",),
)
