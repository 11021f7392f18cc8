"""What one capture says again and again, added up before it goes on.

The first time goes on at once, so that whoever waits for it hears it; the others go on together at
the end. Only what is told of a MAC is added up: whose an address alone is depends on the time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.model.observation import Fact, Lookup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation

MAX_SUMS = 65_536  # at a time


@dataclass(slots=True)
class _More:
    said: Fact | Lookup
    last: float  # Unix seconds
    count: int = 0


class Sums:
    """Adds up the facts and look-ups of one source whose endpoints are interned."""

    def __init__(self) -> None:
        self._sums: dict[tuple[object, ...], _More] = {}

    def add(self, one: Observation) -> Iterator[Observation]:
        """Take an observation; yield what goes on now."""
        key: tuple[object, ...]
        if isinstance(one, Fact) and one.about.mac is not None:
            key = (id(one.about), one.channel, one.port, one.value)
        elif isinstance(one, Lookup) and one.client.mac is not None and one.held_on is None:
            key = (id(one.client), one.kind, one.name, one.answers)
        else:
            yield one
            return
        last = one.seen.at if one.last is None else one.last
        known = self._sums.get(key)
        if known is None:
            if len(self._sums) >= MAX_SUMS:
                yield from self.flush()
            self._sums[key] = _More(one, last)
            yield one
            return
        known.count += one.count
        known.last = max(known.last, last)
        if one.seen < known.said.seen:
            known.said = one

    def flush(self) -> Iterator[Observation]:
        """Yield what was said again; forget everything."""
        for more in self._sums.values():
            if more.count:
                yield replace(more.said, count=more.count, last=more.last)
        self._sums.clear()
