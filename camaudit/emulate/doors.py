"""Sockets as devices have them, for an address or a group, and how many there may be."""

from __future__ import annotations

import socket
import struct
import sys

if sys.platform != "win32":
    import resource

BROADCAST = "255.255.255.255"
_PKTINFO = getattr(socket, "IP_PKTINFO", 8)  # Linux; Python names it from 3.14 on
_MULTICAST_ALL = 49  # IP_MULTICAST_ALL, linux/in.h: only what this socket joined
_RECVPKTINFO_SIX = getattr(socket, "IPV6_RECVPKTINFO", 49)
_PKTINFO_SIX = getattr(socket, "IPV6_PKTINFO", 50)
_ROOM = 1 << 21  # bytes of questions that wait

Place = tuple[str, int] | tuple[str, int, int, int]  # as bind() takes it


def group(name: str, port: int) -> socket.socket:
    """Open a socket for questions to a group, or to all; it tells by which interface they came."""
    # A group of a link cannot be bound to on all links at once: there the socket takes all.
    six = ":" in name
    door = datagrams(("::", port, 0, 0) if six else (name, port))
    if six:
        door.setsockopt(socket.IPPROTO_IPV6, _RECVPKTINFO_SIX, 1)
    else:
        door.setsockopt(socket.IPPROTO_IP, _PKTINFO, 1)
        door.setsockopt(socket.IPPROTO_IP, _MULTICAST_ALL, 0)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
    return door


def came_by(more: list[tuple[int, int, bytes]]) -> int:
    """Give the index of the interface by which a datagram came; 0: not told."""
    for _, sort, value in more:
        if sort == _PKTINFO:
            return int.from_bytes(value[:4], sys.byteorder)
        if sort == _PKTINFO_SIX:
            return int.from_bytes(value[16:20], sys.byteorder)
    return 0


def send_by(door: socket.socket, index: int, *, six: bool) -> None:
    """Let what goes to groups leave by one interface."""
    if six:
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    else:
        request = struct.pack("=4s4si", bytes(4), bytes(4), index)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, request)


def listening(place: Place) -> socket.socket:
    """Open a socket for connections; the caller listens."""
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(place)
    return door


def frames(interface: int, sort: int) -> socket.socket:
    """Open a socket for Ethernet frames of one type on one interface.

    Raises: OSError where that is not allowed, or the system has none.
    """
    if sys.platform != "linux":
        raise OSError("frames are read on Linux alone")
    door = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(sort))
    door.setblocking(False)  # noqa: FBT003 - the library's
    door.bind((socket.if_indextoname(interface), sort))
    return door


def join(door: socket.socket, group: str, index: int) -> None:
    """Join a group on one interface."""
    if ":" in group:
        request = struct.pack("=16si", socket.inet_pton(socket.AF_INET6, group), index)
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
    else:
        request = struct.pack("=4s4si", socket.inet_aton(group), bytes(4), index)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)


def datagrams(place: Place) -> socket.socket:
    """Open a socket for datagrams; what it sends to groups stays on the link."""
    six = ":" in place[0]
    door = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
    if six:
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 1)
        door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
    else:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    door.setblocking(False)  # noqa: FBT003 - the library's
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(place)
    return door


def allow_files(count: int) -> None:
    """Let this process have so many files open, as far as the system lets it."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft >= count:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (count, max(count, hard)))
        except (ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
