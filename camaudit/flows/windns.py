"""Debug log of the DNS server of Windows: what clients asked; its order of dates is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.dates import CLOCK, DATE, moment, order
from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import once, some

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Microsoft, "DNS Logging and Diagnostics", and the key at the head of every such log. The
# date and the time follow the language of the server: 11/22/2026 9:14:03 AM, 22.11.2026 09:14:03.
_ROW = (
    rf"^(?P<date>{DATE}) (?P<time>{CLOCK}) [0-9A-F]+ PACKET +[0-9A-F]+ (?:UDP|TCP) Rcv "
    r"(?P<client>[0-9A-Fa-f:.]+)(?:%\w+)? +[0-9a-f]{4}   Q \[[^\]]*\] [A-Z0-9]+ +"
    r"(?P<labels>\(\d+\)\S.*\(0\))"
)
_SEEN = re2.compile(
    r"^\S+ .*? [0-9A-F]+ PACKET +[0-9A-F]+ (?:UDP|TCP) (?:Rcv|Snd) \S+ +[0-9a-f]{4} "
)


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.match(line) for line in head) or any(
        "DNS Server log file creation at" in line for line in head
    )


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.NAMES,
            sure=True,
            reads=Lines(once=once(_ROW)),
            # the answers of clients and servers, and notes of the server, say nothing new; lines
            # of "details" stand below their packet and begin with a blank
            mine="contains(text, ' PACKET ') AND contains(text, ' Rcv ') "
            "AND NOT regexp_matches(text, ' [0-9a-f]{4} (R [QNU?]|  [NU?]) \\[') "
            "AND NOT regexp_matches(text, '^\\s|\\] [A-Z0-9]+ +\\(0\\)\\s*$')",
            columns={
                "t": f"wall({moment('f.date', 'f.time', order(head))})",
                "client": some("client"),
                "name": "nullif(lower(trim(regexp_replace(f.labels, '\\(\\d+\\)', '.', 'g'), '.')),"
                " '')",
            },
        ),
    )


FORMAT = Format(
    name="Windows DNS debug",
    vantage="DNS log",
    detect=_detect,
    parts=_parts,
    # the key at its head, lines of "details", answers, what the server says of itself
    passes="regexp_matches(text, '^\\s|^[A-Z][a-z]|^(UDP|TCP) |DNS Server log| (PACKET|EVENT|NOTE|"
    "DSPOLL|INIT|LOOKUP|RECURSE|REMOTE|TOMBSTONE) ')",
    notes=("names that were asked for, not what was answered",),
)
