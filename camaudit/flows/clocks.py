"""Whether the times of a log lack a zone or a year: found out by reading its first lines anew.

They are read as of another zone, and as of another date: a time that moves lacks what was changed.
So no format has to know it, and nothing is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta, timezone
from typing import TYPE_CHECKING

from camaudit.flows.engine import Engine
from camaudit.flows.format import Table
from camaudit.flows.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo
    from pathlib import Path

    from camaudit.flows.format import Part
    from camaudit.flows.values import Row

_NOW = 1_893_456_000.0  # 2030-01-01
_LATER = _NOW + 400 * 86_400.0
_ELSEWHERE = timezone(timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Clock:
    """What the times of a log lack."""

    zone: bool
    year: bool


def lacking(parts: Sequence[Part], head: Sequence[str], folder: Path) -> Clock:
    """Tell what is lacking.

    Input: the first lines of the file, and an empty folder for them.
    """
    quoted = any(isinstance(part.reads, Table) and part.reads.quote for part in parts)
    lines = "".join(f"{line}\n" for line in head).encode()
    path = prepare(folder, lambda: iter((lines,)), folder, plain=False, quoted=quoted).path

    def times(zone: tzinfo, now: float) -> list[Row]:
        with Engine(path, "its first lines", folder, zone, now, threads=1) as engine:
            return [
                row
                for part in parts
                for row in engine.rows(
                    f"SELECT line, t FROM ({engine.relation(part)}) ORDER BY line"
                )
            ]

    given = times(UTC, _NOW)
    return Clock(zone=given != times(_ELSEWHERE, _NOW), year=given != times(UTC, _LATER))
