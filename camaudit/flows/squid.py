"""Access logs of squid: its own form and those that web servers use. Host names alone are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part, literal
from camaudit.flows.pattern import once

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: squid's documentation of logformat, and lines of squid 5.7. Of a URL the host and the
# port are read; user, path and query are matched by nothing and leave the line with it.
_HOST = r"(?:(?P<scheme>[A-Za-z]+)://)?(?:[^/?#\s@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^:/?#\s@]+)(?::(?P<port>\d{1,5}))?"
_NATIVE = (
    r"(?:^|[ >])(?P<time>\d{9,10}\.\d{3}) +(?P<ms>-?\d+) (?P<client>[0-9A-Fa-f:.]+) "
    r"(?P<code>[A-Z_]+)/(?P<status>\d{3}) (?P<bytes>\d+) (?P<method>[A-Z_-]+) "
    rf"{_HOST}(?:[/?#]\S*)? \S+ [A-Z_]+/(?P<peer>\S+)"
)
_COMBINED = (
    r"(?P<client>[0-9A-Fa-f:.]+) \S+ .*?\[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d "
    rf"[+-]\d{{4}})\] \"(?P<method>[A-Z_-]+) {_HOST}(?:[/?#]\S*)? HTTP/[\d.]+\" "
    r"(?P<status>\d{3}) (?P<bytes>\d+)"
    r"(?: .*?(?P<code>[A-Z_]+):[A-Z_]+\s*$)?"
)
_SEEN_NATIVE = re2.compile(
    r"(?:^|[ >])\d{9,10}\.\d{3} +-?\d+ [0-9A-Fa-f:.]+ [A-Z_]+/\d{3} \d+ [A-Z_-]+ \S+ \S+ "
    r"[A-Z_]+/\S+"
)
_SEEN_COMBINED = re2.compile(
    r"\] \"(?:CONNECT \S+:\d+|[A-Z]+ https?://\S+) HTTP/[\d.]+\" \d{3} \d+ "
)
# An address in the place of a name.
_BARE = r"\b[A-Z_-]+ (?:[a-z]+://)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])[:/ ]"
_STANDARD = (
    "coalesce(TRY_CAST(f.port AS INTEGER), CASE WHEN f.method = 'CONNECT' THEN 443 "
    "WHEN f.scheme = 'https' THEN 443 WHEN f.scheme = 'ftp' THEN 21 ELSE 80 END)"
)
_LITERAL = r"regexp_matches(f.host, '^[0-9.]+$|^\[')"
_DENIED = "contains(f.code, 'DENIED') OR f.status = '407'"


def _detect(head: Sequence[str]) -> bool:
    return any(_SEEN_NATIVE.search(line) or _SEEN_COMBINED.search(line) for line in head)


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    native = any(_SEEN_NATIVE.search(line) for line in head)
    # "error:invalid-request" in the place of a URL: nobody's name
    named = "NOT contains(text, ' error:')"
    if native:
        matched, peer = once(_NATIVE), "nullif(f.peer, '-')"
        end = "epoch(f.time)"
        begin = f"{end} - greatest(coalesce(TRY_CAST(f.ms AS BIGINT), 0), 0) * 1000"
    else:
        matched, peer = once(_COMBINED), "NULL::VARCHAR"
        end = begin = "epoch_us(try_strptime(f.time, '%d/%b/%Y:%H:%M:%S %z'))"
    address = f"coalesce(CASE WHEN {_LITERAL} THEN trim(f.host, '[]') END, {peer})"
    is_name = f"CASE WHEN NOT {_LITERAL} THEN nullif(lower(f.host), '') END"
    flows = Part(
        kind=Kind.FLOWS,
        sure=True,
        reads=Lines(once=matched),
        mine=f"{named} AND {_went(native=native)}",
        columns={
            "t": begin,
            "t_end": end,
            "src": "f.client",
            "dst": address,
            "dst_port": _STANDARD,
            "proto": "'tcp'",
            "bytes_dst": "f.bytes",
            "answered": f"NOT ({_DENIED}) AND f.status < '500'",
            "action": f"CASE WHEN {_DENIED} THEN 'denied' ELSE 'allowed' END",
            "opener": "'src'",
            "name": is_name,
            "name_kind": "'http-host'",
        },
    )
    names = Part(
        kind=Kind.NAMES,
        sure=True,
        reads=Lines(once=matched),
        mine=f"{named} AND NOT regexp_matches(text, {literal(_BARE)})",
        columns={
            "t": begin,
            "client": "f.client",
            "name": is_name,
            "answers": f"[{peer}]",
            "kind": "'http-host'",
        },
    )
    return flows, names


def _went(*, native: bool) -> str:
    """Tell a line that names the address it went to: its own, or that of the URL."""
    went = r" [A-Z_]+/[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]* \S+$" if native else r"$^"
    return f"regexp_matches(text, {literal(f'{_BARE}|{went}')})"


FORMAT = Format(
    name="squid access",
    vantage="proxy log",
    detect=_detect,
    parts=_parts,
    passes="contains(text, ' error:')",
    notes=(
        "what a device sent past the proxy is not in it",
        "bytes are those given to the device; what it sent is not written",
    ),
)
