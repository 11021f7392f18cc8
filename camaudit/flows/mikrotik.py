"""Packets that the firewall of a MikroTik router logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import once, some
from camaudit.flows.stamps import LINE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: MikroTik's documentation, "Log" and "Filter" (log, log-prefix). The prefix of the rule
# stands before the name of the chain; NAT shows the same packet once more, in brackets.
_END = r"(?:\[[0-9A-Fa-f:.%\w-]+\]|[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+?)"
_ROW = (
    r"^(?P<head>.*?)\b(?:forward|input|output|prerouting|postrouting|dstnat|srcnat): "
    r"in:.*? out:.*?, .*?(?:src-mac (?P<mac>[0-9A-Fa-f:]{17}), )?"
    r"proto (?P<proto>[\w-]+)(?: \((?P<flags>[^)]*)\))?, "
    rf"(?P<src>{_END})(?::(?P<sport>\d+))?->(?P<dst>{_END})(?::(?P<dport>\d+))?, "
)
_SEEN = re2.compile(_ROW)
_ALLOWED = r"\b(ACCEPT|ALLOW|ALLOWED|PASS|PERMIT)\b"
_DENIED = r"\b(DROP|DROPPED|REJECT|REJECTED|DENY|DENIED|BLOCK|BLOCKED)\b"


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.search(line) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=once(_ROW)),
            mine="contains(text, ' in:') AND contains(text, ' out:') AND contains(text, 'proto ')",
            columns={
                "t": LINE,
                "src": "nullif(trim(f.src, '[]'), '')",
                "src_port": "f.sport",
                "dst": "nullif(trim(f.dst, '[]'), '')",
                "dst_port": "f.dport",
                "proto": "f.proto",
                "action": f"CASE WHEN regexp_matches(upper(f.head), '{_DENIED}') THEN 'denied' "
                f"WHEN regexp_matches(upper(f.head), '{_ALLOWED}') THEN 'allowed' "
                "ELSE 'unknown' END",
                "opener": "CASE WHEN lower(f.proto) <> 'tcp' OR (contains(f.flags, 'SYN') "
                "AND NOT contains(f.flags, 'ACK')) THEN 'src' ELSE 'unknown' END",
                "src_mac": some("mac"),
            },
        ),
    )


FORMAT = Format(
    name="MikroTik firewall",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=OTHERS,
    notes=(
        "one line for a packet that a rule logs: no bytes, no end",
        "whether a packet was let through is known where the rule's prefix says so",
    ),
)
