"""Hellos of QUIC clients, enciphered again without what nothing is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.dissect.hellos import MAX_DONE, MAX_HELLOS, MAX_KEPT, MAX_PIECES
from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import quic, tls

if TYPE_CHECKING:
    from collections.abc import Hashable

    from camaudit.blank import Blanker
    from camaudit.dissect.hellos import Ends
    from camaudit.model.keeping import Keeps
    from camaudit.model.talk import Talk


@dataclass(slots=True)
class _Hello:
    talk: Talk
    packets: list[tuple[int, bytes]] = field(default_factory=list)  # place, payload
    pieces: dict[int, bytes] = field(default_factory=dict)
    size: int = 0

    def whole(self) -> bytes:
        made = bytearray()
        for place in sorted(self.pieces):
            if place > len(made):
                break
            made += self.pieces[place][len(made) - place :]
        return bytes(made[: quic.MAX_CRYPTO])


class KeptHellos:
    """Follows the packets of hellos until they are whole, as `Hellos` does."""

    def __init__(self, keeps: Keeps, blanker: Blanker) -> None:
        self._keeps = keeps
        self._blanker = blanker
        self._open: dict[Ends, _Hello] = {}
        self._done: dict[Ends, None] = {}

    def add(self, payload: bytes, packet: quic.Initial, talk: Talk) -> None:
        """Take a packet of a client."""
        place = self._keeps.here
        ends = (talk.sender.ip, talk.sender_port, talk.receiver.ip, talk.receiver_port)
        if ends in self._done or not packet.opened or place is None:
            return
        if ends not in self._open and len(self._open) >= MAX_HELLOS:
            self._settle(next(iter(self._open)))
        hello = self._open.setdefault(ends, _Hello(talk))
        self._keeps.want()
        hello.packets.append((place, payload))
        for at, piece in packet.pieces:
            if len(piece) > len(hello.pieces.get(at, b"")):
                hello.pieces[at] = piece
                hello.size += len(piece)
        try:
            tls.parse_messages(hello.whole())
        except TruncatedError:
            if len(hello.pieces) < MAX_PIECES and hello.size <= MAX_KEPT:
                return
        except MalformedError:
            pass
        self._settle(ends)

    def rest(self) -> None:
        """Keep what there is of hellos that were begun."""
        for ends in list(self._open):
            self._settle(ends)

    def _settle(self, ends: Ends) -> None:
        hello = self._open.pop(ends)
        if len(self._done) >= MAX_DONE:
            self._done.pop(next(iter(self._done)))
        self._done[ends] = None
        whole = hello.whole()
        expected = _said(whole, hello.talk)
        made = self._blanker.blank("quic", whole, lambda one: _said(one, hello.talk) == expected)
        for place, payload in hello.packets:
            self._keeps.put(place, quic.resealed(payload, made))


def _said(messages: bytes, talk: Talk) -> Hashable:
    try:
        return tuple(tls.observations(tls.parse_messages(messages), talk))
    except MalformedError as error:
        return type(error).__name__
