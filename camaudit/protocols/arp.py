"""ARP for IPv4 over Ethernet (RFC 826)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import Binding, BindingHow
from camaudit.model.probe import Level, Probe, Transport
from camaudit.protocols.values import mac_from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.probe import Asked
    from camaudit.model.talk import Talk

ETHERTYPE = 0x0806
_PACKET = struct.Struct("!HHBBH6s4s6s4s")
_REQUEST = 1


def _who_has(asked: Asked) -> bytes:
    """Write the whole Ethernet frame of a question for an address, in our own name."""
    mac = bytes.fromhex((asked.own_mac or "00:00:00:00:00:00").replace(":", ""))
    own = asked.own_address.packed if asked.own_address is not None else bytes(4)
    head = b"\xff" * 6 + mac + ETHERTYPE.to_bytes(2)
    theirs = asked.address.packed
    # Only an IPv4 address has anybody to ask for; of another the frame is refused by the gate.
    return head + _PACKET.pack(1, 0x0800, 6, 4, _REQUEST, mac, own[:4], bytes(6), theirs[:4])


WHO_HAS = Probe(
    name="arp-request",
    level=Level.ASK,
    transport=Transport.LINK,
    ports=(),
    payload=_who_has,
    complete=lambda _: True,
    says="asks on the link who has an address, as every computer does before it speaks to it",
    source="RFC 826",
)


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
