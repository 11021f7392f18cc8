"""DHCP for IPv4 (RFC 2131, options of RFC 2132)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel
from camaudit.protocols.dns import plain_name
from camaudit.protocols.values import facts_of, mac_from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

_HEAD = struct.Struct("!BBBB4xHH4s4s4s4s16s")
_COOKIE = b"\x63\x82\x53\x63"
_OPTIONS_AT = 240
MAX_OPTIONS = 256  # in one field; pads are not counted
ACK = 5
FOREVER = 0xFFFFFFFF  # a lease without end (RFC 2131 section 3.3)
_HOST_NAME, _WANTED, _LEASE, _OVERLOAD, _KIND, _SERVER = 12, 50, 51, 52, 53, 54
_PARAMETERS, _CLASS, _CLIENT_ID, _FQDN = 55, 60, 61, 81


@dataclass(frozen=True, slots=True)
class Dhcp4:
    """One message, as far as it tells of its client."""

    reply: bool  # sent by a server
    kind: int | None  # option 53: 1 discover, 3 request, 5 acknowledge ...; None: BOOTP
    client_mac: str | None
    client_ip: IPv4Address | None  # ciaddr
    your_ip: IPv4Address | None  # yiaddr
    host_name: str | None
    vendor_class: str | None
    parameters: tuple[int, ...]  # option 55
    client_id: bytes  # option 61: a type, then what it says; empty where not sent
    wanted_ip: IPv4Address | None  # option 50
    server_ip: IPv4Address | None  # option 54
    lease: int | None  # seconds, FOREVER included; None where not sent


def parse(data: bytes) -> Dhcp4:
    """Read one message.

    Output: an option sent in parts is put together; one in the fields that option 52 lends, too.
    Raises: TruncatedError under 240 bytes or within an option, MalformedError without the cookie
            or where a lent field ends within an option.
    Source: RFC 2131 sections 2 and 4.1, RFC 3396 (long options), RFC 4702 (option 81).
    """
    if len(data) < _OPTIONS_AT:
        raise TruncatedError(f"DHCP of {len(data)} bytes")
    operation, hardware, size, _, _, _, client, yours, _, _, mac = _HEAD.unpack_from(data)
    if operation not in {1, 2} or data[236:240] != _COOKIE:
        raise MalformedError("no DHCP cookie")
    options: dict[int, bytes] = {}
    _read_options(data[_OPTIONS_AT:], options)
    overload = options.get(_OVERLOAD, b"\0")[:1]
    try:
        if overload in {b"\1", b"\3"}:
            _read_options(data[108:236], options)
        if overload in {b"\2", b"\3"}:
            _read_options(data[44:108], options)
    except TruncatedError as error:  # these fields have a fixed size: no more bytes can come
        raise MalformedError("DHCP option beyond its field") from error
    lease = options.get(_LEASE, b"")
    kind = options.get(_KIND, b"")
    return Dhcp4(
        reply=operation == 2,
        kind=kind[0] if kind else None,
        client_mac=mac_from_bytes(mac[:6]) if (hardware, size) == (1, 6) else None,
        client_ip=_address(client),
        your_ip=_address(yours),
        host_name=_text(options.get(_HOST_NAME)) or _fqdn(options.get(_FQDN)),
        vendor_class=_text(options.get(_CLASS)),
        parameters=tuple(options.get(_PARAMETERS, b"")),
        client_id=options.get(_CLIENT_ID, b""),
        wanted_ip=_address(options.get(_WANTED, b"")),
        server_ip=_address(options.get(_SERVER, b"")),
        lease=int.from_bytes(lease) if len(lease) == 4 else None,
    )


def _read_options(data: bytes, options: dict[int, bytes]) -> None:
    at = count = 0
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        count += 1
        if count > MAX_OPTIONS:
            raise MalformedError(f"DHCP of more than {MAX_OPTIONS} options")
        if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
            raise TruncatedError("DHCP option cut short")
        code, size = data[at], data[at + 1]
        options[code] = options.get(code, b"") + data[at + 2 : at + 2 + size]
        at += 2 + size


def _address(data: bytes) -> IPv4Address | None:
    return IPv4Address(data) if len(data) == 4 and any(data) else None


def _text(data: bytes | None) -> str | None:
    return data.rstrip(b"\0").decode("utf-8", "replace") or None if data else None


def _fqdn(data: bytes | None) -> str | None:
    """Read a client FQDN: flags, two unused bytes, then text or (flag E) DNS labels."""
    if data is None or len(data) <= 3:
        return None
    return plain_name(data[3:]) if data[0] & 4 else _text(data[3:])


def observations(message: Dhcp4, talk: Talk) -> Iterator[Observation]:
    """Say what a client tells of itself, and bind what a server acknowledged.

    Client and MAC are those of the message: a relay passes it on from its own address. What a
    client asks for or says to have is no binding, nor is the answer to an INFORM.
    """
    mac = message.client_mac
    if mac is None:
        return
    if not message.reply:
        about = Endpoint(mac, message.client_ip)
        listed = ",".join(str(code) for code in message.parameters)
        said = (
            (Channel.DHCP_HOSTNAME, message.host_name),
            (Channel.DHCP_VENDOR_CLASS, message.vendor_class),
            (Channel.DHCP_PARAMETERS, listed),
        )
        yield from facts_of(about, None, talk, said)
    elif message.kind == ACK and message.your_ip is not None:
        lease = message.lease
        yield Binding(
            mac=mac,
            ip=message.your_ip,
            valid_from=talk.seen.at,
            valid_to=None if lease is None or lease == FOREVER else talk.seen.at + lease,
            how=BindingHow.DHCP,
            seen=talk.seen,
        )
