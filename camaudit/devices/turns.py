"""The hour whose clock times come twice: when summer time ends, clocks go back.

A log that writes no zone leaves open which of the two turns it means. So where an address changed
hands in the two hours, no line of them is anybody's for sure.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING

from camaudit.model.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from camaudit.model.endpoint import IPAddress

_NEAR = 10_800.0  # seconds: no zone's clock goes back by more than three hours
_RANGE = range(86_400, 253_402_214_400)  # Unix seconds of which every system knows the clock time


def turns(zone: tzinfo, at: float) -> tuple[float, float] | None:
    """Find the two turns around a time.

    Input:  at: Unix seconds.
    Output: begin of the first turn and end of the second, Unix seconds; None: the clock time of
            `at` came once.
    """
    if not isfinite(at) or int(at) not in _RANGE:
        return None
    low, high = at - _NEAR, at + _NEAR
    before, after = _offset(zone, low), _offset(zone, high)
    if after >= before:
        return None
    while high - low > 1:  # zones change at whole minutes
        middle = (low + high) / 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    change, back = round(high / 60) * 60.0, before - after
    return (change - back, change + back) if change - back <= at < change + back else None


def in_doubt(ip: IPAddress, found: tuple[Span, ...], zone: tzinfo) -> tuple[Span, ...]:
    """Take the time in which clock times came twice from whom it is not known to belong to.

    Input:  the stretches of an address as `holders.spans` gives them; zone: of the clocks.
    Output: the same, with one stretch for both turns where another one began within them: nobody's
            where the holder changed, at most possibly the holder's where it was not always known.
    """
    doubts = {turns(zone, one.begins) for one in found[1:]} - {None}
    for begins, ends in sorted(one for one in doubts if one is not None):
        # with who held it last before: a change at the first second may be one of the second turn
        within = [one for one in found if one.begins < ends and one.ends >= begins]
        found = (
            *_cut(found, float("-inf"), begins),
            _common(ip, begins, ends, within),
            *_cut(found, ends, float("inf")),
        )
    return found


def _common(ip: IPAddress, begins: float, ends: float, within: list[Span]) -> Span:
    holders = {one.mac for one in within}
    mac = holders.pop() if len(holders) == 1 else None
    unsure = [one.held_on for one in within if one.held_on is not None]
    return Span(ip, begins, ends, mac, min(unsure) if mac is not None and unsure else None)


def _cut(found: Iterable[Span], begins: float, ends: float) -> list[Span]:
    """Give what of the stretches lies within a time."""
    return [
        replace(one, begins=max(one.begins, begins), ends=min(one.ends, ends))
        for one in found
        if one.begins < ends and one.ends > begins
    ]


def _offset(zone: tzinfo, at: float) -> float:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    return 0.0 if offset is None else offset.total_seconds()
