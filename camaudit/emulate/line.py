"""One TCP connection to an emulated device, sent and read as its manners have it."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.emulate.player import Player

MAX_HEAD = 64 * 1024  # bytes of a line or a body that are read
MAX_ENDLESS = 64 * 1024 * 1024  # bytes after which even an endless answer ends
IDLE = 30.0  # seconds that a device waits for a word
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close by a reset


class Line:
    """One connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, player: Player
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.player = player

    @property
    def peer(self) -> str:
        """Give the address of who asks."""
        return str(self.writer.get_extra_info("peername")[0])

    async def row(self) -> bytes:
        """Read up to the end of a line; b"" at the end of the stream."""
        return self._count(await asyncio.wait_for(self.reader.readline(), IDLE))

    async def exactly(self, size: int) -> bytes:
        """Read so many bytes.

        Raises: ValueError where they are more than a device would take.
        """
        if not 0 <= size <= MAX_HEAD:
            raise ValueError(size)
        return self._count(await asyncio.wait_for(self.reader.readexactly(size), IDLE))

    async def some(self, limit: int = 4096) -> bytes:
        """Read what comes; b"" at the end of the stream."""
        return self._count(await asyncio.wait_for(self.reader.read(limit), IDLE))

    def _count(self, data: bytes) -> bytes:
        self.player.counts.bytes_in += len(data)
        return data

    async def send(self, data: bytes) -> None:
        """Send bytes, dripping where the device drips, or nothing where it is silent."""
        manners = self.player.character.manners
        if manners.silent:
            await self._wait_for_the_end()
            return
        if manners.reset == "request":
            self.reset()
            return
        size = manners.drip or len(data) or 1
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            self.writer.write(piece)
            self.player.counts.bytes_out += len(piece)
            await self.writer.drain()
            if manners.drip:
                await asyncio.sleep(manners.pause)

    async def endless(self, piece: bytes) -> None:
        """Send the same over and over, until the other side goes or a bound is reached."""
        for _ in range(MAX_ENDLESS // max(1, len(piece))):
            await self.send(piece)

    async def _wait_for_the_end(self) -> None:
        while await self.some():
            pass

    def reset(self) -> None:
        """Break the connection off."""
        sock = self.writer.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.writer.transport.abort()
