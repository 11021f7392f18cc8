"""Questions to everybody on a link: multicast and broadcast, one hop and no further."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections import Counter
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.model.scope import plain
from camaudit.wire.frames import Frames
from camaudit.wire.sockets import Datagrams, Stream, connect, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Call, Outcome
    from camaudit.wire.interfaces import Link
    from camaudit.wire.transport import Hear

MOST = 1 << 24  # bytes of all answers to one call
MOST_OF_ONE = 64  # answers of one host to one call
_HOPS = 1
_ANY = {4: "0.0.0.0", 6: "::"}  # noqa: S104 - answers to a broadcast come to no address of ours


class _Heard(asyncio.DatagramProtocol):
    """Passes on what arrives."""

    def __init__(self, own: int, hear: Hear) -> None:
        self._own = own
        self._hear = hear
        self._room = MOST
        self._of: Counter[str] = Counter()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take an answer, unless its sender floods us."""
        self._of[addr[0]] += 1
        if len(data) < self._room and self._of[addr[0]] <= MOST_OF_ONE:
            self._room -= len(data) + 1
            self._hear(plain(ip_address(addr[0])), addr[1], data, self._own)

    def error_received(self, exc: Exception) -> None:
        """Take no notice: it tells nothing of who may still answer."""


class Sockets:
    """The Wire of the gate in life."""

    def __init__(self) -> None:
        self._datagrams: dict[int, Datagrams] = {}
        self._frames: dict[tuple[str, int], Frames] = {}

    async def connect(self, target: IPAddress, port: int, *, wait: float) -> Stream | Outcome:
        """Open a TCP connection; give what came of it where there is none."""
        return await connect(target, port, wait=wait)

    async def ask(
        self, target: IPAddress, port: int, data: bytes, *, wait: float, most: int
    ) -> tuple[int, list[tuple[int, bytes]] | Outcome]:
        """Send a datagram to one host; give our port, and what it answered."""
        socket_ = self._datagrams.get(target.version)
        if socket_ is None:
            try:
                socket_ = await Datagrams.open(target.version)
            except OSError as error:  # a system without IPv6
                return 0, outcome_of(error)
            self._datagrams[target.version] = socket_
        return socket_.own_port, await socket_.ask(target, port, data, wait=wait, most=most)

    async def call(
        self, link: Link, call: Call, data: bytes, *, wait: float, hear: Hear
    ) -> Outcome | None:
        """Send a datagram to everybody on a link; pass on who answers what in time.

        Output: what went wrong, None where nothing did.
        """
        loop = asyncio.get_running_loop()
        with contextlib.ExitStack() as opened:
            try:
                sender = _sender(link, call)
                own = sender.getsockname()[1]
                sockets = [sender]
                if call.own_port is not None:
                    sockets.append(_listener(link, call))
            except OSError as error:
                return outcome_of(error)
            for one in sockets:
                transport, _ = await loop.create_datagram_endpoint(
                    lambda: _Heard(own, hear), sock=one
                )
                opened.callback(transport.close)
                if one is sender:
                    transport.sendto(data, _address(link, call))
            await asyncio.sleep(wait)
        return None

    async def frame(
        self, link: Link, data: bytes, wanted: Callable[[bytes], bool], *, wait: float, first: bool
    ) -> list[bytes] | Outcome:
        """Send an Ethernet frame; give the wanted ones that arrive in time, or the first."""
        key = link.name, int.from_bytes(data[12:14])
        try:
            frames = self._frames.get(key)
            if frames is None:
                frames = self._frames[key] = Frames(*key)
            return await frames.ask(data, wanted, wait=wait, first=first)
        except OSError as error:
            return outcome_of(error)

    def close(self) -> None:
        """Close the sockets that stay open between questions."""
        for one in self._datagrams.values():
            one.close()
        for frames in self._frames.values():
            frames.close()


def _address(link: Link, call: Call) -> tuple[str, int] | tuple[str, int, int, int]:
    port = call.probe.ports[0]
    if call.group.version == 6:
        return str(call.group), port, 0, link.index
    return str(call.group), port


def _sender(link: Link, call: Call) -> socket.socket:
    """Make a socket of the link's address: that makes the system send it out there."""
    made = _bound(link, call, str(link.address))
    if call.group.version == 6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, _HOPS)
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, link.index)
    else:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, _HOPS)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _HOPS)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, link.address.packed)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    return made


def _listener(link: Link, call: Call) -> socket.socket:
    """Make a socket for answers that go to a group or to everybody."""
    made = _bound(link, call, _ANY[call.group.version])
    if call.joins is not None and call.joins.version == 4:
        wish = call.joins.packed + link.address.packed
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, wish)
    elif call.joins is not None:
        wish = call.joins.packed + struct.pack("@I", link.index)
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, wish)
    return made


def _bound(link: Link, call: Call, address: str) -> socket.socket:
    family = socket.AF_INET if call.group.version == 4 else socket.AF_INET6
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)  # noqa: FBT003 - the name says it
        if call.own_port is not None:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port = call.own_port or 0
        made.bind((address, port, 0, link.index) if family == socket.AF_INET6 else (address, port))
    except OSError:
        made.close()
        raise
    return made
