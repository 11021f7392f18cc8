"""IPv6 neighbour discovery in ICMPv6 (RFC 4861 section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
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
    """Read one message from the ICMPv6 type on.

    Raises: TruncatedError where bytes are missing, MalformedError where it is another type.
    """
    if not data:
        raise TruncatedError("empty ICMPv6")
    fixed = _FIXED.get(data[0])
    if fixed is None:
        raise MalformedError(f"ICMPv6 type {data[0]} is no neighbour discovery")
    if len(data) < fixed:
        raise TruncatedError(f"neighbour message of {len(data)} bytes")
    target = IPv6Address(data[8:24]) if data[0] in {SOLICITATION, ADVERTISEMENT} else None
    macs: dict[int, str | None] = {}
    at = fixed
    for _ in range(MAX_OPTIONS):
        if at + 8 > len(data):
            break
        size = data[at + 1] * 8
        if size == 0:
            raise MalformedError("neighbour option of length 0")
        if data[at] in {_SOURCE, _TARGET}:
            macs.setdefault(data[at], mac_from_bytes(data[at + 2 : at + 8]))
        at += size
    return Neighbour(data[0], target, macs.get(_SOURCE), macs.get(_TARGET))


def observations(message: Neighbour, talk: Talk) -> Iterator[Binding]:
    """Bind what a host says of itself; a duplicate-address probe has no address yet."""
    sender = talk.sender.ip
    pairs = []
    if message.kind == ADVERTISEMENT:
        pairs.append((message.target_mac, message.target))
    elif message.kind == SOLICITATION and isinstance(sender, IPv6Address):
        pairs.append((message.source_mac, sender))
    for mac, ip in pairs:
        if mac is not None and ip is not None and not ip.is_unspecified and not ip.is_multicast:
            yield Binding(
                mac=mac,
                ip=ip,
                valid_from=talk.seen.at,
                valid_to=None,
                how=BindingHow.NEIGHBOUR,
                seen=talk.seen,
            )
