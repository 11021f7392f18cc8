"""How a long task tells that it moves, and hears that it should end."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress


class Watcher(Protocol):
    """Told of progress; prints nothing by itself unless it is a terminal's."""

    def begin(self, source: str, size: int | None) -> None:
        """Hear that a source is opened; size in bytes where known."""
        ...

    def whole(self, files: int, size: int) -> None:
        """Hear how many files there are to be read, and their bytes in all."""
        ...

    def advance(self, source: str, done: int, frames: int) -> None:
        """Hear how many bytes and frames of the source are read so far."""
        ...

    def end(self, source: str) -> None:
        """Hear that the source is finished."""
        ...


class Silent:
    """A Watcher that says nothing."""

    def begin(self, source: str, size: int | None) -> None:
        """Say nothing."""

    def whole(self, files: int, size: int) -> None:
        """Say nothing."""

    def advance(self, source: str, done: int, frames: int) -> None:
        """Say nothing."""

    def end(self, source: str) -> None:
        """Say nothing."""


class Stop:
    """Whether somebody asked that reading end here, and the answer be made of what was read."""

    def __init__(self) -> None:
        self.asked = False
        self.heeded = False  # somebody looks at `asked` now and then


class Phase(StrEnum):
    """What a scan does at a time."""

    EVERYBODY = "asks everybody on the links"
    FRAMES = "asks who has which address (ARP)"
    ONE_BY_ONE = "asks address by address"
    LOOK = "looks at devices"


class ScanWatcher(Protocol):
    """Told how a scan goes on. Whatever it does takes the scan's own time: keep it short."""

    def phase(self, phase: Phase, total: int) -> None:
        """Hear that another phase begins, with so many calls or addresses at most."""
        ...

    def asked(self, address: IPAddress | None, packets: int) -> None:
        """Hear that a call (None) or an address is done with; packets: sent so far, at most."""
        ...

    def answered(self, address: IPAddress) -> None:
        """Hear that somebody is at an address, once for each."""
        ...

    def pointed(self, address: IPAddress) -> None:
        """Hear that what one says points to a maker of cameras, once for each."""
        ...

    def end(self) -> None:
        """Hear that the scan is over."""
        ...


class SilentScan:
    """A ScanWatcher that says nothing."""

    def phase(self, phase: Phase, total: int) -> None:
        """Say nothing."""

    def asked(self, address: IPAddress | None, packets: int) -> None:
        """Say nothing."""

    def answered(self, address: IPAddress) -> None:
        """Say nothing."""

    def pointed(self, address: IPAddress) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""
