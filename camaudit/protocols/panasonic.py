"""Easy IP Setup of Panasonic and i-PRO over UDP 10669 and 10670: a head of 48 bytes, then fields.

Not verified on real devices: two public readers of it, which agree on the fields that are kept,
and the sample answer of one. Types other than the answer are questions or settings.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import tlv
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

NAME = "panasonic-10670"
MAGIC = b"\x00\x01"
MAX_DATAGRAM = 4_096  # bytes
ANSWER = b"\x00\x0e"  # behind the size
_HEAD, _TAIL = 48, 4  # bytes; the tail is ff ff and two that check
_END = b"\xff\xff"
_IP, _CAMERA_NAME, _MODEL, _FIRMWARE, _SERIAL = 0x20, 0xA7, 0xA8, 0xA9, 0xD1


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Panasonic.cs and Panasonic.selftest; a public tool in Python for the
            same protocol, which names the fields (Rickardjd/Easy_IP).
    """
    if data[:2] != MAGIC[: len(data)] or len(data) > MAX_DATAGRAM:
        raise MalformedError("no Easy IP head")
    if len(data) < _HEAD:
        raise TruncatedError(f"Easy IP head of {len(data)} bytes")
    if data[4:6] != ANSWER:
        return Introduction(protocol=NAME, answer=False)
    end = _HEAD + int.from_bytes(data[2:4], "big")
    if len(data) < end + _TAIL:
        raise TruncatedError(f"Easy IP answer of {len(data)} bytes")
    mac = mac_from_bytes(data[6:12])
    if mac is None or len(data) != end + _TAIL or data[end : end + 2] != _END:
        raise MalformedError("an Easy IP answer without MAC or end")
    fields = tlv.parse_fields(data[_HEAD:end], 2, 2)
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ipv4_from_bytes(tlv.value(fields, _IP)),
        model=fixed_text(tlv.value(fields, _MODEL)),
        name=fixed_text(tlv.value(fields, _CAMERA_NAME)),
        serial=fixed_text(tlv.value(fields, _SERIAL)),
        firmware=fixed_text(tlv.value(fields, _FIRMWARE)),
    )
