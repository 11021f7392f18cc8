"""SADP of an emulated device below IP: frames of type 0x8033 (facts, protocols 2.2).

The answer's first 38 bytes are those of the facts; what follows (serial, numbers, version, 246
bytes in all) is as a device's software writes it (LLLL-M/privateCodeforItsc, ARM/trunk/sadp).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_INQUIRY, _FOUND = 0x03, 0x04
_SIZE = 246  # of an answer


def _sum(data: bytes) -> int:
    """Give the ones' complement of the sum of the little-endian words."""
    total: int = sum(struct.unpack(f"<{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def answer(data: bytes, _: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer an inquiry; other packet types are noted alone, as some of them change a device."""
    if len(data) < 38 or data[:1] != b"\x21" or data[8:10] != b"\x06\x04":
        return ()
    player.note(f"sadp-link {data[10]}")
    if data[10] != _INQUIRY:
        return ()
    made = bytearray(_SIZE)
    made[0:4] = bytes([0x21, 0x01, 0x01, _SIZE])
    made[4:8] = data[4:8]  # the counter of the question
    made[8:11] = bytes([0x06, 0x04, _FOUND])
    made[14:20], made[20:24] = player.raw_mac, player.raw_address
    made[24:30], made[30:34] = data[14:20], data[20:24]
    made[34:38] = bytes([255, 255, 255, 0])
    serial, version = (player.fill(one).encode()[:47] for one in ("$serial", "$firmware"))
    made[38 : 38 + len(serial)] = serial
    struct.pack_into(">IIII", made, 86, 100001, 8000, player.character.channels, 0)
    made[102 : 102 + len(version)] = version
    struct.pack_into(">H", made, 12, _sum(bytes(made)))
    return (Datagram(data=bytes(made)),)


SPEECH = Speech(
    port=0,
    words=frozenset(),
    answer=answer,
    link=0x8033,
    says="facts, protocols 2.2",
)
