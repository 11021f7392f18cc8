"""Discovery of older Kasa devices of TP-Link over UDP 9999: JSON, each byte mixed with its last.

The answer also says where the device stands (latitude, longitude): that is not kept.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.jsontree import MAX_JSON, first, parse_fields
from camaudit.protocols.values import mac_from_text

NAME = "kasa-9999"
_PRESET = 0xAB  # what the first byte is mixed with
START = bytes([_PRESET ^ ord("{")])


def parse(data: bytes) -> Introduction:
    """Read one datagram; one that states no model is a question.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: python-kasa, kasa/protocol.py and the fixtures of its tests.
    """
    if not data:
        raise TruncatedError("no Kasa message")
    if data[:1] != START:
        raise MalformedError("no Kasa message")
    cut = data[:MAX_JSON]
    fields = parse_fields(bytes(one ^ other for one, other in zip(cut, _before(cut), strict=True)))
    model, sort = first(fields, "model"), first(fields, "type") or first(fields, "mic_type")
    if model is None or sort is None:
        return Introduction(protocol=NAME, answer=False)
    mac = first(fields, "mac") or first(fields, "mic_mac") or first(fields, "ethernet_mac") or ""
    return Introduction(
        protocol=NAME,
        mac=mac_from_text(mac),
        sort=sort,
        model=model,
        name=first(fields, "alias"),
        firmware=first(fields, "sw_ver"),
    )


def _before(data: bytes) -> bytes:
    return bytes([_PRESET]) + data[:-1]
