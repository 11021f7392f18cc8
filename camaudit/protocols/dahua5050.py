"""The discovery that Dahua firmware had before DHDiscover: UDP 5050, three parts, little-endian.

Not verified on real devices: one public reader of it and its sample answer.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_text

NAME = "dahua-5050"
QUESTION, ANSWER = 0xA3, 0xB3
_FIXED = 0x78  # bytes of the first part
_MAC_SIZE = 17  # bytes of text
_QUESTION_SIZE = 32  # bytes
SEARCH = asking.search(
    "dahua5050-search",
    5050,
    bytes.fromhex("a3010001").ljust(16, b"\0") + b"\x02".ljust(16, b"\0"),
    says="asks old firmware of Dahua to name itself",
    source="UniversalScanner, Dahua1.cs",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Dahua1.cs and Dahua1.selftest.
    """
    if data and data[0] not in {QUESTION, ANSWER}:
        raise MalformedError("no message of UDP 5050")
    if data[:1] == bytes([QUESTION]) and len(data) >= _QUESTION_SIZE:
        return Introduction(protocol=NAME, answer=False)
    if len(data) < _FIXED:
        raise TruncatedError(f"Dahua message of {len(data)} bytes")
    middle = _FIXED + data[2]
    end = middle + int.from_bytes(data[0x14:0x16], "little")
    if len(data) < end:
        raise TruncatedError(f"Dahua answer of {len(data)} bytes")
    mac = mac_from_text(fixed_text(data[_FIXED : _FIXED + _MAC_SIZE]) or "")
    if mac is None or len(data) > end or middle < _FIXED + _MAC_SIZE:
        raise MalformedError("a Dahua answer without MAC")
    lines = [one.partition(b":") for one in data[middle:end].split(b"\r\n")]
    said = {key: fixed_text(value) for key, _, value in lines}
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ipv4_from_bytes(data[0x38:0x3C]),
        model=said.get(b"Device")
        or fixed_text(data[_FIXED + _MAC_SIZE : middle])
        or fixed_text(data[0x28:0x38]),
        name=said.get(b"Name"),
        serial=said.get(b"SerialNo"),
    )
