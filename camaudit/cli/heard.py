"""Devices as they are heard: a small table on a terminal, else one line for each."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.live import Live as Screen
from rich.table import Table
from rich.text import Text

from camaudit.escape import for_display, for_terminal
from camaudit.model.observation import Binding, Fact

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.observation import Observation

MOST = 20_000  # devices that are told apart; further ones are counted in the answer alone
MOST_ROWS = 12  # devices shown: those that were heard last
OFTEN = 0.5  # seconds between two looks of the table
WORDS = 48  # characters of what a device says


@dataclass(slots=True)
class _Device:
    address: str
    says: str = ""


class Heard:
    """Told of every observation; a device is known by its MAC, else by its address."""

    def __init__(
        self,
        seconds: float,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make it; nothing is shown before the first device.

        Input: seconds: of the listening; stream: standard error, unless it is another.
        """
        self._stream = stream or sys.stderr
        self._clock = clock
        self._until = clock() + seconds
        self._devices: dict[str, _Device] = {}
        self._screen: Screen | None = None
        self._shown = 0.0

    def hear(self, one: Observation) -> None:
        """Take one observation: what a device says of itself, or where it is."""
        match one:
            case Binding():
                self._take(one.mac, str(one.ip), "")
            case Fact():
                ip = "" if one.about.ip is None else str(one.about.ip)
                self._take(one.about.mac or ip, ip, f"{one.channel}: {one.value}")

    def end(self) -> None:
        """Take the table away."""
        if self._screen is not None:
            self._screen.stop()
            self._screen = None

    def _take(self, key: str, address: str, says: str) -> None:
        known = self._devices.get(key)
        if known is None:
            if len(self._devices) >= MOST:
                return
            known = self._devices[key] = _Device(address)
            if not self._stream.isatty():
                line = f"heard {address or 'a device'} {key if key != address else ''}".rstrip()
                self._stream.write(for_terminal(line) + "\n")
                self._stream.flush()
        elif says:
            self._devices[key] = self._devices.pop(key)  # the last one heard stands last
        known.address = address or known.address
        known.says = for_display(says, WORDS) if says else known.says
        self._draw()

    def _draw(self) -> None:
        at = self._clock()
        if not self._stream.isatty() or at - self._shown < OFTEN:
            return
        self._shown = at
        if self._screen is None:
            console = Console(file=self._stream)
            self._screen = Screen(console=console, auto_refresh=False, transient=True)
            self._screen.start()
        self._screen.update(self.table(), refresh=True)

    def table(self) -> Table:
        """Give the table as it stands."""
        left = max(0.0, self._until - self._clock())
        caption = f"{len(self._devices):,} devices heard; {left / 60:.0f} min left. Ctrl-C ends it."
        made = Table(box=None, pad_edge=False, caption=Text(caption), caption_justify="left")
        for name in ("Address", "MAC", "Says"):
            made.add_column(name)
        for key in list(self._devices)[: -MOST_ROWS - 1 : -1]:
            one = self._devices[key]
            mac = key if key != one.address else ""
            made.add_row(Text(one.address), Text(mac), Text(one.says))
        return made
