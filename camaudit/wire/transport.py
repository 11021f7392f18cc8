"""What the gate asks of whatever carries bytes: sockets in life, a script in tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Call, Outcome
    from camaudit.wire.interfaces import Link


Hear = Callable[["IPAddress", int, bytes, int], None]  # sender, its port, what it said, our port


class Connected(Protocol):
    """One open TCP connection: camaudit/wire/sockets.py in life, a script in tests."""

    own_port: int

    async def exchange(
        self, data: bytes, complete: Callable[[bytes], bool], *, wait: float, most: int
    ) -> tuple[Outcome, bytes]:
        """Send a request and read its answer."""

    async def close(self) -> None:
        """Close it."""


class Wire(Protocol):
    """What carries bytes."""

    async def connect(self, target: IPAddress, port: int, *, wait: float) -> Connected | Outcome:
        """Open a TCP connection."""

    async def ask(
        self, target: IPAddress, port: int, data: bytes, *, wait: float, most: int
    ) -> tuple[int, list[tuple[int, bytes]] | Outcome]:
        """Send a datagram; give the own port, and port and bytes of each answer."""

    async def call(
        self, link: Link, call: Call, data: bytes, *, wait: float, hear: Hear
    ) -> Outcome | None:
        """Send a datagram to everybody on a link; pass on each answer as it comes.

        Output: what went wrong, None where nothing did.
        """

    async def frame(
        self, link: Link, data: bytes, wanted: Callable[[bytes], bool], *, wait: float, first: bool
    ) -> list[bytes] | Outcome:
        """Send an Ethernet frame; give the wanted ones that arrive, or the first of them.

        Input: wanted: is shown each frame as it arrives.
        """
