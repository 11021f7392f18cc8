"""Query log of BIND's named, of its own file or through syslog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import once, some
from camaudit.flows.stamps import OTHERS, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: lines of BIND 9.18 (named, print-time yes, iso8601, iso8601-utc and no) and its manual's
# chapter on logging. A name may hold escaped brackets and blanks: it is read from behind "query:".
_ROW = (
    r"client (?:@0x[0-9a-f]+ )?(?P<client>[0-9A-Fa-f:.]+)#\d+(?: \(.*?\))?: (?:view [^:]*: )?"
    r"query: (?P<name>\S+) [A-Z0-9]+ [A-Z0-9]+ [+-]"
)
_T = stamp("split_part(text, 'client ', 1)")
_SEEN = re2.compile(_ROW)


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.search(line) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.NAMES,
            sure=True,
            reads=Lines(once=once(_ROW)),
            mine="contains(text, ': query: ') AND contains(text, 'client ') "
            "AND NOT contains(text, ': query: . ')",
            columns={
                # without print-time a line begins with the client: it is as old as its file
                "t": f"CASE WHEN starts_with(text, 'client ') THEN dated() ELSE {_T} END",
                "client": some("client"),
                "name": "nullif(lower(rtrim(f.name, '.')), '')",
            },
        ),
    )


FORMAT = Format(
    name="BIND query",
    vantage="DNS log",
    detect=_detect,
    parts=_parts,
    passes="(" + OTHERS + ") OR regexp_matches(text, '^(\\d|queries|client )')",
    notes=("names that were asked for, not what was answered",),
)
