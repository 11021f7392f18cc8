"""How a long task tells that it moves."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Told of progress; prints nothing by itself unless it is a terminal's."""

    def begin(self, source: str, size: int | None) -> None:
        """Hear that a source is opened; size in bytes where known."""
        ...

    def advance(self, source: str, done: int) -> None:
        """Hear how many bytes of the source are read in all."""
        ...

    def end(self, source: str) -> None:
        """Hear that the source is finished."""
        ...


class Silent:
    """A Watcher that says nothing."""

    def begin(self, source: str, size: int | None) -> None:
        """Say nothing."""

    def advance(self, source: str, done: int) -> None:
        """Say nothing."""

    def end(self, source: str) -> None:
        """Say nothing."""
