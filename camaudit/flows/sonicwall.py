"""Connection lines of SonicWall firewalls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.outerside import outer
from camaudit.flows.pairs import PLAIN
from camaudit.flows.pattern import pack
from camaudit.flows.stamps import LINE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: SonicWall, "SonicOS Log Events Reference Guide": src and dst are address, port and
# interface with colons between, an IPv6 address in brackets or not at all.
_ROW = re2.compile(r"\bid=\S+ +sn=\S+ .*\bsrc=[0-9A-Fa-f.:\[\]]+:\d+:?.*\bdst=")
_ADDRESS = r"^\[?([0-9A-Fa-f:.]+?)\]?:(\d{1,5})(?::[A-Z].*|:)?$"


_T = f"CASE WHEN g.written <> '' THEN iso(g.written) ELSE {LINE} END"
_REFUSED = "drop|den|block|reject"


def _end(side: str, group: int) -> str:
    return f"nullif(regexp_extract(g.{side}, '{_ADDRESS}', {group}), '')"


def _detect(head: Sequence[str]) -> bool:
    return any(_ROW.search(line) for line in head)


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    word = PLAIN.word
    twice = {
        "written": f"replace({word('time')}, ' UTC', 'Z')",
        "back": f"TRY_CAST({word('rcvd')} AS BIGINT)",
        "source": PLAIN.whole("src"),
        "target": PLAIN.whole("dst"),
        "country": word("geoDst"),
        "here": word("geoSrc"),
    }
    lasted = f"coalesce(TRY_CAST({word('cdur')} AS BIGINT), 0) * 1000"  # milliseconds
    verdict = f"lower(concat({word('fw_action')}, ' ', {word('msg')}))"
    # 98 says that a connection opened, 537 that it closed, with its bytes: one of both is enough
    numbers = "537" if any(" m=537 " in line for line in head) else "98"
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=PLAIN.line, then=pack(twice)),
            # of the others those that refuse a packet
            mine="contains(text, ' src=') AND contains(text, ' dst=') AND regexp_matches(text, "
            f"' m={numbers} | fw_action=\"?(drop|deny|reject)|[Dd]ropped|[Dd]enied|[Rr]ejected')",
            columns={
                "t": f"{_T} - {lasted}",
                "t_end": _T,
                "src": _end("source", 1),
                "src_port": _end("source", 2),
                "dst": _end("target", 1),
                "dst_port": _end("target", 2),
                "proto": f"split_part({word('proto')}, '/', 1)",
                "bytes_src": word("sent"),
                "bytes_dst": "g.back",
                "answered": "g.back > 0",
                "action": f"CASE WHEN regexp_matches({verdict}, '{_REFUSED}') THEN 'denied' "
                "ELSE 'allowed' END",
                "opener": "'src'",
                "name": word("dstname"),
                "name_kind": "'http-host'",
                "country": outer("g.country", "g.here"),
                # of the frame as it came in: the other one is the firewall's own
                "src_mac": word("srcMac"),
            },
        ),
    )


FORMAT = Format(
    name="SonicWall",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=f"contains(text, ' sn=') OR ({OTHERS})",
    notes=("a connection that is still open has no bytes",),
)
