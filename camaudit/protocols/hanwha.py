"""Discovery of Hanwha (Samsung Techwin, Wisenet) over UDP 7701 and 7711: fixed text fields.

Not verified on real devices: one public reader of it and an answer that it was written from.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import address_from_text, fixed_text, mac_from_text

NAME = "hanwha-7701"
QUESTION, ANSWER = 0x01, 0x0B
_SIZE = 262  # bytes
SEARCH = asking.search(
    "hanwha-search",
    7701,
    bytes([QUESTION]).ljust(_SIZE, b"\0"),
    says="asks Hanwha (Samsung, Wisenet) devices to name themselves",
    source="UniversalScanner, Hanwha.cs",
)
_MODEL = slice(0x6D, 0x77)  # a longer name is cut to ten bytes, so a full field is no model


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Hanwha.cs and Hanwha.selftest.
    """
    if data and data[0] not in {QUESTION, ANSWER}:
        raise MalformedError("no Hanwha message")
    if len(data) < _SIZE:
        raise TruncatedError(f"Hanwha message of {len(data)} bytes")
    if len(data) > _SIZE:
        raise MalformedError(f"Hanwha message of {len(data)} bytes")
    if data[0] == QUESTION:
        return Introduction(protocol=NAME, answer=False)
    mac = mac_from_text(fixed_text(data[0x13:0x25]) or "")
    ip = address_from_text(fixed_text(data[0x25:0x35]) or "")
    if mac is None or not isinstance(ip, IPv4Address):
        raise MalformedError("a Hanwha answer without MAC and address")
    text = fixed_text(data[_MODEL])
    whole = data[_MODEL][-1] == 0
    return Introduction(
        protocol=NAME, mac=mac, ip=ip, model=text if whole else None, name=None if whole else text
    )
