"""Discovery of Ubiquiti over UDP 10001: version, command, size, and fields.

Cameras answer and announce themselves in it, and so do access points, switches and gateways.
The name of the wireless network (field 0D), user names and challenges are not kept.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking, tlv
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

NAME = "ubiquiti-10001"
_HEAD = 4  # bytes
_VERSIONS = frozenset({1, 2})
_MAC, _MAC_AND_IP, _FIRMWARE, _HOST_NAME, _PLATFORM = 0x01, 0x02, 0x03, 0x0B, 0x0C
_SOURCE_MAC, _MODEL_LONG, _MODEL, _UNTOUCHED = 0x13, 0x14, 0x15, 0x17
SEARCH = asking.search(
    "ubiquiti-search",
    10_001,
    bytes.fromhex("01000000"),
    says="asks Ubiquiti devices to name themselves",
    source="UniversalScanner, Ubiquiti.cs; unifi-cam-proxy, adoption-flow.md",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram; one without a MAC and a platform is a question.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: unifi-cam-proxy, adoption-flow.md (an answer of a UVC G3 Flex); packet-ubdp.c of
            Wireshark (types of fields); announcements in nDPI, ubntac2.pcap (a gateway).
    """
    if data and data[0] not in _VERSIONS:
        raise MalformedError("no Ubiquiti message")
    if len(data) < _HEAD:
        raise TruncatedError(f"Ubiquiti message of {len(data)} bytes")
    size = int.from_bytes(data[2:4], "big")
    if len(data) - _HEAD < size:
        raise TruncatedError(f"Ubiquiti message of {len(data)} bytes")
    if len(data) - _HEAD > size:
        raise MalformedError("bytes behind a Ubiquiti message")
    fields = tlv.parse_fields(data[_HEAD:], 1, 2)
    both = tlv.value(fields, _MAC_AND_IP)
    mac = mac_from_bytes(both[:6] or tlv.value(fields, _MAC, _SOURCE_MAC))
    platform = fixed_text(tlv.value(fields, _PLATFORM, _MODEL, _MODEL_LONG))
    if mac is None or platform is None:
        return Introduction(protocol=NAME, answer=False)
    untouched = tlv.value(fields, _UNTOUCHED)
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ipv4_from_bytes(both[6:]) if len(both) == 10 else None,
        model=platform,
        name=fixed_text(tlv.value(fields, _HOST_NAME)),
        firmware=fixed_text(tlv.value(fields, _FIRMWARE)),
        untouched=any(untouched) if untouched else None,
    )
