"""NAT-PMP (RFC 6886) and PCP (RFC 6887): a device asks a router to let others in."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

PORT = 5351
_ANSWER = 0x80
_NAT_PMP, _PCP = 0, 2  # versions
_UDP, _TCP, _MAP = 1, 2, 1  # operations of NAT-PMP; of PCP
_PORTS = struct.Struct("!HHI")
_PROTOCOLS = {6: "tcp", 17: "udp"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """One question for a port, or the answer to it."""

    granted: bool | None  # None: a question
    transport: str  # "tcp", "udp", or the number of the protocol
    inside: int  # port of the device
    outside: int  # port of the router; in a question, the one wished for
    lifetime: int  # seconds; 0 takes a mapping back


def parse(data: bytes) -> Mapping | None:
    """Read one message; None where it is about something else than a mapping.

    Raises: TruncatedError, MalformedError.
    """
    if len(data) < 2:
        raise TruncatedError("port mapping message cut short")
    version, operation, answers = data[0], data[1] & 0x7F, bool(data[1] & _ANSWER)
    if version == _NAT_PMP:
        return _nat_pmp(data, operation, answers=answers)
    if version == _PCP:
        return _pcp(data, operation, answers=answers)
    raise MalformedError("no port mapping message")


def _nat_pmp(data: bytes, operation: int, *, answers: bool) -> Mapping | None:
    """RFC 6886 sections 3.3 and 3.5: an answer has its result before, and the age of the router."""
    if operation not in {_UDP, _TCP}:
        if operation:
            raise MalformedError("NAT-PMP operation that is not known")
        return None
    if len(data) < (16 if answers else 12):
        raise TruncatedError("NAT-PMP message cut short")
    inside, outside, lifetime = _PORTS.unpack_from(data, 8 if answers else 4)
    granted = data[2:4] == b"\0\0" if answers else None
    return Mapping(granted, "udp" if operation == _UDP else "tcp", inside, outside, lifetime)


def _pcp(data: bytes, operation: int, *, answers: bool) -> Mapping | None:
    """RFC 6887 sections 7 and 11.1: a head of 24 bytes, then nonce, protocol and ports."""
    if len(data) < 24:
        raise TruncatedError("PCP head cut short")
    if operation != _MAP:
        return None
    if len(data) < 60:
        raise TruncatedError("PCP mapping cut short")
    lifetime = int.from_bytes(data[4:8])
    inside, outside = struct.unpack_from("!HH", data, 40)
    granted = data[3] == 0 if answers else None
    return Mapping(granted, _PROTOCOLS.get(data[36], str(data[36])), inside, outside, lifetime)


def observations(message: Mapping | None, talk: Talk) -> Iterator[Fact]:
    """Say which port a device wants to be reached at, and whether a router agreed."""
    if message is None or not message.lifetime or not message.inside:
        return
    asks = talk.sender if message.granted is None else talk.receiver
    if message.granted is not False:
        text = told(message.transport, message.outside, asks.ip, message.inside)
        said = ((Channel.ROUTER_MAPPING, f"{'granted' if message.granted else 'asked'}: {text}"),)
        yield from facts_of(asks, None, talk, said)


def told(transport: str, outside: int, client: object, inside: int) -> str:
    """Write a mapping: what the router listens to, and where it passes that on."""
    return f"{transport} {outside or 'any'} to {client or 'itself'} port {inside}"
