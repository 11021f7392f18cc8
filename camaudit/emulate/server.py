"""The process that plays devices: sockets for each address, one event loop for all.

Each address has its own listening sockets, so that what a device does not speak is refused by the
kernel, as it is by a real one. Questions to groups come to one socket a group; which interface they
came in by tells who was meant.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.emulate import doors
from camaudit.emulate.cast import find
from camaudit.emulate.player import Player
from camaudit.emulate.role import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.emulate.character import Character
    from camaudit.emulate.line import Line
    from camaudit.emulate.playbill import Playbill

_BACKLOG = 64
_OUTGOING = 4  # PACKET_OUTGOING, linux/if_packet.h: a frame of our own
_FILES_EACH = 12  # file descriptors that a device may need


class _Waiting(asyncio.StreamReaderProtocol):
    """A connection whose first bytes are left to TLS, which would miss them where others read."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.ReadTransport):
            transport.pause_reading()
        super().connection_made(transport)


class House:
    """All players of one process."""

    def __init__(self, playbill: Playbill) -> None:
        self.playbill = playbill
        self.players: list[Player] = []
        self.roles: list[Role] = []
        self._heard: dict[tuple[int, int], list[Role]] = {}  # by interface and port
        self._lines: dict[Player, set[Line]] = {}
        self._open: dict[Player, list[asyncio.Server | socket.socket]] = {}
        self._groups: dict[tuple[str, int], socket.socket] = {}
        self._waits: set[asyncio.Task[None]] = set()
        self._cast: dict[str, Character] = {}

    def _character(self, name: str) -> Character:
        if name not in self._cast:
            folders = tuple(Path(one) for one in self.playbill.folders)
            self._cast[name] = find(name, folders)
        return self._cast[name]

    async def open(self) -> None:
        """Open every socket.

        Raises: OSError where an address is not there or a port is taken.
        """
        doors.allow_files(_FILES_EACH * len(self.playbill.parts) + 200)
        for part in self.playbill.parts:
            player = Player(self._character(part.character), part.address, part.mac)
            self.players.append(player)
            self._open[player], self._lines[player] = [], set()
            player.fall = lambda one=player: self._fall(one)  # type: ignore[misc]
            index = socket.if_nametoindex(part.interface) if part.interface else 0
            for service in player.character.services:
                for six in (False, True) if part.six and index else (False,):
                    role = Role(player, service, index, self._lines[player], six=six)
                    self.roles.append(role)
                    if role.speech.talk is not None:
                        await self._listen(role)
                    elif role.speech.link is None:
                        self._take(role)
                    elif index and not six:
                        self._hear(role, role.speech.link)
        for role in self.roles:
            if role.speech.announce is not None and role.service.word("every"):
                task = asyncio.create_task(self._announce(role))
                self._waits.add(task)

    async def _listen(self, role: Role) -> None:
        door = doors.listening(role.place)
        if role.speech.encrypted:
            loop = asyncio.get_running_loop()

            def made() -> _Waiting:
                return _Waiting(asyncio.StreamReader(), role.connected)

            server = await loop.create_server(made, sock=door, backlog=_BACKLOG)
        else:
            server = await asyncio.start_server(role.connected, sock=door, backlog=_BACKLOG)
        self._open[role.player].append(server)

    def _take(self, role: Role) -> None:
        """Open the datagram socket of a role; join its groups on its interface."""
        door = role.door = doors.datagrams(role.place)
        self._open[role.player].append(door)
        asyncio.get_running_loop().add_reader(door, self._unicast, role)
        if not role.index:
            return  # behind a router: questions to groups do not come here
        self._heard.setdefault((role.index, role.service.port), []).append(role)
        doors.send_by(door, role.index, six=role.six)
        for group in role.speech.groups:
            if (":" in group) == role.six:
                shared = self._group(group, role.service.port)
                with contextlib.suppress(OSError):  # joined already: two players, one interface
                    doors.join(shared, group, role.index)
        if role.speech.broadcast and not role.six:
            self._group(doors.BROADCAST, role.service.port)

    def _hear(self, role: Role, sort: int) -> None:
        """Open the socket of a role below IP."""
        door = role.door = doors.frames(role.index, sort)
        self._open[role.player].append(door)
        asyncio.get_running_loop().add_reader(door, self._frame, role)

    @staticmethod
    def _frame(role: Role) -> None:
        if role.door is None or role.player.counts.crashed:
            return
        with contextlib.suppress(OSError):
            frame, where = role.door.recvfrom(65535)
            if where[2] != _OUTGOING:
                role.asked(frame[14:], (frame[6:12],))

    def _group(self, group: str, port: int) -> socket.socket:
        known = self._groups.get((group, port))
        if known is None:
            known = self._groups[group, port] = doors.group(group, port)
            asyncio.get_running_loop().add_reader(known, self._shared, known, group, port)
        return known

    @staticmethod
    def _unicast(role: Role) -> None:
        if role.door is None or role.player.counts.crashed:
            return
        with contextlib.suppress(OSError):
            role.asked(*role.door.recvfrom(65535))

    def _shared(self, door: socket.socket, group: str, port: int) -> None:
        """Hand a question to all who are on the interface by which it came."""
        if sys.platform == "win32":
            return
        try:
            data, more, _, sender = door.recvmsg(65535, 64)
        except OSError:
            return
        for role in self._listeners(doors.came_by(more), group, port):
            role.asked(data, sender)

    def _listeners(self, index: int, group: str, port: int) -> Iterator[Role]:
        for role in self._heard.get((index, port), ()):
            meant = (
                role.speech.broadcast if group == doors.BROADCAST else group in role.speech.groups
            )
            if meant and role.six == (":" in group) and not role.player.counts.crashed:
                yield role

    @staticmethod
    async def _announce(role: Role) -> None:
        """Speak unasked: once, or every so many seconds."""
        every = role.service.word("every")
        while role.speech.announce is not None and not role.player.counts.crashed:
            for one in role.speech.announce(role.service, role.player):
                role.say(one, None)
            if every == "start":
                return
            await asyncio.sleep(float(every))

    def _fall(self, player: Player) -> None:
        """Close all sockets of a player: it crashed."""
        loop = asyncio.get_running_loop()
        for one in self._open.pop(player, []):
            if isinstance(one, socket.socket):
                loop.remove_reader(one)
            one.close()
        for line in tuple(self._lines[player]):
            line.reset()

    def report(self) -> str:
        """Tell, as JSON, what each address went through."""
        return json.dumps({one.address: asdict(one.counts) for one in self.players})

    def close(self) -> None:
        """Close everything."""
        for task in self._waits:
            task.cancel()
        for player in list(self._open):
            self._fall(player)
        for door in self._groups.values():
            asyncio.get_running_loop().remove_reader(door)
            door.close()


async def play(playbill: Playbill, done: asyncio.Event, ready: Callable[[], None]) -> str:
    """Play until `done` is set; give the last report. `ready` is called when all sockets are open.

    Raises: OSError where an address is not there.
    """
    house = House(playbill)
    await house.open()
    control = None
    if playbill.control is not None and sys.platform != "win32":

        async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(house.report().encode())
            with contextlib.suppress(OSError):
                await writer.drain()
            writer.close()

        control = await asyncio.start_unix_server(tell, playbill.control)
    ready()
    await done.wait()
    if control is not None:
        control.close()
    house.close()
    return house.report()
