"""Discovery of VIVOTEK cameras over UDP 10000: a counter, a magic, and fields.

Not verified on real devices: one public reader of it and its sample answer. Which of the two
names is the model is not documented, so neither is taken for it.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking, tlv
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

NAME = "vivotek-10000"
MAGIC = bytes.fromhex("4a5d8f1c")  # behind one byte that counts the questions
MAX_DATAGRAM = 2_048  # bytes
_HEAD = 5  # bytes
_LONG_NAME, _MAC, _IP, _BARE, _SHORT_NAME = 1, 2, 3, 4, 9
SEARCH = asking.search(
    "vivotek-search",
    10_000,
    lambda asked: bytes([asked.serial & 0xFF]) + MAGIC,
    says="asks VIVOTEK devices to name themselves",
    source="UniversalScanner, Vivotek.cs",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram; the head alone is a question.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Vivotek.cs and Vivotek.selftest.
    """
    if not MAGIC.startswith(data[1:_HEAD]) or len(data) > MAX_DATAGRAM:
        raise MalformedError("no VIVOTEK message")
    if len(data) < _HEAD:
        raise TruncatedError(f"VIVOTEK message of {len(data)} bytes")
    if len(data) == _HEAD:
        return Introduction(protocol=NAME, answer=False)
    fields = tlv.parse_fields(data[_HEAD:], 1, 1, bare={_BARE})
    mac = mac_from_bytes(tlv.value(fields, _MAC))
    if mac is None:
        raise MalformedError("a VIVOTEK answer without MAC")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ipv4_from_bytes(tlv.value(fields, _IP)),
        name=fixed_text(tlv.value(fields, _LONG_NAME, _SHORT_NAME)),
    )
