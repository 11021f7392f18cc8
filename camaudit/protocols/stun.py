"""STUN (RFC 8489; RFC 3489 without the cookie): what program asks, and how it is seen outside.

Users, realms and integrity values are stepped over.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of, text_from_bytes
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

PORTS = frozenset({3478, 3479})
COOKIE = bytes.fromhex("2112a442")
MAX_ATTRIBUTES = 64
_HEAD = struct.Struct("!HH")
_MAPPED, _XOR_MAPPED, _XOR_MAPPED_OLD, _SOFTWARE = 0x0001, 0x0020, 0x8020, 0x8022
_SUCCESS, _CLASS = 0x0100, 0x0110


@dataclass(frozen=True, slots=True)
class Stun:
    """One message."""

    answers: bool  # a success response
    software: str | None
    mapped: IPAddress | None  # address under which the server sees the client


def is_stun(data: bytes) -> bool:
    """Tell whether a datagram is one STUN message: cookie and length agree (section 5)."""
    return data[4:8] == COOKIE and data[0] < 64 and len(data) == 20 + int.from_bytes(data[2:4])


def parse(data: bytes) -> Stun:
    """Read one message.

    Raises: TruncatedError while it is not whole, MalformedError where it is none.
    """
    if data[:1] and data[0] >= 64:
        raise MalformedError("no STUN message")
    if len(data) < 20:
        raise TruncatedError("STUN head cut short")
    kind, size = _HEAD.unpack_from(data)
    if size % 4:
        raise MalformedError("STUN length that cannot be")
    if len(data) < 20 + size:
        raise TruncatedError("STUN message cut short")
    software: str | None = None
    mapped: IPAddress | None = None
    for name, value in _attributes(data[: 20 + size]):
        if name == _SOFTWARE:
            software = (
                software or " ".join(text_from_bytes(value).replace("\0", "").split()) or None
            )
        elif name in {_XOR_MAPPED, _XOR_MAPPED_OLD}:
            mapped = _address(value, data[4:20])
        elif name == _MAPPED:
            mapped = mapped or _address(value, bytes(16))
    return Stun(kind & _CLASS == _SUCCESS, software, mapped)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut a message into its attributes, each padded to four bytes (section 14)."""
    at = 20
    for _ in range(MAX_ATTRIBUTES):
        if len(data) - at < 4:
            return
        name, length = _HEAD.unpack_from(data, at)
        at += 4
        if length > len(data) - at:
            raise MalformedError("STUN attribute runs past the message")
        yield name, data[at : at + length]
        at += length + (-length % 4)


def _address(value: bytes, mask: bytes) -> IPAddress | None:
    """Read an address of family 1 or 2, with the mask of RFC 8489 section 14.2 taken off."""
    width = {1: 4, 2: 16}.get(value[1] if len(value) > 1 else 0, 0)
    if not width or len(value) != 4 + width:
        return None
    found = ip_address(bytes(one ^ two for one, two in zip(value[4:], mask, strict=False)))
    return None if found.is_unspecified else found


def observations(message: Stun, talk: Talk) -> Iterator[Fact]:
    """Say the sender's program; of an answer, how the one that asked is seen from outside."""
    software = (
        (Channel.STUN_SOFTWARE, scrub_text(message.software) if message.software else None),
    )
    yield from facts_of(talk.sender, talk.sender_port if message.answers else None, talk, software)
    if message.answers and message.mapped is not None:
        seen_as = ((Channel.STUN_MAPPED, str(message.mapped)),)
        yield from facts_of(talk.receiver, None, talk, seen_as)
