"""Suricata's eve.json: conversations, names, certificates, leases.

DNS is written in three ways: one event for each answer (version 1), the question beside the
answers (2), the question in a list (3, the default of Suricata 8). A UDP answer may be written from
its sender's side, so the client is who does not speak from port 53. What a request asks for, its
headers and the address it came from are not read.

Sources: docs.suricata.io, "Eve JSON Output" and "Eve JSON Format"; etc/schema.json of Suricata.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from camaudit.flows.format import Format, Json, Kind, Part, literal
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDS = {
    "timestamp": "/timestamp",
    "src_ip": "/src_ip",
    "src_port": "/src_port",
    "dest_ip": "/dest_ip",
    "dest_port": "/dest_port",
    "proto": "/proto",
}
# Records of one direction end with the flow; both lie within its life.
_BOTH_WAYS = 1.0  # seconds


def _event(*types: str) -> str:
    """Write the condition that a line is an event of one of these types, spaced or not."""
    wanted = [f'"event_type":{space}"{type_}"' for type_ in types for space in ("", " ")]
    return " OR ".join(f"contains(text, {literal(one)})" for one in wanted)


def _types(head: Sequence[str]) -> set[str] | None:
    """Give the types of the first events; None where the lines are none."""
    found: set[str] = set()
    for line in head:
        if line.startswith("{"):
            try:
                row = json.loads(line)
            except ValueError:
                continue  # the last line that was looked at may be cut
            if isinstance(row, dict) and "event_type" in row and "timestamp" in row:
                found.add(str(row["event_type"]))
    return found or None


def _flows() -> Part:
    return Part(
        kind=Kind.FLOWS,
        reads=Json(
            values={
                **_ENDS,
                "start": "/flow/start",
                "end": "/flow/end",
                "to": "/flow/bytes_toserver",
                "back": "/flow/bytes_toclient",
                "packets_back": "/flow/pkts_toclient",
                "action": "/flow/action",
                "source_mac": "/ether/src_mac",
                "target_mac": "/ether/dest_mac",
            }
        ),
        columns={
            "t": "iso(coalesce(start, timestamp))",
            "t_end": 'iso(coalesce("end", timestamp))',
            "src": "src_ip",
            "src_port": "src_port",
            "dst": "dest_ip",
            "dst_port": "dest_port",
            "proto": "proto",
            "bytes_src": '"to"',
            "bytes_dst": "back",
            "answered": "TRY_CAST(packets_back AS BIGINT) > 0",
            "action": "CASE WHEN action = 'drop' THEN 'denied' END",
            "opener": "'src'",
        },
        mine=_event("flow"),
    )


def _netflow() -> Part:
    return Part(
        kind=Kind.FLOWS,
        reads=Json(
            values={
                **_ENDS,
                "start": "/netflow/start",
                "end": "/netflow/end",
                "size": "/netflow/bytes",
            }
        ),
        columns={
            "t": "iso(coalesce(start, timestamp))",
            "t_end": 'iso(coalesce("end", timestamp))',
            "src": "src_ip",
            "src_port": "src_port",
            "dst": "dest_ip",
            "dst_port": "dest_port",
            "proto": "proto",
            "bytes_src": "size",
            "opener": "'unknown'",
        },
        mine=_event("netflow"),
    )


def _dns() -> Part:
    every = "TRY(json_extract_string({}, '{}'))"
    lists = (
        every.format("answers", "$[*].rdata"),
        every.format("grouped", "$.A[*]"),
        every.format("grouped", "$.AAAA[*]"),
    )
    answers = " || ".join(f"coalesce({one}, [])" for one in (*lists, "[rdata]"))
    return Part(
        kind=Kind.NAMES,
        reads=Json(
            values={
                **_ENDS,
                "name": "/dns/rrname",
                "listed": "/dns/queries/0/rrname",
                "answered": "/dns/answers/0/rrname",
                "answers": "/dns/answers",
                "grouped": "/dns/grouped",
                "rdata": "/dns/rdata",
            }
        ),
        columns={
            "t": "iso(timestamp)",
            "client": "CASE WHEN src_port = '53' THEN dest_ip ELSE src_ip END",
            "name": "coalesce(name, listed, answered)",
            "answers": answers,
            "kind": "'dns'",
        },
        # An answer in the grouped form need not say to what.
        mine=f"({_event('dns')}) AND contains(text, '\"rrname\"')",
    )


def _named(type_: str, field: str, kind: str, name: str = "name") -> Part:
    key = field.rpartition("/")[2]
    return Part(
        kind=Kind.NAMES,
        reads=Json(values={**_ENDS, "name": field}),
        columns={"t": "iso(timestamp)", "client": "src_ip", "name": name, "kind": literal(kind)},
        mine=f"({_event(type_)}) AND contains(text, {literal(json.dumps(key))})",
    )


def _said(type_: str, field: str, channel: Channel, address: str, port: str | None) -> Part:
    key = field.rpartition("/")[2]
    columns = {
        "t": "iso(timestamp)",
        "address": address,
        "channel": literal(channel),
        "value": "said",
    }
    if port:
        columns["port"] = port
    return Part(
        kind=Kind.FACTS,
        reads=Json(values={**_ENDS, "said": field, "mac": "/dhcp/client_mac"}),
        columns=columns,
        mine=f"({_event(type_)}) AND contains(text, {literal(json.dumps(key))})",
    )


def _leases() -> Part:
    return Part(
        kind=Kind.LEASES,
        reads=Json(
            values={
                "timestamp": "/timestamp",
                "mac": "/dhcp/client_mac",
                "given": "/dhcp/assigned_ip",
                "own": "/dhcp/client_ip",
                "name": "/dhcp/hostname",
                "lasts": "/dhcp/lease_time",
            }
        ),
        columns={
            "t": "iso(timestamp)",
            "mac": "mac",
            "ip": "coalesce(nullif(given, '0.0.0.0'), own)",
            "name": "name",
            "ends": "iso(timestamp) + micro(lasts)",
        },
        mine=f'({_event("dhcp")}) AND regexp_matches(text, \'"dhcp_type": ?"ack"\')',
    )


_PARTS = (
    _dns(),
    _named("tls", "/tls/sni", "sni"),
    _named("quic", "/quic/sni", "sni"),
    _named("http", "/http/hostname", "http-host", "regexp_replace(name, ':[0-9]+$', '')"),
    _said("http", "/http/http_user_agent", Channel.HTTP_AGENT, "src_ip", None),
    _said("tls", "/tls/subject", Channel.TLS_SUBJECT, "dest_ip", "dest_port"),
    _said("tls", "/tls/issuerdn", Channel.TLS_ISSUER, "dest_ip", "dest_port"),
    _leases(),
    _said("dhcp", "/dhcp/hostname", Channel.DHCP_HOSTNAME, "mac", None),
)

EVE = Format(
    name="Suricata eve",
    vantage="Suricata log",
    detect=lambda head: "netflow" not in (_types(head) or {"netflow"}),
    parts=lambda _head: (_flows(), *_PARTS),
    passes="json_valid(text)",
)
# Sites write one of the two; where both are written, the second would count twice.
EVE_NETFLOW = Format(
    name="Suricata eve (netflow)",
    vantage="Suricata log",
    detect=lambda head: "netflow" in (_types(head) or ()),
    parts=lambda head: (_netflow() if "flow" not in (_types(head) or ()) else _flows(), *_PARTS),
    passes="json_valid(text)",
    cut_after=_BOTH_WAYS,
)
SURICATA = (EVE, EVE_NETFLOW)
