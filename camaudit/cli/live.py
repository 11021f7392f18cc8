"""How a scan goes on, on a terminal: a table of the networks; implements ScanWatcher."""

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live as Screen
from rich.table import Table
from rich.text import Text

from camaudit.escape import for_display

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.estate import Estate
    from camaudit.model.progress import Phase

MOST_ROWS = 12  # networks shown: those in which most answered
OFTEN = 0.2  # seconds between two looks of the table
NAME = 28  # characters of a network's name
_MINUTE = 60


@dataclass(slots=True)
class _Network:
    name: str
    asked: int = 0  # addresses, in this phase
    answered: int = 0
    pointed: int = 0


class Live:
    """Keeps counts alone, a few for each declared network."""

    def __init__(
        self,
        estate: Estate,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make it; nothing is shown before the first phase.

        Input: console: standard error, unless it is another.
        """
        named = sorted(
            (
                (network.cidr.version, int(network.cidr[0])),
                (network.cidr.version, int(network.cidr[-1])),
                f"{site.name}, {network.name}",
            )
            for site in estate.sites
            for network in site.networks
        )
        self._begins = [begins for begins, _, _ in named]
        self._ends = [ends for _, ends, _ in named]
        self._networks = [_Network(for_display(name, NAME)) for *_, name in named]
        self._console = console or Console(stderr=True)
        self._clock = clock
        self._screen: Screen | None = None
        self._phase: Phase | None = None
        self._total = self._done = self._packets = 0
        self._began = self._shown = 0.0

    def phase(self, phase: Phase, total: int) -> None:
        """Begin another phase."""
        if self._screen is None:
            # No thread of its own: it is drawn when something is told.
            self._screen = Screen(console=self._console, auto_refresh=False, transient=True)
            self._screen.start()
        self._phase, self._total, self._done = phase, total, 0
        for one in self._networks:
            one.asked = 0
        self._began = self._clock()
        self._draw(now=True)

    def asked(self, address: IPAddress | None, packets: int) -> None:
        """Count what is done with."""
        self._done += 1
        self._packets = packets
        network = self._network(address)
        if network is not None:
            network.asked += 1
        self._draw()

    def answered(self, address: IPAddress) -> None:
        """Count one that is there."""
        network = self._network(address)
        if network is not None:
            network.answered += 1
        self._draw()

    def pointed(self, address: IPAddress) -> None:
        """Count one whose words point to a maker of cameras."""
        network = self._network(address)
        if network is not None:
            network.pointed += 1
        self._draw()

    def end(self) -> None:
        """Take the table away."""
        if self._screen is not None:
            self._screen.stop()
            self._screen = None

    def _network(self, address: IPAddress | None) -> _Network | None:
        if address is None:
            return None
        key = address.version, int(address)
        at = bisect_right(self._begins, key) - 1
        return self._networks[at] if at >= 0 and key <= self._ends[at] else None

    def _draw(self, *, now: bool = False) -> None:
        at = self._clock()
        if self._screen is not None and (now or at - self._shown >= OFTEN):
            self._shown = at
            self._screen.update(self.table(), refresh=True)

    def table(self) -> Table:
        """Give the table as it stands."""
        rows = sorted(
            (one for one in self._networks if one.asked or one.answered),
            key=lambda one: (-one.answered, one.name),
        )
        made = Table(
            box=None, pad_edge=False, caption=Text(self._caption()), caption_justify="left"
        )
        made.add_column("Network")
        for name in ("Asked", "Answered", "Point to cameras"):
            made.add_column(name, justify="right")
        for one in rows[:MOST_ROWS]:
            counts = (one.asked, one.answered, one.pointed)
            made.add_row(Text(one.name), *(f"{count:,}" for count in counts))
        rest = rows[MOST_ROWS:]
        if rest:
            sums = [
                sum(getattr(one, what) for one in rest) for what in ("asked", "answered", "pointed")
            ]
            made.add_row(f"{len(rest):,} more", *(f"{count:,}" for count in sums))
        return made

    def _caption(self) -> str:
        done, total = self._done, max(self._total, self._done)
        words = f"{self._phase}: {done:,} of {total:,}; at most {self._packets:,} packets sent"
        gone = self._clock() - self._began
        if done and gone > 1 and total > done:
            words += f"; {_length(gone / done * (total - done))} left at most"
        return words + ". Ctrl-C ends it; what was learnt stands."


def _length(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _MINUTE)
    return f"{minutes} min" if minutes < 2 * _MINUTE else f"{minutes / _MINUTE:.1f} h"
