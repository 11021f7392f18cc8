"""Connections and denials that Cisco ASA and FTD log in the words of the ASA."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.pattern import once, some
from camaudit.flows.stamps import OTHERS, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Cisco, "Secure Firewall ASA Series Syslog Messages": 302013 to 302016, 302020, 106001,
# 106006, 106014, 106015, 106021, 106023, 106100. What stands in brackets behind a side is its
# translated address, or a user, and is passed over.
_SEEN = re2.compile(
    r"%(?:ASA|FTD|PIX|FWSM)-(?:[a-z]+-)?\d-(?:3020(?:1[3-6]|2[01])|1060\d\d|106100)\b"
)
_ADDRESS = "[0-9A-Fa-f.:]+"
_CONNECTION = (
    r"3020(?:1[35]: Built (?P<way>in|out)bound|1[46]: Teardown) (?P<proto>TCP|UDP) connection "
    rf"(?P<number>\d+) for [^ :]+:(?P<low>{_ADDRESS})/(?P<low_port>\d+)\b.*? to "
    rf"[^ :]+:(?P<high>{_ADDRESS})/(?P<high_port>\d+)(?P<rest>[ (].*)$"
)
_LASTED = r" duration (?P<h>\d+):(?P<m>\d\d):(?P<s>\d\d) bytes (?P<bytes>\d+)(?P<why>.*)$"
_ICMP = (
    rf"302020: Built (?P<way>in|out)bound ICMP connection for faddr (?P<low>{_ADDRESS})/\d+.*? "
    rf"laddr (?P<high>{_ADDRESS})/\d+"
)
_DENIAL = (
    r"106\d\d\d: (?:Deny (?:inbound )?(?:protocol )?|Inbound |access-list \S+ denied )"
    rf"(?P<proto>\w+).*?(?:src [^ :]+:|from | [^ /]+/)(?P<src>{_ADDRESS})(?:[/(](?P<sport>\d+)\)?)?"
    rf"(?:\([^)]*\))*(?: dst [^ :]+:| to | -> [^ /]+/)(?P<dst>{_ADDRESS})"
    r"(?:[/(](?P<dport>\d+)\)?)?[ (](?:.*?flags (?P<flags>.*?) +on interface)?"
)
_TOLD = " OR ".join(
    f"contains(text, '-{number}: ')" for number in (106001, 106006, 106014, 106015, 106021, 106023)
)
_T = stamp("split_part(text, '%', 1)")
_MATCHED = f"struct_pack(a := {once(_CONNECTION)}, b := {once(_LASTED)})"


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN.search(line) for line in head)


def _by_way(out: str, inward: str) -> str:
    return f"nullif(CASE f.a.way WHEN 'in' THEN f.a.{inward} ELSE f.a.{out} END, '')"


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    seconds = (
        "((TRY_CAST(f.b.h AS BIGINT) * 60 + TRY_CAST(f.b.m AS BIGINT)) * 60 "
        "+ TRY_CAST(f.b.s AS BIGINT))"
    )
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=_MATCHED),
            mine="regexp_matches(text, '-30201[3-6]: ')",
            columns={
                # of a line cut short no duration is left, and with it no time
                "t": f"CASE WHEN f.a.way <> '' THEN {_T} ELSE {_T} - {seconds} * 1000000 END",
                "t_end": f"CASE WHEN f.a.way = '' THEN {_T} END",
                # "for" is the side of lower security, "to" the other one, whoever began
                "src": _by_way("high", "low"),
                "src_port": _by_way("high_port", "low_port"),
                "dst": _by_way("low", "high"),
                "dst_port": _by_way("low_port", "high_port"),
                "proto": "f.a.proto",
                "bytes_total": "f.b.bytes",
                # of TCP the payload is counted; a silent target leaves none
                "answered": "CASE WHEN contains(f.b.why, 'SYN Timeout') THEN false "
                "WHEN f.a.proto = 'TCP' AND TRY_CAST(f.b.bytes AS BIGINT) > 0 THEN true END",
                "action": "'allowed'",
                "opener": "CASE WHEN f.a.way <> '' THEN 'src' ELSE 'unknown' END",
                "session": "f.a.number",
            },
        ),
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=once(_ICMP)),
            mine="contains(text, '-302020: ')",
            columns={
                "t": _T,
                "src": f"CASE f.way WHEN 'out' THEN {some('high')} ELSE {some('low')} END",
                "dst": f"CASE f.way WHEN 'out' THEN {some('low')} ELSE {some('high')} END",
                "proto": "'icmp'",
                "action": "'allowed'",
                "opener": "'src'",
            },
        ),
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=once(_DENIAL)),
            # what a list lets through is told again by the connection that is built
            mine=f"{_TOLD} OR (contains(text, '-106100: ') AND contains(text, ' denied '))",
            columns={
                "t": _T,
                "src": some("src"),
                "src_port": "f.sport",
                "dst": some("dst"),
                "dst_port": "f.dport",
                "proto": "lower(f.proto)",
                "answered": "false",
                "action": "'denied'",
                # a packet without SYN belongs to what somebody began before
                "opener": "CASE WHEN f.flags <> '' AND (NOT contains(f.flags, 'SYN') "
                "OR contains(f.flags, 'ACK')) THEN 'unknown' ELSE 'src' END",
            },
        ),
    )


FORMAT = Format(
    name="Cisco ASA",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=OTHERS,
    notes=(
        "bytes are the sum of both directions, written when a connection ends",
        "where the firewall writes names in place of addresses, the line cannot be read",
    ),
)
