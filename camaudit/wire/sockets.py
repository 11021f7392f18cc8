"""Sockets: bytes out, bytes in, and an outcome for whatever goes wrong. No rule is held here."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.model.probe import Outcome
from camaudit.model.scope import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress

_BLOCK = 1 << 14  # bytes
# A bound that the system keeps (tcp(7)). Linux from 6.5 on repeats a first packet each second
# (tcp_syn_linear_timeouts): without it a busy computer, late to give up, would send a third.
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)
_LINGER = 0.5  # seconds for the other side to close, too
_LONGEST = 4  # times the wait: what drips longer than this is no answer
_UNREACHABLE = frozenset(
    getattr(errno, name)
    for name in ("EHOSTUNREACH", "ENETUNREACH", "EACCES", "EPERM", "EADDRNOTAVAIL", "EINVAL")
)


def outcome_of(error: OSError) -> Outcome:
    """Tell what an error of the system means for the one who was asked."""
    if isinstance(error, ConnectionRefusedError):
        return Outcome.REFUSED
    if isinstance(error, TimeoutError):
        return Outcome.SILENT
    if isinstance(error, ConnectionError):
        return Outcome.RESET
    return Outcome.UNREACHABLE if error.errno in _UNREACHABLE else Outcome.SILENT


class Stream:
    """One TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.own_port: int = writer.get_extra_info("sockname")[1]

    async def exchange(
        self, data: bytes, complete: Callable[[bytes], bool], *, wait: float, most: int
    ) -> tuple[Outcome, bytes]:
        """Send a request and read its answer.

        Input:  complete: tells whether an answer is whole; wait: seconds for the next bytes;
                most: bytes that are read at most.
        Output: what came of it; the bytes that came, whatever the outcome. A stream that ends, or
                is as long as `most`, is an answer.
        """
        got = b""
        try:
            async with asyncio.timeout(_LONGEST * wait):
                self._writer.write(data)
                await self._writer.drain()
                while len(got) < most and not (got and complete(got)):
                    async with asyncio.timeout(wait):
                        block = await self._reader.read(min(_BLOCK, most - len(got)))
                    if not block:
                        break
                    got += block
        except TimeoutError:
            return (Outcome.ANSWERED if got else Outcome.SILENT), got
        except OSError as error:
            return (Outcome.ANSWERED if got else outcome_of(error)), got
        # An end without a word is how a service hangs up on what it does not want.
        return (Outcome.ANSWERED if got else Outcome.RESET), got

    async def close(self) -> None:
        """Say that nothing more comes, take what is still on its way, and close.

        Closed with bytes unread, the system would break the connection off (RFC 1122 4.2.2.13).
        """
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LINGER):
                self._writer.write_eof()
                rest = 1 << 16
                while rest > 0 and (block := await self._reader.read(_BLOCK)):
                    rest -= len(block)
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._writer.wait_closed()


async def connect(target: IPAddress, port: int, *, wait: float) -> Stream | Outcome:
    """Open a TCP connection; give what came of it where there is none."""
    family = socket.AF_INET if target.version == 4 else socket.AF_INET6
    try:
        made = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:  # a system without IPv6
        return outcome_of(error)
    try:
        made.setblocking(False)  # noqa: FBT003 - the name says it
        _give_up_after(made, wait)
        async with asyncio.timeout(wait):
            await asyncio.get_running_loop().sock_connect(made, (str(target), port))
        _give_up_after(made, 0)
        reader, writer = await asyncio.open_connection(sock=made, limit=_BLOCK)
    except OSError as error:  # a time-out is one
        made.close()
        return outcome_of(error)
    except BaseException:
        made.close()
        raise
    return Stream(reader, writer)


def _give_up_after(made: socket.socket, seconds: float) -> None:
    """Let the system end a connection to one who says nothing; 0: as long as it likes."""
    if _USER_TIMEOUT is not None:
        made.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, round(seconds * 1000))


class _Answers:
    """Datagrams of one host, as far as there is room."""

    __slots__ = ("came", "got", "room")

    def __init__(self, room: int) -> None:
        self.came = asyncio.Event()
        self.got: list[tuple[int, bytes]] = []  # port, bytes
        self.room = room  # bytes; each datagram takes one more than it has

    def take(self, port: int, data: bytes) -> None:
        if len(data) < self.room:
            self.room -= len(data) + 1
            self.got.append((port, data))
        self.came.set()


class Datagrams(asyncio.DatagramProtocol):
    """One socket for questions by unicast: answers may come from any port of the one asked."""

    def __init__(self) -> None:
        self.strays = 0  # datagrams of nobody who was asked, or too late
        self.own_port = 0
        self._transport: asyncio.DatagramTransport | None = None
        self._wanted: dict[IPAddress, _Answers] = {}

    @classmethod
    async def open(cls, version: int) -> Datagrams:
        """Bind a free port; version: 4 or 6."""
        loop = asyncio.get_running_loop()
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        own = ("0.0.0.0", 0) if version == 4 else ("::", 0)  # noqa: S104 - answers come anywhere
        _, protocol = await loop.create_datagram_endpoint(cls, local_addr=own, family=family)
        return protocol

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """Take the socket."""
        self._transport = transport
        self.own_port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take an answer."""
        wanted = self._wanted.get(plain(ip_address(addr[0])))
        if wanted is None:
            self.strays += 1
        else:
            wanted.take(addr[1], data)

    def error_received(self, exc: Exception) -> None:
        """Take no notice: which question met the error is not told."""

    async def ask(
        self, target: IPAddress, port: int, data: bytes, *, wait: float, most: int
    ) -> list[tuple[int, bytes]] | Outcome:
        """Send one datagram; give all that the target sends within `wait` seconds.

        Output: port and bytes of each, `most` bytes in all at most; the outcome where none came.
        """
        answers = self._wanted[target] = _Answers(most)
        try:
            if self._transport is None:
                return Outcome.UNREACHABLE
            self._transport.sendto(data, (str(target), port))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await answers.came.wait()
                    await asyncio.sleep(wait / 20)  # what has more to say says it at once
        except OSError as error:
            return outcome_of(error)
        finally:
            del self._wanted[target]
        return answers.got or Outcome.SILENT

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()
