"""Search of VStarcam and of cameras with the same firmware over UDP 8600: fixed fields.

The answer holds the camera's peer-to-peer id too, which opens its pictures to whoever knows more:
it is not kept.
Not verified on real devices: one public reader of it and its sample answer.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import address_from_text, fixed_text, mac_from_bytes

NAME = "vstarcam-8600"
QUESTION, ANSWER = bytes.fromhex("44480101"), bytes.fromhex("44480108")
_SIZE = 0x100  # bytes that are read; answers are longer
SEARCH = asking.search(
    "vstarcam-search",
    8600,
    QUESTION,
    says="asks VStarcam cameras to name themselves",
    source="UniversalScanner, Vstarcam.cs",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Vstarcam.cs and Vstarcam.selftest.
    """
    if data[:4] == QUESTION:
        return Introduction(protocol=NAME, answer=False)
    if data[:4] != ANSWER[: len(data)]:
        raise MalformedError("no VStarcam message")
    if len(data) < _SIZE:
        raise TruncatedError(f"VStarcam answer of {len(data)} bytes")
    mac = mac_from_bytes(data[0x54:0x5A])
    ip = address_from_text(fixed_text(data[4:0x14]) or "")
    if not isinstance(ip, IPv4Address):
        raise MalformedError("a VStarcam answer without address")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ip,
        name=fixed_text(data[0x7C:0x9C]),
        firmware=fixed_text(data[0xCC:0xEC]),
    )
