"""The search of Xiongmai's devices: JSON behind a header of 20 bytes (facts, protocols 4.10)."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_HEADER = struct.Struct("<BBHIIBBHI")
_SEARCH, _FOUND = 1530, 1531


def _number(address: str) -> str:
    """Write an address as hex of its little-endian number: 192.0.2.64 is 0x400200C0."""
    parts = bytes(int(part) for part in address.split("."))
    return f"0x{int.from_bytes(parts, 'little'):08X}"


def _message(service: Service, player: Player) -> bytes:
    told = {
        "BuildDate": service.word("built", "2022-03-01 10:00:00"),
        "ChannelNum": player.character.channels,
        "DeviceType": 24,
        "GateWay": _number("0.0.0.0"),  # noqa: S104 - what a device without a gateway says
        "HostIP": _number(player.address),
        "HostName": player.fill(service.word("host", "$model")),
        "HttpPort": 80,
        "MAC": player.mac,
        "MonMode": "TCP",
        "NetConnectState": 0,
        "OtherFunction": "D=2026-11-22 08:00:00 V=0123456789abcde",
        "SN": player.fill("$serial"),
        "SSLPort": 8443,
        "Submask": _number("255.255.255.0"),
        "TCPPort": 34567,
        "UDPPort": 34568,
        "Version": player.fill("$firmware"),
    }
    whole = {"NetWork.NetCommon": told, "Ret": 100, "SessionID": "0x00000000"}
    body = (player.fill(service.word("raw")) or json.dumps(whole)).encode() + b"\n\0"
    return _HEADER.pack(0xFF, 1, 0, 0, 0, 0, 0, _FOUND, len(body)) + body


def announce(service: Service, player: Player) -> tuple[Datagram, ...]:
    """Say unasked what a search would find."""
    return (Datagram(data=_message(service, player), to="broadcast"),)


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a search, by broadcast as these devices do; other messages are noted alone."""
    if len(data) < _HEADER.size or data[0] != 0xFF or data[1] != 0:
        return ()
    number = _HEADER.unpack_from(data)[7]
    player.note(f"xiongmai {number}")
    if number != _SEARCH:
        return ()
    to = service.word("to", "broadcast")
    return (Datagram(data=_message(service, player), to=to),)


SPEECH = Speech(
    port=34569,
    words=frozenset({"built", "host", "to", "raw", "every"}),
    answer=answer,
    announce=announce,
    groups=("239.255.255.250",),
    broadcast=True,
    says="facts, protocols 4.10",
)
