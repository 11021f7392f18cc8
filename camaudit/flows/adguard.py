"""querylog.json of AdGuard Home: names that clients asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.flows.format import Format, Json, Kind, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

# Source: AdGuard Home, internal/querylog: T time, IP client, QH name, QT type, Answer the answer as
# a DNS message in base64, which is not read.
_VALUES = {"time": "/T", "client": "/IP", "name": "/QH"}


def _detect(head: Sequence[str]) -> bool:
    return any(
        line.startswith("{") and all(f'"{key}":"' in line for key in ("T", "IP", "QH", "QT"))
        for line in head
    )


def _parts(_: Sequence[str]) -> tuple[Part, ...]:
    return (
        Part(
            kind=Kind.NAMES,
            sure=True,
            reads=Json(values=_VALUES),
            mine='contains(text, \'"QH":"\')',
            columns={
                "t": "iso(time)",
                "client": "client",
                "name": "nullif(lower(rtrim(name, '.')), '')",
            },
        ),
    )


FORMAT = Format(
    name="AdGuard Home query",
    vantage="DNS log",
    detect=_detect,
    parts=_parts,
    passes="false",
    notes=("names that were asked for, not what was answered",),
)
