"""Discovery of Reolink: a question to UDP 2000, an answer of 388 bytes to UDP 3000.

The answer names the device's id for Reolink's cloud as well; whoever knows it can look for the
camera from anywhere, so it is not kept.
Not verified on real devices: one public reader of it.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import (
    address_from_text,
    fixed_text,
    mac_from_bytes,
    mac_from_text,
)

NAME = "reolink-2000"
QUESTION = bytes.fromhex("aaaa0000")
SIZE = 388  # bytes of an answer
ECHO = slice(104, 108)  # the question again
SEARCH = asking.search(
    "reolink-search",
    2000,
    QUESTION,
    says="asks Reolink cameras to name themselves",
    source='"Reolink Discovery", a public client',
)


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: "Reolink Discovery", a public client (file 6077006462 of the public code index).
    """
    if data == QUESTION:
        return Introduction(protocol=NAME, answer=False)
    if len(data) < SIZE and QUESTION.startswith(data[ECHO]):
        raise TruncatedError(f"Reolink answer of {len(data)} bytes")
    if len(data) != SIZE or data[ECHO] != QUESTION:
        raise MalformedError("no Reolink answer")
    mac = mac_from_text(fixed_text(data[164:182]) or "") or mac_from_bytes(data[80:86])
    ip = address_from_text(fixed_text(data[108:124]) or "")
    if mac is None or not isinstance(ip, IPv4Address):
        raise MalformedError("a Reolink answer without MAC and address")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ip,
        sort=fixed_text(data[58:76]),
        name=fixed_text(data[132:164]),
    )
