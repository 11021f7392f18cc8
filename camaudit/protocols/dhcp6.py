"""DHCP for IPv6 (RFC 8415)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import Endpoint, is_usable
from camaudit.model.observation import Binding, BindingHow, Channel
from camaudit.protocols.dns import plain_name
from camaudit.protocols.values import facts_of, mac_from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

_OPTION = struct.Struct("!HH")
_ADDRESS = struct.Struct("!16sII")  # address, preferred and valid lifetime (seconds)
MAX_OPTIONS = 128  # in one message or option
MAX_KIND = 37  # the last message type given out
FOREVER = 0xFFFFFFFF  # a lifetime without end (RFC 8415 section 7.7)
_RELAY = frozenset({12, 13})
_RELAY_HEAD = 34  # bytes: type, hop count, link and peer address
_CLIENT_ID, _IA_NA, _IA_ADDRESS, _RELAYED, _CLASS, _FQDN = 1, 3, 5, 9, 16, 39
REPLY = 7
# Solicit, request, confirm, renew, rebind, release, decline, information-request.
_FROM_CLIENT = frozenset({1, 3, 4, 5, 6, 8, 9, 11})


@dataclass(frozen=True, slots=True)
class Leased:
    """One address of an IA_NA option."""

    ip: IPv6Address
    valid: int  # seconds, FOREVER included; 0: no longer


@dataclass(frozen=True, slots=True)
class Dhcp6:
    """One message, as far as it tells of its client."""

    kind: int  # 1 solicit, 3 request, 7 reply ...
    client_mac: str | None  # from a DUID-LLT or DUID-LL over Ethernet
    host_name: str | None
    vendor_classes: tuple[str, ...]
    addresses: tuple[Leased, ...]
    relayed_for: IPv6Address | None  # the client's address, where a relay sent the message


def parse(data: bytes) -> Dhcp6:
    """Read one message; a relayed one is unwrapped once.

    Raises: TruncatedError where bytes are missing, MalformedError where it is no DHCPv6 or an
            option within an option is too long.
    Source: RFC 8415 sections 8, 9, 11 and 21; RFC 4704 (option 39).
    """
    kind = _kind(data)
    if kind not in _RELAY:
        return _message(data)
    if len(data) < _RELAY_HEAD:
        raise TruncatedError(f"DHCPv6 relay of {len(data)} bytes")
    inner = dict(_options(data[_RELAY_HEAD:])).get(_RELAYED)
    if inner is None:
        raise MalformedError("DHCPv6 relay without a message")
    try:
        if _kind(inner) in _RELAY:
            raise MalformedError("DHCPv6 relayed more than once")
        return replace(_message(inner), relayed_for=IPv6Address(data[18:34]))
    except TruncatedError as error:  # the option that holds it is whole
        raise MalformedError("DHCPv6 message longer than its option") from error


def _kind(data: bytes) -> int:
    if len(data) < 4:
        raise TruncatedError(f"DHCPv6 of {len(data)} bytes")
    if not 1 <= data[0] <= MAX_KIND:
        raise MalformedError(f"DHCPv6 type {data[0]}")
    return data[0]


def _message(data: bytes) -> Dhcp6:
    options = _options(data[4:])
    first = dict(reversed(options))
    return Dhcp6(
        kind=data[0],
        client_mac=duid_mac(first.get(_CLIENT_ID, b"")),
        host_name=plain_name(first.get(_FQDN, b"")[1:]),
        vendor_classes=_classes(first.get(_CLASS, b"")[4:]),
        addresses=tuple(one for code, ia in options if code == _IA_NA for one in _leased(ia)),
        relayed_for=None,
    )


def _options(data: bytes) -> list[tuple[int, bytes]]:
    options: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        if len(options) == MAX_OPTIONS:
            raise MalformedError(f"DHCPv6 of more than {MAX_OPTIONS} options")
        if at + 4 > len(data):
            raise TruncatedError("DHCPv6 option cut short")
        code, size = _OPTION.unpack_from(data, at)
        if at + 4 + size > len(data):
            raise TruncatedError("DHCPv6 option cut short")
        options.append((code, data[at + 4 : at + 4 + size]))
        at += 4 + size
    return options


def duid_mac(duid: bytes) -> str | None:
    """Give the MAC that an identifier of a client holds; None where it holds none."""
    if len(duid) == 14 and duid[:4] == b"\0\1\0\1":  # link-layer address plus time
        return mac_from_bytes(duid[8:])
    if len(duid) == 10 and duid[:4] == b"\0\3\0\1":  # link-layer address
        return mac_from_bytes(duid[4:])
    return None


def _classes(data: bytes) -> tuple[str, ...]:
    """Read the texts behind an enterprise number, each with its length before it."""
    found: list[str] = []
    at = 0
    while at + 2 <= len(data) and len(found) < MAX_OPTIONS:
        size = int.from_bytes(data[at : at + 2])
        found.append(data[at + 2 : at + 2 + size].decode("utf-8", "replace"))
        at += 2 + size
    return tuple(found)


def _leased(ia: bytes) -> Iterator[Leased]:
    """Read the addresses of an IA_NA option: 12 bytes, then options of its own."""
    try:
        options = _options(ia[12:])
    except TruncatedError as error:
        raise MalformedError("DHCPv6 option longer than that around it") from error
    for code, body in options:
        if code == _IA_ADDRESS and len(body) >= _ADDRESS.size:
            ip, _, valid = _ADDRESS.unpack_from(body)
            yield Leased(IPv6Address(ip), valid)


def observations(message: Dhcp6, talk: Talk) -> Iterator[Observation]:
    """Say what a client tells of itself, and bind what a server gave.

    What a relay passes on is about the client, never about the relay that sent it.
    """
    if message.kind in _FROM_CLIENT:
        said = (
            (Channel.DHCP_HOSTNAME, message.host_name),
            *((Channel.DHCP_VENDOR_CLASS, one) for one in message.vendor_classes),
        )
        about = _client(message, talk)
        if about is not None:
            yield from facts_of(about, None, talk, said)
    elif message.kind == REPLY and message.client_mac:
        for one in message.addresses:
            if one.valid and is_usable(one.ip):
                yield Binding(
                    mac=message.client_mac,
                    ip=one.ip,
                    valid_from=talk.seen.at,
                    valid_to=None if one.valid == FOREVER else talk.seen.at + one.valid,
                    how=BindingHow.DHCP,
                    seen=talk.seen,
                )


def _client(message: Dhcp6, talk: Talk) -> Endpoint | None:
    if message.relayed_for is None:
        return Endpoint(message.client_mac or talk.sender.mac, talk.sender.ip)
    ip = message.relayed_for if is_usable(message.relayed_for) else None
    return Endpoint(message.client_mac, ip) if message.client_mac or ip else None
