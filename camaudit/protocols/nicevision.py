"""Discovery of NICE Vision recorders and encoders: asked for on UDP 2007, fixed fields.

Only the place of MAC, address and name is documented, in one public reader of it; the rest is
left alone, and nothing was verified on real devices.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

NAME = "nice-2007"
MAGIC = b"NICE"
_QUESTION_SIZE = 12  # bytes
_SIZE = 0x5A  # bytes that are read; answers are longer


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, NiceVision.cs and NiceVision.selftest.
    """
    if data[:4] != MAGIC[: len(data)]:
        raise MalformedError("no NICE message")
    if len(data) == _QUESTION_SIZE:
        return Introduction(protocol=NAME, answer=False)
    if len(data) < _SIZE:
        raise TruncatedError(f"NICE answer of {len(data)} bytes")
    mac, ip = mac_from_bytes(data[0x0A:0x10]), ipv4_from_bytes(data[0x10:0x14])
    name = fixed_text(data[0x4A:_SIZE])
    text = 0 not in data[4:0x4A]  # a sentence may begin with the word
    if text or mac is None or ip is None or name is None:
        raise MalformedError("a NICE answer without MAC, address and name")
    return Introduction(protocol=NAME, mac=mac, ip=ip, name=name)
