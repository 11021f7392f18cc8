"""pfirewall.log, which Windows writes on the computer itself: its columns stand in its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.flows.format import Format, Kind, Lines, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: Microsoft, "Configure Windows Firewall logging": W3C extended form, "-" where nothing is.
_FIELDS = "#Fields: "
_NEEDED = ("date", "time", "action", "protocol", "src-ip", "dst-ip")


def _names(head: Sequence[str]) -> list[str]:
    return next((line[len(_FIELDS) :].split() for line in head if line.startswith(_FIELDS)), [])


def _detect(head: Sequence[str]) -> bool:
    return set(_NEEDED) <= set(_names(head))


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    names = _names(head)

    def field(name: str) -> str:
        place = names.index(name) + 1 if name in names else 0
        return f"nullif(f[{place}], '-')" if place else "NULL::VARCHAR"

    when = f"{field('date')} || ' ' || {field('time')}"
    flags = field("tcpflags")
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once="string_split(rtrim(text), ' ')"),
            # a CLOSE ends what an OPEN or ALLOW began; lost events name nobody
            mine="regexp_matches(text, '^\\d{4}-') "
            "AND NOT regexp_matches(text, ' (CLOSE|INFO-EVENTS-LOST) ')",
            columns={
                "t": f"iso({when})",
                # a line cut short has fewer fields than its head names
                "src": f"CASE WHEN len(f) >= {len(names)} THEN {field('src-ip')} END",
                "src_port": field("src-port"),
                "dst": field("dst-ip"),
                "dst_port": field("dst-port"),
                "proto": field("protocol"),
                "action": f"CASE {field('action')} WHEN 'DROP' THEN 'denied' "
                "WHEN 'ALLOW' THEN 'allowed' WHEN 'OPEN' THEN 'allowed' "
                "WHEN 'OPEN-INBOUND' THEN 'allowed' ELSE 'unknown' END",
                "opener": f"CASE WHEN coalesce({flags}, 'S') LIKE '%S%' "
                f"AND coalesce({flags}, '') NOT LIKE '%A%' THEN 'src' ELSE 'unknown' END",
            },
        ),
    )


FORMAT = Format(
    name="Windows firewall",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes="regexp_matches(text, ' (CLOSE|INFO-EVENTS-LOST) ')",
    notes=("what one computer sent and received: it shows no other device's contacts",),
)
