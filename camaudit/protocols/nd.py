"""IPv6 neighbour discovery in ICMPv6 (RFC 4861 section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import Binding, BindingHow
from camaudit.protocols.values import mac_from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.talk import Talk

SOLICITATION = 135
ADVERTISEMENT = 136
_FIXED = {133: 8, 134: 16, SOLICITATION: 24, ADVERTISEMENT: 24, 137: 40}  # bytes before options
_SOURCE, _TARGET = 1, 2  # option types with a link-layer address
MAX_OPTIONS = 32


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One router or neighbour message; other ICMPv6 is refused."""

    kind: int  # ICMPv6 type, 133-137
    target: IPv6Address | None  # of a solicitation or an advertisement
    source_mac: str | None
    target_mac: str | None


def parse(data: bytes) -> Neighbour:
    """Read one message from the ICMPv6 type on. The checksum is not looked at.

    Raises: TruncatedError where bytes are missing, MalformedError where it is another type or
            code, or an option has no length.
    Source: RFC 4861 sections 4, 6.1 and 7.1; link-layer addresses are read where they are MACs.
    """
    if len(data) < 2:
        raise TruncatedError(f"ICMPv6 of {len(data)} bytes")
    fixed = _FIXED.get(data[0])
    if fixed is None or data[1] != 0:
        raise MalformedError(f"ICMPv6 type {data[0]} code {data[1]} is no neighbour discovery")
    if len(data) < fixed:
        raise TruncatedError(f"neighbour message of {len(data)} bytes")
    target = IPv6Address(data[8:24]) if data[0] in {SOLICITATION, ADVERTISEMENT} else None
    macs: dict[int, str | None] = {}
    at = fixed
    for _ in range(MAX_OPTIONS):
        if at >= len(data):
            break
        size = data[at + 1] * 8 if at + 1 < len(data) else 8
        if size == 0:
            raise MalformedError("neighbour option of length 0")
        if at + size > len(data):
            raise TruncatedError("neighbour option cut short")
        if data[at] in {_SOURCE, _TARGET} and size == 8:  # longer ones hold no MAC
            macs.setdefault(data[at], mac_from_bytes(data[at + 2 : at + 8]))
        at += size
    return Neighbour(data[0], target, macs.get(_SOURCE), macs.get(_TARGET))


def observations(message: Neighbour, talk: Talk) -> Iterator[Binding]:
    """Bind what a host says of itself; a duplicate-address probe has no address yet."""
    if message.kind == ADVERTISEMENT:
        mac, ip = message.target_mac, message.target
    elif message.kind == SOLICITATION and isinstance(talk.sender.ip, IPv6Address):
        mac, ip = message.source_mac, talk.sender.ip
    else:
        return  # a router's own message marks no camera
    if mac is not None and ip is not None and is_usable(ip):
        yield Binding(
            mac=mac,
            ip=ip,
            valid_from=talk.seen.at,
            valid_to=None,
            how=BindingHow.NEIGHBOUR,
            seen=talk.seen,
        )
