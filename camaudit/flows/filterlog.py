"""The filter log of pfSense and OPNsense: one line for the first packet of a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.stamps import LINE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: the grammar in Netgate's documentation, "Raw Filter Log Format"; OPNsense writes a hash in
# place of the tracker. Before the protocol IPv4 has seven fields and IPv6 three, and they write its
# number and its name in different order.
_ROW = re2.compile(r"filterlog[^,]*[ \]]\d*,[^,]*,[^,]*,[^,]*,[^,]+,[^,]+,[a-z]+,(?:in|out),[46],")
_FIELDS = "string_split(regexp_extract(text, 'filterlog[^,]*?[ \\]](\\d*,.*)$', 1), ',')"


def _by_version(four: str, six: str) -> str:
    return f"CASE f[9] WHEN '4' THEN {four} WHEN '6' THEN {six} END"


_PROTO = f"lower({_by_version('f[17]', 'f[13]')})"
_HAS_PORTS = f"{_PROTO} IN ('tcp', 'udp', 'sctp')"
_FLAGS = _by_version("f[24]", "f[21]")
# A TCP packet that opens nothing was blocked because its state was gone: who began is not said.
_OPENS = f"{_PROTO} <> 'tcp' OR (contains({_FLAGS}, 'S') AND NOT contains({_FLAGS}, 'A'))"


def _detect(head: Sequence[str]) -> bool:
    return any(_ROW.search(line) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=_FIELDS),
            mine="contains(text, 'filterlog')",
            columns={
                "t": LINE,
                # a line cut short lacks the length that follows the ports: it is malformed
                "src": f"CASE WHEN len(f) >= if({_HAS_PORTS}, {_by_version('23', '20')}, 0) THEN "
                f"{_by_version('f[19]', 'f[16]')} END",
                "dst": _by_version("f[20]", "f[17]"),
                "src_port": f"CASE WHEN {_HAS_PORTS} THEN {_by_version('f[21]', 'f[18]')} END",
                "dst_port": f"CASE WHEN {_HAS_PORTS} THEN {_by_version('f[22]', 'f[19]')} END",
                "proto": _PROTO,
                "action": "CASE f[7] WHEN 'pass' THEN 'allowed' WHEN 'block' THEN 'denied' "
                "WHEN 'reject' THEN 'denied' ELSE 'unknown' END",
                "opener": f"CASE WHEN {_OPENS} THEN 'src' ELSE 'unknown' END",
            },
        ),
    )


FORMAT = Format(
    name="pfSense or OPNsense filter",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=OTHERS,
    notes=(
        "one line for a connection's first packet: no bytes, no end",
        "what is let through is written only by rules that log it; by default only blocks are",
    ),
)
