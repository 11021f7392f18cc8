"""CDP, which devices of Cisco and others speak on their cable (public notes; Wireshark, cdp).

In Ethernet it is an LLC frame with SNAP: organisation 00-00-0C, protocol 0x2000.
"""

from __future__ import annotations

import struct
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.neighbour import Neighbour
from camaudit.protocols.values import facts_of, text_from_bytes
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

SNAP = b"\xaa\xaa\x03\x00\x00\x0c\x20\x00"
MAX_FIELDS = 128  # of one announcement
_DEVICE, _ADDRESSES, _PORT, _ABLE, _VERSION, _PLATFORM, _VLAN = 1, 2, 3, 4, 5, 6, 10
_MANAGED = 0x16
_FORWARDS = 0x01 | 0x02 | 0x08  # router, bridge, switch
_FIELD = struct.Struct("!HH")
_IPV4 = b"\x01\x01\xcc\x00\x04"  # NLPID, one byte, IP, four bytes of address


def parse(data: bytes) -> Neighbour:
    """Read one announcement, from its SNAP header on.

    Raises: TruncatedError where a field runs past the end, MalformedError where it is none or
            names neither device nor port.
    """
    if not data.startswith(SNAP[: len(data)]) or data[8:9] not in {b"", b"\1", b"\2"}:
        raise MalformedError("no CDP announcement")
    if len(data) < 12:
        raise TruncatedError("CDP head cut short")
    told: dict[int, bytes] = {}
    at = 12  # behind version, time to live and checksum
    for _ in range(MAX_FIELDS):
        if at >= len(data):
            break
        if len(data) - at < 4:
            raise TruncatedError("CDP field cut short")
        kind, size = _FIELD.unpack_from(data, at)
        if size < 4:
            raise MalformedError("CDP field shorter than its head")
        if size > len(data) - at:
            raise TruncatedError("CDP field cut short")
        told.setdefault(kind, data[at + 4 : at + size])
        at += size
    name, port = _text(told.get(_DEVICE)), _text(told.get(_PORT))
    if name is None or port is None:
        raise MalformedError("CDP announcement without a name")
    vlan = int.from_bytes(told.get(_VLAN, b"")[:2])
    able = int.from_bytes(told.get(_ABLE, b"")[:4])
    return Neighbour(
        chassis=name,
        mac=None,
        port=port,
        name=name,
        description=_text(told.get(_VERSION)),
        address=_address(told.get(_MANAGED)) or _address(told.get(_ADDRESSES)),
        forwards=bool(able & _FORWARDS),
        vlan=vlan if 1 <= vlan <= 4094 else None,
        manufacturer=None,
        model=_text(told.get(_PLATFORM)),
        firmware=None,
        serial=None,
    )


def _text(data: bytes | None) -> str | None:
    return " ".join(text_from_bytes((data or b"").replace(b"\0", b"")).split()) or None


def _address(data: bytes | None) -> IPv4Address | None:
    """Read the first address of a list, where it is one of IPv4."""
    if data is None or data[4:9] != _IPV4 or len(data) < 13:
        return None
    found = IPv4Address(data[9:13])
    return None if found.is_unspecified else found


def observations(message: Neighbour, talk: Talk) -> Iterator[Observation]:
    """Say what an announcement tells of the device that sent it."""
    said = (
        (Channel.CDP_NAME, message.name),
        (Channel.CDP_PLATFORM, message.model),
        (Channel.CDP_VERSION, scrub_text(message.description) if message.description else None),
    )
    yield from facts_of(talk.sender, None, talk, said)
