"""Packets that a Linux firewall logs: iptables, nftables, UFW, UniFi and EdgeOS gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pairs import PLAIN
from camaudit.flows.pattern import pack
from camaudit.flows.stamps import OTHERS, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Linux, net/netfilter/nf_log_syslog.c. What stands before IN= is a prefix of the rule's
# owner: UFW writes "[UFW BLOCK] ", UniFi the rule's name with -A, -D or -R at its end.
_ROW = re2.compile(r"\bIN=\S* .*\bOUT=\S* .*\bSRC=\S+ DST=\S+ .*\bPROTO=")
_BEFORE = r"upper(right(regexp_extract(text, '^(.*?)\bIN=', 1), 64))"
# An ICMP error repeats the packet that it is about in brackets: what is there is none of ours.
_PACKET = r"' IN=' || split_part(regexp_extract(text, '\bIN=(.*)$', 1), ' [', 1)"
_ALLOWED = r"\b(ACCEPT|ALLOW|ALLOWED|PASS|PERMIT)\b|-A\]"
_DENIED = r"\b(DROP|DROPPED|REJECT|REJECTED|DENY|DENIED|BLOCK|BLOCKED)\b|-[DR]\]"
_PROTO = "g.proto"
# MAC= is target (6 bytes), sender (6 bytes) and type (2 bytes) of the Ethernet frame.
_FRAME = "g.frame"
_TWICE = pack(
    {"head": _BEFORE, "proto": f"lower({PLAIN.word('PROTO')})", "frame": PLAIN.word("MAC")}
)
_ETHERNET = f"length({_FRAME}) = 41"


def _detect(head: Sequence[str]) -> bool:
    return any(_ROW.search(line) for line in head)


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=_PACKET, then=_TWICE),
            mine="contains(text, 'IN=') AND contains(text, 'OUT=') AND contains(text, 'SRC=')",
            columns={
                "t": stamp("left(text, 160)"),
                "src": PLAIN.whole("SRC"),
                "src_port": PLAIN.word("SPT"),
                "dst": PLAIN.whole("DST"),
                "dst_port": PLAIN.word("DPT"),
                "proto": f"CASE {_PROTO} WHEN 'icmpv6' THEN 'ipv6-icmp' ELSE {_PROTO} END",
                "action": f"CASE WHEN regexp_matches(g.head, '{_DENIED}') THEN 'denied' "
                f"WHEN regexp_matches(g.head, '{_ALLOWED}') THEN 'allowed' ELSE 'unknown' END",
                # a TCP packet that opens nothing belongs to what somebody began before
                "opener": f"CASE WHEN {_PROTO} <> 'tcp' OR (contains(f, ' SYN ') "
                "AND NOT contains(f, ' ACK ')) THEN 'src' ELSE 'unknown' END",
                "src_mac": f"CASE WHEN {_ETHERNET} THEN substr({_FRAME}, 19, 17) END",
            },
        ),
    )


FORMAT = Format(
    name="Linux or UniFi firewall",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=OTHERS,
    notes=(
        "one line for a packet that a rule logs, mostly a connection's first: no bytes, no end",
        "whether a packet was let through is known where the rule's name says so",
    ),
)
