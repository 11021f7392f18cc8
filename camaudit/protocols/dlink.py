"""What D-Link cameras broadcast over UDP 62976: fixed fields.

Read from the broadcasts of one camera alone (DCS-935L): only fields whose meaning its other words
confirm are read, and shorter messages, which may be questions, say nothing. The name is that of
the model until somebody gives another: after its set-up the same camera sent "IoTCam".
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

NAME = "dlink-62976"
MAGIC = b"\xff\xff"
MAX_DATAGRAM = 1_024  # bytes
_SHORT = 0x16  # bytes: magic, counter, sizes, MAC, address
_SIZE = 0x11C  # bytes that are read


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: IoT_Sentinel, D-LinkCam, Setup-B-1-STA.pcap frame 68: name, firmware (1.06), MAC and
            address are those of its DHCP, mDNS and SSDP messages.
    """
    if data[:2] != MAGIC[: len(data)] or len(data) > MAX_DATAGRAM:
        raise MalformedError("no D-Link message")
    if len(data) < _SHORT:
        raise TruncatedError(f"D-Link message of {len(data)} bytes")
    if len(data) < _SIZE:
        return Introduction(protocol=NAME, answer=False)
    mac = mac_from_bytes(data[6:12])
    if mac is None or data[0x96:0x9C] != data[6:12]:
        raise MalformedError("a D-Link broadcast without its MAC in both places")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ipv4_from_bytes(data[12:16]),
        sort=fixed_text(data[0x16:0x56]),
        name=fixed_text(data[0xDC:0xFC]),
        firmware=fixed_text(data[0x76:0x96]),
    )
