"""What Edimax devices answer from UDP 20560: fixed fields behind the MAC.

Read from the answers of one plug alone (SP-1101W); that cameras answer alike is not known.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

NAME = "edimax-20560"
MAGIC = b"EDIMAX"  # behind the MAC
PLACE = 6
_SHORT = 22  # bytes: a question has no more
_SIZE = 186  # bytes


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: IoT_Sentinel, EdimaxPlug1101W, Setup-C-3-STA.pcap frames 57 to 87: model, version, MAC
            and address are those of its other messages.
    """
    if data[PLACE : PLACE + len(MAGIC)] != MAGIC[: max(len(data) - PLACE, 0)]:
        raise MalformedError("no Edimax message")
    if len(data) < _SHORT:
        raise TruncatedError(f"Edimax message of {len(data)} bytes")
    mac = mac_from_bytes(data[:6])
    if len(data) < _SIZE or mac is None:
        return Introduction(protocol=NAME, answer=False)
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ipv4_from_bytes(data[0xAE:0xB2]),
        model=fixed_text(data[0x16:0x24]),
        name=fixed_text(data[0x2C:0x6C]),
        firmware=fixed_text(data[0x24:0x2C]),
    )
