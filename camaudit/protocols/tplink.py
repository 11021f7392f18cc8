"""Discovery of TP-Link (Tapo, VIGI, newer Kasa) over UDP 20002: a head of 16 bytes, then JSON.

The number that checks the message is not looked at: its preset is not verified on real devices.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.jsontree import first, parse_fields
from camaudit.protocols.values import address_from_text, mac_from_text

NAME = "tplink-20002"
_VERSION = 0x02
_HEAD = 16  # bytes


def parse(data: bytes) -> Introduction:
    """Read one datagram; one that states no type of device is a question.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: python-kasa, kasa/discover.py and the replies in its tests.
    """
    if data and data[0] != _VERSION:
        raise MalformedError("no TP-Link head")
    if len(data) <= _HEAD:
        raise TruncatedError(f"TP-Link message of {len(data)} bytes")
    fields = parse_fields(data[_HEAD:])
    sort, model = first(fields, "device_type"), first(fields, "device_model")
    if sort is None or model is None:
        return Introduction(protocol=NAME, answer=False)
    untouched = first(fields, "factory_default")
    return Introduction(
        protocol=NAME,
        mac=mac_from_text(first(fields, "mac") or ""),
        ip=address_from_text(first(fields, "ip") or ""),
        sort=sort,
        model=model,
        untouched=None if untouched is None else untouched.lower() == "true",
    )
