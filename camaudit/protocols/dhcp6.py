"""DHCP for IPv6 (RFC 8415)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel
from camaudit.protocols.values import facts_of, mac_from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

_OPTION = struct.Struct("!HH")
MAX_OPTIONS = 128
_RELAY = frozenset({12, 13})
_CLIENT_ID, _IA_NA, _IA_ADDRESS, _RELAYED, _CLASS, _FQDN = 1, 3, 5, 9, 16, 39
REPLY = 7
_FROM_SERVER = frozenset({2, 7, 10})


@dataclass(frozen=True, slots=True)
class Dhcp6:
    """One message, as far as it tells of its client."""

    kind: int  # 1 solicit, 3 request, 7 reply ...
    client_mac: str | None  # from a DUID-LLT or DUID-LL over Ethernet
    host_name: str | None
    vendor_class: str | None
    addresses: tuple[IPv6Address, ...]


def parse(data: bytes, depth: int = 0) -> Dhcp6:
    """Read one message; a relayed one is unwrapped once.

    Raises: TruncatedError where bytes are missing, MalformedError where it is no DHCPv6.
    Source: RFC 8415 sections 8, 9, 11 and 21; RFC 4704 (option 39).
    """
    if len(data) < 4:
        raise TruncatedError(f"DHCPv6 of {len(data)} bytes")
    if not 1 <= data[0] <= 36:
        raise MalformedError(f"DHCPv6 type {data[0]}")
    if data[0] in _RELAY:
        inner = _options(data[34:]).get(_RELAYED)
        if inner is None or depth:
            raise MalformedError("DHCPv6 relay without one message")
        return parse(inner, depth + 1)
    options = _options(data[4:])
    vendor = options.get(_CLASS, b"")
    return Dhcp6(
        kind=data[0],
        client_mac=_duid_mac(options.get(_CLIENT_ID, b"")),
        host_name=_name(options.get(_FQDN, b"")[1:]),
        vendor_class=vendor[6:].decode("utf-8", "replace") or None,
        addresses=_addresses(options.get(_IA_NA, b"")),
    )


def _options(data: bytes) -> dict[int, bytes]:
    options: dict[int, bytes] = {}
    at = 0
    for _ in range(MAX_OPTIONS):
        if at >= len(data):
            break
        if at + 4 > len(data):
            raise TruncatedError("DHCPv6 option cut short")
        code, size = _OPTION.unpack_from(data, at)
        if at + 4 + size > len(data):
            raise TruncatedError("DHCPv6 option cut short")
        options.setdefault(code, data[at + 4 : at + 4 + size])
        at += 4 + size
    return options


def _duid_mac(duid: bytes) -> str | None:
    if len(duid) == 14 and duid[:4] == b"\0\1\0\1":  # link-layer address plus time
        return mac_from_bytes(duid[8:])
    if len(duid) == 10 and duid[:4] == b"\0\3\0\1":  # link-layer address
        return mac_from_bytes(duid[4:])
    return None


def _name(data: bytes) -> str | None:
    labels = []
    while data and data[0]:
        labels.append(data[1 : 1 + data[0]].decode("utf-8", "replace"))
        data = data[1 + data[0] :]
    return ".".join(labels) or None


def _addresses(ia: bytes) -> tuple[IPv6Address, ...]:
    if len(ia) < 12:
        return ()
    found = _options(ia[12:]).get(_IA_ADDRESS, b"")
    return (IPv6Address(found[:16]),) if len(found) >= 24 else ()


def observations(message: Dhcp6, talk: Talk) -> Iterator[Observation]:
    """Say what a client tells of itself, and bind what a server gave."""
    if message.kind not in _FROM_SERVER:
        mac = message.client_mac or talk.sender.mac
        said = (
            (Channel.DHCP_HOSTNAME, message.host_name),
            (Channel.DHCP_VENDOR_CLASS, message.vendor_class),
        )
        yield from facts_of(Endpoint(mac, talk.sender.ip), None, talk, said)
    elif message.kind == REPLY and message.client_mac:
        for ip in message.addresses:
            yield Binding(
                mac=message.client_mac,
                ip=ip,
                valid_from=talk.seen.at,
                valid_to=None,
                how=BindingHow.DHCP,
                seen=talk.seen,
            )
