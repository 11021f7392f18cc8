"""TVT discovery ("MHED") over UDP 23456: fixed fields, little-endian."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.values import facts_of, mac_from_bytes, own_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

PORT = 23_456
MAGIC = b"MHED"
SEARCH, ANNOUNCE, SET_NETWORK = 1, 2, 3
_ANNOUNCE_SIZE = 240
_HEAD = struct.Struct("<4sHHI")
QUERY = asking.search(
    "tvt-search",
    PORT,
    _HEAD.pack(MAGIC, 8, 1, SEARCH).ljust(140, b"\0"),
    says="asks TVT's firmware, whatever its label, to name itself",
    source="ipcprobe, PROTOCOL.md; multicast header of the maker's SDK",
)


@dataclass(frozen=True, slots=True)
class Mhed:
    """One message. A command 3 holds a password, so nothing behind its header is read."""

    command: int
    name: str | None
    mac: str | None
    ip: IPv4Address | None
    build: str | None  # YYYYMMDD
    serial: str | None
    firmware: str | None
    model: str | None
    vendor: str | None


def parse(data: bytes) -> Mhed:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no MHED message.
    """
    if not (data[:4] == MAGIC or MAGIC.startswith(data)):
        raise MalformedError("no MHED header")
    if len(data) < _HEAD.size:
        raise TruncatedError(f"MHED of {len(data)} bytes")
    command = _HEAD.unpack_from(data)[3]
    if command != ANNOUNCE:
        return Mhed(command, None, None, None, None, None, None, None, None)
    if len(data) < _ANNOUNCE_SIZE:
        raise TruncatedError(f"MHED announcement of {len(data)} bytes")
    built = int.from_bytes(data[56:60], "little")
    return Mhed(
        command,
        name=_text(data[12:32]),
        mac=mac_from_bytes(data[32:38]),
        ip=IPv4Address(data[40:44]) if any(data[40:44]) else None,
        build=str(built) if 20000101 <= built <= 21001231 else None,
        serial=_text(data[140:156]),
        firmware=_text(data[156:196]),
        model=_text(data[196:212]),
        vendor=_text(data[212:228]),
    )


def _text(data: bytes) -> str | None:
    return data.partition(b"\0")[0].decode("utf-8", "replace").strip() or None


def observations(message: Mhed, talk: Talk) -> Iterator[Observation]:
    """Say what a device announces."""
    if message.command != ANNOUNCE:
        return
    yield from own_word(talk, message.mac, message.ip)
    said = (
        (Channel.MHED_NAME, message.name),
        (Channel.MHED_MODEL, message.model),
        (Channel.MHED_VENDOR, message.vendor),
        (Channel.MHED_FIRMWARE, message.firmware),
        (Channel.MHED_BUILD, message.build),
        (Channel.MHED_SERIAL, message.serial),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
