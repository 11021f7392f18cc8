"""TVT's discovery: fixed fields, told every two seconds without a question (protocols 4.9)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_DEVICES, _TOOLS = "234.55.55.55", "234.55.55.56"
_SEARCH, _ANNOUNCE = 1, 2
_SIZE = 240


def _message(service: Service, player: Player) -> bytes:
    made = bytearray(_SIZE)
    struct.pack_into("<4sHHI", made, 0, b"MHED", 8, 1, _ANNOUNCE)

    def put(at: int, size: int, text: str) -> None:
        value = player.fill(text).encode()[: size - 1]
        made[at : at + len(value)] = value

    put(12, 20, service.word("name", "IPC"))
    made[32:38] = player.raw_mac
    made[40:44] = player.raw_address
    made[44:48] = bytes([255, 255, 255, 0])
    struct.pack_into("<IHH", made, 56, int(service.word("built", "20231103")), 80, 554)
    put(140, 16, "$serial")
    put(156, 40, "$firmware")
    put(196, 16, "$model")
    put(212, 16, service.word("vendor", "$brand"))
    return bytes(made)


def announce(service: Service, player: Player) -> tuple[Datagram, ...]:
    """Tell all tools of the network."""
    return (Datagram(data=_message(service, player), to=_TOOLS),)


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a search; other commands are noted alone, as 3 would set the network."""
    if len(data) < 12 or data[:4] != b"MHED":
        return ()
    command = int.from_bytes(data[8:12], "little")
    player.note(f"mhed {command}")
    return announce(service, player) if command == _SEARCH else ()


SPEECH = Speech(
    port=23456,
    words=frozenset({"name", "built", "vendor", "every"}),
    answer=answer,
    announce=announce,
    groups=(_DEVICES,),
    says="facts, protocols 4.9",
)
