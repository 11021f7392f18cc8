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
import struct
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.emulate import tls
from camaudit.emulate.cast import find
from camaudit.emulate.line import Line
from camaudit.emulate.player import Player
from camaudit.emulate.speeches import SPEECHES

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from camaudit.emulate.character import Character, Service
    from camaudit.emulate.playbill import Playbill
    from camaudit.emulate.speech import Datagram, Speech

_BACKLOG = 64
_PKTINFO = getattr(socket, "IP_PKTINFO", 8)  # Linux; Python names it from 3.14 on
_MULTICAST_ALL = 49  # IP_MULTICAST_ALL, linux/in.h: only what this socket joined
_BROADCAST = "255.255.255.255"
_FILES_EACH = 12  # file descriptors that a device may need


class Role:
    """One service of one player."""

    def __init__(self, player: Player, service: Service, index: int, lines: set[Line]) -> None:
        self.player = player
        self.lines = lines  # open connections of the whole player
        self.service = service
        self.speech: Speech = SPEECHES[service.speaks]
        self.index = index  # of the interface; 0: none of its own
        self.door: socket.socket | None = None  # of a datagram protocol
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Give what encryption begins with, made when it is first asked for."""
        self._context = self._context or tls.context(self.service, self.player)
        return self._context

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, to whatever end it comes."""
        player, manners = self.player, self.player.character.manners
        line = Line(reader, writer, player)
        self.lines.add(line)
        player.begin()
        try:
            if manners.reset == "accept":
                line.reset()
            elif not player.counts.crashed and self.speech.talk is not None:
                if self.speech.encrypted and not manners.silent:
                    await writer.start_tls(self.context())
                await self.speech.talk(line, self.service, player)
        except (OSError, ValueError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            pass  # the other side went, or said what no device understands
        finally:
            player.end()
            self.lines.discard(line)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def asked(self, data: bytes, sender: tuple[str, int]) -> None:
        """Answer one datagram."""
        counts = self.player.counts
        counts.datagrams += 1
        counts.bytes_in += len(data)
        if self.player.character.manners.silent or self.speech.answer is None:
            return
        for one in self.speech.answer(data, self.service, self.player):
            self.say(one, sender)

    def say(self, one: Datagram, sender: tuple[str, int] | None) -> None:
        """Send one datagram; a network that does not take it is no matter of the device."""
        if self.door is None:
            return
        data = one.data
        if one.alone is not None and sender is not None and sender[1] != self.service.port:
            data, target = one.alone, sender
        elif one.to == "group":
            target = (self.speech.groups[0], one.port or self.service.port)
        elif one.to == "broadcast":
            target = (_BROADCAST, one.port or self.service.port)
        elif one.to != "asker":
            target = (one.to, one.port or self.service.port)
        elif sender is not None:
            target = (sender[0], one.port or sender[1])
        else:
            return
        with contextlib.suppress(OSError):
            self.player.counts.bytes_out += self.door.sendto(data, target)


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
        _allow_files(_FILES_EACH * len(self.playbill.parts) + 200)
        for part in self.playbill.parts:
            player = Player(self._character(part.character), part.address, part.mac)
            self.players.append(player)
            self._open[player], self._lines[player] = [], set()
            player.fall = lambda one=player: self._fall(one)  # type: ignore[misc]
            index = socket.if_nametoindex(part.interface) if part.interface else 0
            for service in player.character.services:
                role = Role(player, service, index, self._lines[player])
                self.roles.append(role)
                if role.speech.talk is not None:
                    await self._listen(role)
                else:
                    self._take(role)
        for role in self.roles:
            if role.speech.announce is not None and role.service.word("every"):
                task = asyncio.create_task(self._announce(role))
                self._waits.add(task)

    async def _listen(self, role: Role) -> None:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((role.player.address, role.service.port))
        server = await asyncio.start_server(role.connected, sock=door, backlog=_BACKLOG)
        self._open[role.player].append(server)

    def _take(self, role: Role) -> None:
        """Open the datagram socket of a role; join its groups on its interface."""
        door = _datagrams(role.player.address, role.service.port)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
        role.door = door
        self._open[role.player].append(door)
        asyncio.get_running_loop().add_reader(door, self._unicast, role)
        if not role.index:
            return  # behind a router: questions to groups do not come here
        self._heard.setdefault((role.index, role.service.port), []).append(role)
        request = struct.pack("=4s4si", bytes(4), bytes(4), role.index)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, request)
        for group in role.speech.groups:
            if ":" not in group:
                shared = self._group(group, role.service.port)
                request = struct.pack("=4s4si", socket.inet_aton(group), bytes(4), role.index)
                with contextlib.suppress(OSError):  # joined already: two players, one interface
                    shared.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
        if role.speech.broadcast:
            self._group(_BROADCAST, role.service.port)

    def _group(self, group: str, port: int) -> socket.socket:
        known = self._groups.get((group, port))
        if known is None:
            known = self._groups[group, port] = _datagrams(group, port)
            known.setsockopt(socket.IPPROTO_IP, _PKTINFO, 1)
            known.setsockopt(socket.IPPROTO_IP, _MULTICAST_ALL, 0)
            known.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
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
        index = next(
            (struct.unpack("=i", value[:4])[0] for _, sort, value in more if sort == _PKTINFO), 0
        )
        for role in self._listeners(index, group, port):
            role.asked(data, sender)

    def _listeners(self, index: int, group: str, port: int) -> Iterator[Role]:
        for role in self._heard.get((index, port), ()):
            meant = role.speech.broadcast if group == _BROADCAST else group in role.speech.groups
            if meant and not role.player.counts.crashed:
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


def _datagrams(address: str, port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.setblocking(False)  # noqa: FBT003 - the library's
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((address, port))
    return door


def _allow_files(count: int) -> None:
    """Let this process have so many files open, as far as the system lets it."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft >= count:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (count, max(count, hard)))
        except (ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


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
