"""LLDP (IEEE 802.1AB-2016 section 8) with the inventory of LLDP-MED (ANSI/TIA-1057 section 10)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.neighbour import Neighbour
from camaudit.protocols.values import facts_of, mac_from_bytes, own_word, text_from_bytes
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

MAX_FIELDS = 128  # of one announcement
_END, _CHASSIS, _PORT, _LIFE, _PORT_TEXT, _NAME, _DESCR, _ABLE, _ADDRESS, _OWN = *range(9), 127
_BY_MAC = {_CHASSIS: 4, _PORT: 3}  # subtypes that hold a MAC
_BY_ADDRESS = {_CHASSIS: 5, _PORT: 4}
_FORWARDS = 0x04 | 0x08 | 0x10  # bridge, access point, router
_VLAN = b"\x00\x80\xc2\x01"  # IEEE 802.1Q annex D: port VLAN
_MED = b"\x00\x12\xbb"
_INVENTORY = {6: "boot", 7: "firmware", 8: "serial", 9: "manufacturer", 10: "model"}


def parse(data: bytes) -> Neighbour:
    """Read one announcement, from behind the EtherType on.

    Raises: TruncatedError where a field runs past the end, MalformedError where the three fields
            that must come first do not.
    """
    fields = _fields(data)
    if [kind for kind, _ in fields[:3]] != [_CHASSIS, _PORT, _LIFE]:
        raise (TruncatedError if len(fields) < 3 else MalformedError)("no LLDP announcement")
    told = {kind: value for kind, value in reversed(fields) if kind != _OWN}
    owned = [value for kind, value in fields if kind == _OWN]
    med = {
        _INVENTORY[value[3]]: text
        for value in reversed(owned)
        if value[:3] == _MED
        and value[3:4]
        and value[3] in _INVENTORY
        and (text := _text(value[4:]))
    }
    vlan = next((int.from_bytes(one[4:6]) for one in owned if one[:4] == _VLAN), 0)
    able = int.from_bytes(told.get(_ABLE, b"")[2:4])
    return Neighbour(
        chassis=_named(_CHASSIS, told[_CHASSIS]),
        mac=mac_from_bytes(told[_CHASSIS][1:]) if told[_CHASSIS][:1] == b"\4" else None,
        port=_named(_PORT, told[_PORT]),
        name=_text(told.get(_NAME, b"")),
        description=_text(told.get(_DESCR, b"")),
        address=_address(told.get(_ADDRESS, b"")),
        forwards=bool(able & _FORWARDS),
        vlan=vlan if 1 <= vlan <= 4094 else None,
        manufacturer=med.get("manufacturer"),
        model=med.get("model"),
        firmware=med.get("firmware") or med.get("boot"),
        serial=med.get("serial"),
    )


def _fields(data: bytes) -> list[tuple[int, bytes]]:
    """Cut the announcement into (type, value); seven bits of type, nine of length."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data) and len(found) < MAX_FIELDS:
        if len(data) - at < 2:
            raise TruncatedError("LLDP field cut short")
        head = int.from_bytes(data[at : at + 2])
        kind, size = head >> 9, head & 0x1FF
        at += 2
        if kind == _END:
            break
        if size > len(data) - at:
            raise TruncatedError("LLDP field cut short")
        found.append((kind, data[at : at + size]))
        at += size
    return found


def _text(data: bytes) -> str | None:
    return " ".join(text_from_bytes(data.replace(b"\0", b"")).split()) or None


def _named(field: int, value: bytes) -> str:
    """Write the name of a chassis or a port, which begins with the sort of name."""
    sort = value[:1]
    if not value[1:]:
        raise MalformedError("LLDP name without contents")
    if sort == bytes([_BY_MAC[field]]) and (mac := mac_from_bytes(value[1:])):
        return mac
    if sort == bytes([_BY_ADDRESS[field]]) and (address := _numbered(value[1:])):
        return str(address)
    text = _text(value[1:])
    return text if text and text.isprintable() else value[1:].hex()


def _numbered(value: bytes) -> IPAddress | None:
    """Read an address behind its family (IANA: 1 IPv4, 2 IPv6)."""
    if value[:1] == b"\1" and len(value) == 5:
        return IPv4Address(value[1:])
    return IPv6Address(value[1:]) if value[:1] == b"\2" and len(value) == 17 else None


def _address(value: bytes) -> IPAddress | None:
    """Read the management address: length of family and address, then these."""
    found = _numbered(value[1 : 1 + value[0]]) if value else None
    return None if found is None or found.is_unspecified else found


def observations(message: Neighbour, talk: Talk) -> Iterator[Observation]:
    """Say what an announcement tells of the device that sent it."""
    said = (
        (Channel.LLDP_NAME, message.name),
        (Channel.LLDP_DESCR, scrub_text(message.description) if message.description else None),
        (Channel.LLDP_MANUFACTURER, message.manufacturer),
        (Channel.LLDP_MODEL, message.model),
        (Channel.LLDP_FIRMWARE, message.firmware),
        (Channel.LLDP_SERIAL, message.serial),
    )
    yield from facts_of(talk.sender, None, talk, said)
    if message.address is not None:
        yield from own_word(talk, message.mac or talk.sender.mac, message.address)
