"""How fast: for each host one connection at a time and a pause between two, and a pace overall."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from camaudit.model.endpoint import IPAddress

PER_SECOND = 20.0  # sends overall
# Seconds from the beginning of one connection to the next, of one host: at most one a second, where
# the network carries one faster than the other.
BETWEEN = 1.1
# Seconds of turns that are made up for where this computer was late: after an hour asleep, or a
# second of other work, no crowd goes at once.
_CATCH_UP = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run keeps to."""

    per_second: float = PER_SECOND
    between: float = BETWEEN
    wait: float = 2.0  # seconds for an answer
    read: int = 1 << 16  # bytes of one answer
    retries: int = 1  # of what met silence
    packets: int = 120  # to one host over TCP, at most: so much of its answers is not read


class _Held:
    """A host that somebody talks to, or waits for."""

    __slots__ = ("lock", "wanted")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.wanted = 0


class Pace:
    """Makes every send wait for its turn, in the order in which they came.

    Only hosts of the last second are remembered, and those that somebody talks to.
    """

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float],  # seconds; never goes back, so no time of day
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._next = clock()  # when the next send may begin, whoever's
        self._began: OrderedDict[IPAddress, float] = OrderedDict()  # the latest, oldest first
        self._busy: dict[IPAddress, _Held] = {}
        self._door = asyncio.Lock()  # first come, first served

    @asynccontextmanager
    async def alone(self, host: IPAddress) -> AsyncIterator[None]:
        """Hold a host for as long as one connection, or one question to it, takes."""
        held = self._busy.setdefault(host, _Held())
        held.wanted += 1
        try:
            async with held.lock:
                yield
        finally:
            held.wanted -= 1
            if not held.wanted:
                del self._busy[host]

    async def turn(self, host: IPAddress | None, *, begins: bool) -> None:
        """Wait for a turn.

        Input: host: whom it goes to; None: to everybody on a link. begins: a new connection or a
               datagram, not a further question on a connection.
        """
        if begins and host is not None:
            await self._until(self._began.get(host, -inf) + self._limits.between)
        asked = self._clock()
        async with self._door:
            turn = max(self._next, asked, self._clock() - _CATCH_UP)
            self._next = turn + 1 / self._limits.per_second
            await self._until(turn)
        if begins and host is not None:
            self._remember(host)

    def rest(self, seconds: float) -> None:
        """Let nobody's turn come before so many seconds are over."""
        self._next = max(self._next, self._clock() + seconds)

    def _remember(self, host: IPAddress) -> None:
        now = self._clock()
        self._began[host] = now
        self._began.move_to_end(host)
        while now - next(iter(self._began.values())) > self._limits.between:
            self._began.popitem(last=False)

    async def _until(self, moment: float) -> None:
        # A timer may end a little early; a turn may not.
        while (rest := moment - self._clock()) > 0:
            await self._sleep(rest)
