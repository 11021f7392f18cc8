"""ARP for IPv4 over Ethernet (RFC 826)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import Binding, BindingHow
from camaudit.protocols.values import mac_from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.talk import Talk

_PACKET = struct.Struct("!HHBBH6s4s6s4s")


@dataclass(frozen=True, slots=True)
class Arp:
    """One request or reply."""

    operation: int  # 1 request, 2 reply
    sender_mac: str | None  # None: zero or a group address
    sender_ip: IPv4Address
    target_ip: IPv4Address


def parse(data: bytes) -> Arp:
    """Read one ARP packet; bytes after it are padding.

    Raises: TruncatedError under 28 bytes, MalformedError where it is not IPv4 over Ethernet, or
            neither request nor reply.
    """
    if len(data) < _PACKET.size:
        raise TruncatedError(f"ARP of {len(data)} bytes")
    kind, protocol, mac_size, ip_size, operation, mac, ip, _, target = _PACKET.unpack_from(data)
    if (kind, protocol, mac_size, ip_size) != (1, 0x0800, 6, 4) or operation not in {1, 2}:
        raise MalformedError("ARP for something else than IPv4 over Ethernet")
    return Arp(operation, mac_from_bytes(mac), IPv4Address(ip), IPv4Address(target))


def observations(message: Arp, talk: Talk) -> Iterator[Binding]:
    """Bind the sender's addresses; a probe (RFC 5227 section 2.1.1) has none yet.

    The message's own MAC counts, not the frame's: a proxy sends for others.
    """
    if message.sender_mac and is_usable(message.sender_ip):
        yield Binding(
            mac=message.sender_mac,
            ip=message.sender_ip,
            valid_from=talk.seen.at,
            valid_to=None,
            how=BindingHow.ARP,
            seen=talk.seen,
        )
