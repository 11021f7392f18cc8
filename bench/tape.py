"""A pcap file that is written: hosts, connections, and the frames between them in order of time."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from typing import BinaryIO

BEGIN = 1_795_000_000.0
BLOCK = 1 << 22  # bytes that are written at once


@dataclass(slots=True)
class Host:
    """One end."""

    ip: bytes
    mac: bytes
    at: int = 0  # which one
    model: str = ""
    server: str = ""
    realm: str = ""
    number: int = 0  # of its next packet


@dataclass(slots=True)
class Stream:
    """One TCP connection: client, server, ports, and the next sequence number of each."""

    client: Host
    server: Host
    ports: tuple[int, int]
    next: list[int] = field(default_factory=lambda: [1, 1])


class Tape:
    """Writes frames in the order of their times, and counts what they are."""

    def __init__(self, out: BinaryIO, draw: random.Random) -> None:
        self.out, self.draw = out, draw
        self.at = BEGIN
        self.size = self.frames = self.messages = 0
        self.unique: set[bytes] = set()
        self._held = bytearray(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))

    def frame(self, frame: bytes) -> None:
        """Write a frame, at the time that it is."""
        whole = int(self.at)
        head = struct.pack("<IIII", whole, int((self.at - whole) * 1e6), len(frame), len(frame))
        self._held += head
        self._held += frame
        self.size += 16 + len(frame)
        self.frames += 1
        if len(self._held) > BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        self.out.write(self._held)
        self._held.clear()

    def message(self, payload: bytes) -> None:
        """Count what is no video."""
        self.messages += 1
        self.unique.add(blake2b(payload, digest_size=8).digest())

    def ip(self, source: Host, target: Host, protocol: int, body: bytes) -> None:
        """Send an IPv4 packet."""
        source.number = (source.number + 1) & 0xFFFF
        head = struct.pack(
            ">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), source.number, 0x4000, 64, protocol, 0,
            source.ip, target.ip,
        )  # fmt: skip
        total = sum(struct.unpack(">10H", head))
        total = (total & 0xFFFF) + (total >> 16)
        check = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        self.frame(
            target.mac + source.mac + b"\x08\0" + head[:10] + check.to_bytes(2) + head[12:] + body
        )

    def udp(self, source: Host, target: Host, ports: tuple[int, int], payload: bytes) -> None:
        """Send a datagram."""
        self.ip(source, target, 17, struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload)

    def say(self, source: Host, target: Host, ports: tuple[int, int], payload: bytes) -> None:
        """Send a datagram that is no video."""
        self.message(payload)
        self.udp(source, target, ports, payload)

    def tcp(self, stream: Stream, by: int, flags: int, payload: bytes = b"") -> None:
        """Send a segment; by: 0 the client, 1 the server."""
        source, target = (stream.client, stream.server)[:: 1 - 2 * by]
        ports = stream.ports[:: 1 - 2 * by]
        sequence, other = stream.next[by], stream.next[1 - by]
        head = struct.pack(
            ">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, other & 0xFFFFFFFF, 0x50, flags, 8192, 0, 0
        )
        stream.next[by] += len(payload) + (flags & 3 > 0)
        self.ip(source, target, 6, head + payload)

    def open(self, stream: Stream) -> None:
        """Open a connection."""
        self.tcp(stream, 0, 2)
        self.tcp(stream, 1, 0x12)
        self.tcp(stream, 0, 0x10)

    def tell(self, stream: Stream, by: int, message: bytes) -> None:
        """Send a message in segments of a size that differs."""
        self.message(message)
        size = self.draw.choice((1448, 1448, 1448, 1380, 1200, 536))
        for at in range(0, len(message), size):
            self.tcp(stream, by, 0x18, message[at : at + size])
        self.tcp(stream, 1 - by, 0x10)

    def close(self, stream: Stream) -> None:
        """Close it."""
        self.tcp(stream, 0, 0x11)
        self.tcp(stream, 1, 0x11)
        self.tcp(stream, 0, 0x10)

    def now(self) -> str:
        """Write the time as HTTP and RTSP do."""
        return datetime.fromtimestamp(self.at, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
