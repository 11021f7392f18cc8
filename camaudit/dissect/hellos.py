"""Hellos of QUIC clients, put together of the packets that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import quic, tls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.model.observation import Observation, Seen
    from camaudit.model.talk import Talk

MAX_HELLOS = 1_024  # unfinished ones at a time; the oldest is given up
MAX_DONE = 4_096  # conversations whose hello was read; the oldest is forgotten
MAX_PIECES = 64  # of one hello
MAX_KEPT = 2 * quic.MAX_CRYPTO  # bytes of these: they may lie over each other

Ends = tuple[object, int | None, object, int | None]


@dataclass(slots=True)
class Hello:
    """A hello on its way."""

    talk: Talk  # of its first packet
    opened: bool = False
    kept: int = 0  # bytes of its pieces
    pieces: dict[int, bytes] = field(default_factory=dict)  # by place; the longer one stays
    packets: list[tuple[int, bytes]] = field(default_factory=list)  # that are kept: where, and what

    def whole(self) -> bytes:
        """Give what is there from the beginning on without a hole."""
        made = bytearray()
        for place in sorted(self.pieces):
            if place > len(made):
                break
            made += self.pieces[place][len(made) - place :]
        return bytes(made[: quic.MAX_CRYPTO])


class Hellos:
    """Collects pieces by conversation. Browsers send them in any order, in several packets."""

    def __init__(self, lost: Callable[[Seen], None]) -> None:
        """Make it; lost: hears where a hello began that is not whole."""
        self._lost = lost
        self.over: Callable[[Hello], None] = _nobody  # hears of each that is over, whole or not
        self._open: dict[Ends, Hello] = {}
        self._done: dict[Ends, None] = {}

    def add(
        self,
        packet: quic.Initial,
        talk: Talk,
        kept: Callable[[], tuple[int, bytes] | None] | None = None,
    ) -> Iterator[Observation]:
        """Take the packet of a client; give what the hello says once it is whole.

        Input:  kept: keeps a packet that is part of a hello, and gives where, and its bytes.
        Raises: MalformedError where the hello is none.
        """
        ends = (talk.sender.ip, talk.sender_port, talk.receiver.ip, talk.receiver_port)
        if ends in self._done:
            return
        hello = self._open.get(ends)
        if hello is None:
            if len(self._open) >= MAX_HELLOS:
                self._give_up(next(iter(self._open)))
            hello = self._open[ends] = Hello(talk)
        hello.opened = hello.opened or packet.opened
        stays = kept() if kept is not None and packet.opened else None
        if stays is not None:
            hello.packets.append(stays)
        for place, piece in packet.pieces:
            known = hello.pieces.get(place, b"")
            more = len(piece) - len(known)
            if more > 0 and (known or len(hello.pieces) < MAX_PIECES):
                hello.pieces[place] = piece
                hello.kept += more
        try:
            message = tls.parse_messages(hello.whole())
        except TruncatedError:
            if len(hello.pieces) >= MAX_PIECES or hello.kept > MAX_KEPT:
                self._give_up(ends)
            return
        except MalformedError:
            self._finish(ends)
            raise
        self._finish(ends)
        yield from tls.observations(message, hello.talk)

    def _give_up(self, ends: Ends) -> None:
        if self._open[ends].opened:
            self._lost(self._open[ends].talk.seen)
        self._finish(ends)

    def _finish(self, ends: Ends) -> None:
        hello = self._open.pop(ends)
        if len(self._done) >= MAX_DONE:
            self._done.pop(next(iter(self._done)))
        self._done[ends] = None
        self.over(hello)

    def rest(self) -> None:
        """Count the hellos that were begun and are not whole."""
        for ends in list(self._open):
            self._give_up(ends)


def _nobody(_: Hello) -> None:
    """Stand for nobody who wants to hear of a hello."""
