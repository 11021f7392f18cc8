"""One service of one emulated device, between its sockets and its protocol."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from camaudit.emulate import tls
from camaudit.emulate.doors import BROADCAST, Place
from camaudit.emulate.line import Line
from camaudit.emulate.speeches import SPEECHES

if TYPE_CHECKING:
    import socket
    import ssl

    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player
    from camaudit.emulate.speech import Datagram, Speech


class Role:
    """One service of one player."""

    def __init__(
        self, player: Player, service: Service, index: int, lines: set[Line], *, six: bool = False
    ) -> None:
        self.player = player
        self.six = six  # at its IPv6 address
        self.lines = lines  # open connections of the whole player
        self.service = service
        self.speech: Speech = SPEECHES[service.speaks]
        self.index = index  # of the interface; 0: none of its own
        self.door: socket.socket | None = None  # of a datagram protocol
        self._context: ssl.SSLContext | None = None

    @property
    def place(self) -> Place:
        """Give what its sockets are bound to."""
        if self.six:
            return self.player.six, self.service.port, 0, self.index
        return self.player.address, self.service.port

    @property
    def group(self) -> str | None:
        """Give the group of its family in which it is asked, if there is one."""
        return next((one for one in self.speech.groups if (":" in one) == self.six), None)

    def context(self) -> ssl.SSLContext:
        """Give what encryption begins with, made when it is first asked for."""
        self._context = self._context or tls.context(self.service, self.player)
        return self._context

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, to whatever end it comes."""
        player, manners = self.player, self.player.character.manners
        line = Line(reader, writer, player)
        self.lines.add(line)
        player.begin(self.service.port)
        try:
            if manners.reset == "accept":
                line.reset()
            elif not player.counts.crashed and self.speech.talk is not None:
                if self.speech.encrypted and manners.silent:
                    writer.transport.resume_reading()  # type: ignore[attr-defined]
                elif self.speech.encrypted:
                    # In a thread: a key takes a while, in which the others go on.
                    await writer.start_tls(await asyncio.to_thread(self.context))
                await self.speech.talk(line, self.service, player)
        except (OSError, ValueError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            pass  # the other side went, or said what no device understands
        finally:
            player.end()
            self.lines.discard(line)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def asked(self, data: bytes, sender: tuple[Any, ...]) -> None:
        """Answer one datagram."""
        counts = self.player.counts
        counts.datagrams += 1
        counts.bytes_in += len(data)
        if self.player.character.manners.silent or self.speech.answer is None:
            return
        for _ in range(int(self.service.word("copies", "1"))):
            for one in self.speech.answer(data, self.service, self.player):
                self.say(one, sender)

    def say(self, one: Datagram, sender: tuple[Any, ...] | None) -> None:
        """Send one datagram; a network that does not take it is no matter of the device."""
        if self.door is None:
            return
        if self.speech.link is not None:
            if sender is not None:
                head = sender[0] + self.player.raw_mac + self.speech.link.to_bytes(2, "big")
                self.player.counts.bytes_out += self.door.send(head + one.data)
            return
        data, port = one.data, one.port or self.service.port
        target: tuple[Any, ...] | None
        if one.alone is not None and sender is not None and sender[1] != self.service.port:
            data, target = one.alone, sender
        elif one.to == "asker":
            target = sender and (sender[0], one.port or sender[1], *sender[2:])
        elif self.six:
            target = (self.group, port, 0, self.index) if self.group and one.to == "group" else None
        else:
            target = ({"group": self.group, "broadcast": BROADCAST}.get(one.to, one.to), port)
        if target is None:
            return
        with contextlib.suppress(OSError):
            self.player.counts.bytes_out += self.door.sendto(data, target)
