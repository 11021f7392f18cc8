"""PPPP, the peer-to-peer protocol of CS2 Network over UDP, as far as a device names itself.

A message is 0xF1, a type, the size of what follows (big-endian) and that. Of the id of a device
(a prefix, a number, letters that check it) only the prefix is kept: it tells the seller's series,
the rest is the device's own and opens its pictures to whoever knows more.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

MAGIC = 0xF1
SERVER_PORT = 32100  # where devices register
SEARCH_PORT = 32108  # where they look for their owner's telephone
_HEAD = struct.Struct(">BBH")
_ANNOUNCE = 0x31  # a device to the segment
_REGISTER = frozenset({0x10, 0x12, 0x14})  # a device to its server; 0x12 is enciphered
_ID_SIZE = 20  # bytes: prefix (8), number (4), check letters (8)
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class Pppp:
    """One message of a device or of anybody else."""

    kind: int  # 0-255
    series: str | None  # prefix of the device's id, where the device says it in clear

    @property
    def of_device(self) -> bool:
        """Tell whether only a device sends such a message."""
        return self.kind == _ANNOUNCE or self.kind in _REGISTER


def parse(data: bytes) -> Pppp:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no PPPP.
    Source: datagrams of a Yi camera (intl-iot, model/yi_camera_sample.pcap) and of a Xiaomi camera
            (smart-home-firewall, all-devices/my-firewall/xiaomi-cam.pcap).
    """
    if data[:1] != bytes([MAGIC]):
        raise (MalformedError if data else TruncatedError)("no PPPP head")
    if len(data) < _HEAD.size:
        raise TruncatedError(f"PPPP head of {len(data)} bytes")
    _, kind, size = _HEAD.unpack_from(data)
    if len(data) - _HEAD.size < size:
        raise TruncatedError(f"PPPP message of {len(data)} bytes")
    if len(data) - _HEAD.size > size:
        raise MalformedError("bytes behind a PPPP message")
    named = kind == _ANNOUNCE or (kind in _REGISTER and kind != 0x12)
    return Pppp(kind, _series(data[_HEAD.size :]) if named else None)


def _series(body: bytes) -> str | None:
    if len(body) < _ID_SIZE:
        return None
    name, letters = body[:8].rstrip(b"\0"), body[12:20].rstrip(b"\0")
    if not 3 <= len(name) <= 8 or not _PLAIN.issuperset(name) or not _PLAIN.issuperset(letters):
        return None
    return name.decode("ascii")


def observations(message: Pppp, talk: Talk) -> Iterator[Observation]:
    """Say what a device tells of itself; what both ends may send says nothing."""
    if message.of_device:
        said = ((Channel.PPPP_DEVICE, message.series or "registers"),)
        yield from facts_of(talk.sender, talk.sender_port, talk, said)
