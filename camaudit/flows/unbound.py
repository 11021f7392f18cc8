"""Queries that unbound logs (log-queries: yes), in its own file or through syslog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import once, some
from camaudit.flows.stamps import OTHERS, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: lines of unbound 1.17 and its manual, unbound.conf(5): log-queries, log-replies,
# log-tag-queryreply, log-time-ascii. A reply repeats the question and adds four words;
# with tags "query" and "reply" stand in the place of "info".
_ROW = (
    r"(?:\[[\d:]+\]:? )?(?:info|query|reply): (?P<client>[0-9A-Fa-f:.]+) (?P<name>\S+) "
    r"[A-Z0-9]+ [A-Z]+(?P<told> [A-Z]+ \d+\.\d+ \d \d+)?$"
)
_SEEN = re2.compile(r"unbound\b.*" + _ROW)
_STAMP = stamp("split_part(text, 'unbound', 1)")
_EPOCH = r"epoch(nullif(regexp_extract(text, '^\[(\d{10})\] ', 1), ''))"


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.search(line) for line in head)


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    seen = [found for line in head if (found := _SEEN.search(line))]
    # where both are logged, the replies would count every question twice
    asked = any(found["told"] is None for found in seen)
    reply = "regexp_matches(text, ' [A-Z]+ \\d+\\.\\d+ \\d \\d+$')"
    return (
        Part(
            kind=Kind.NAMES,
            sure=True,
            reads=Lines(once=once(_ROW)),
            mine=f"regexp_matches(text, ' (info|query|reply): .*[.] [A-Z0-9]+ IN\\b') "
            f"AND NOT contains(text, ' . ') AND {'NOT ' if asked else ''}{reply}",
            columns={
                "t": f"CASE WHEN text[1] = '[' THEN {_EPOCH} ELSE {_STAMP} END",
                "client": some("client"),
                "name": "nullif(lower(rtrim(f.name, '.')), '')",
            },
        ),
    )


FORMAT = Format(
    name="unbound query",
    vantage="DNS log",
    detect=_detect,
    parts=_parts,
    passes=f"contains(text, ' unbound[') OR ({OTHERS})",
    notes=("names that were asked for, not what was answered",),
)
