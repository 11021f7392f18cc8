"""Small searches of several makers: fixed fields (facts, protocols 3.2, 4.2 to 4.14)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_MASK = bytes([255, 255, 255, 0])


def _put(made: bytearray, at: int, size: int, text: str) -> None:
    value = text.encode()[: size - 1]
    made[at : at + len(value)] = value


def _hanwha(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer 262 bytes by 262 bytes, to port 7711 of the asker (4.2)."""
    if len(data) != 262 or data[0] != 0x01:
        return ()
    player.note("hanwha search")
    made = bytearray(262)
    made[0] = 0x0B
    _put(made, 0x13, 18, player.mac.upper())
    _put(made, 0x25, 16, player.address)
    _put(made, 0x35, 16, "255.255.255.0")
    _put(made, 0x6D, 10, player.fill(service.word("type", "$model")))
    _put(made, 0x85, 39, f"http://{player.address}/")
    return (Datagram(data=bytes(made), port=7711),)


def _bosch(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer 12 bytes by 32 bytes or by XML, to port 1758 of the asker (4.3)."""
    if len(data) != 12 or data[:4] != bytes.fromhex("9939a427"):
        return ()
    player.note("bosch search")
    if service.word("form", "xml") == "binary":
        made = data[:8] + player.raw_mac + bytes(2) + player.raw_address + _MASK + bytes(8)
        return (Datagram(data=made, port=1758),)
    text = player.fill(
        '<?xml version="1.0" encoding="UTF-8"?><root><device>'
        "<friendlyName>$model</friendlyName><unitName>$model</unitName>"
        "<deviceGUID>$uuid</deviceGUID><serialNumber>$serial</serialNumber>"
        "<physAddress>$mac_hyphens</physAddress><unitIPAddress>$address</unitIPAddress>"
        "<unitSubnetMask>255.255.255.0</unitSubnetMask><RCPPort>1756</RCPPort>"
        "<HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><dhcp>0</dhcp></device></root>"
    )
    return (Datagram(data=text.encode(), port=1758),)


def _vivotek(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer by type, length and value, to the asker (4.4)."""
    if data[1:5] != bytes.fromhex("4a5d8f1c"):
        return ()
    player.note("vivotek search")
    parts = (
        (1, player.fill("$model").encode()),
        (2, player.raw_mac),
        (3, player.raw_address),
    )
    made = data[:1] + data[1:5] + b"".join(bytes([tag, len(v)]) + v for tag, v in parts)
    short = player.fill(service.word("name", "$model")).encode()
    return (Datagram(data=made + b"\x04\x1b" + bytes([9, len(short)]) + short),)


def _foscam(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer by broadcast, from and to port 10000 (4.5)."""
    if data[:4] != b"MO_I" or data[4:6] != b"\0\0":
        return ()
    player.note("foscam search")
    made = bytearray(87)
    struct.pack_into("<4sHB", made, 0, b"MO_I", 1, 0)
    struct.pack_into("<I", made, 15, 64)
    _put(made, 0x17, 13, player.fill("$mac_upper"))
    _put(made, 0x24, 21, player.fill(service.word("name", "IPCamera")))
    made[0x39:0x3D], made[0x3D:0x41] = player.raw_address, _MASK
    parts = [int(part) & 0xFF for part in player.fill("$firmware").split(".") if part.isdigit()]
    made[0x4D:0x51] = bytes([*parts, 0, 0, 0, 0])[:4]
    struct.pack_into(">H", made, 0x55, 88)
    return (Datagram(data=bytes(made), to="broadcast"),)


def _ubiquiti(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer four bytes by type, length and value, to the asker (4.8)."""
    if data != bytes.fromhex("01000000"):
        return ()
    player.note("ubiquiti search")
    texts = {0x03: "$firmware", 0x0B: service.word("name", "$model"), 0x0C: "$model"}
    parts = [(0x02, player.raw_mac + player.raw_address), (0x01, player.raw_mac)]
    parts += [(tag, player.fill(text).encode()) for tag, text in texts.items()]
    parts.append((0x17, int(service.word("default", "0")).to_bytes(4, "big")))
    body = b"".join(struct.pack(">BH", tag, len(value)) + value for tag, value in parts)
    return (Datagram(data=struct.pack(">BBH", 1, 0, len(body)) + body),)


def _reolink(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer four bytes by 388 bytes, to port 3000 of the asker (4.11)."""
    if data[:4] != bytes.fromhex("aaaa0000"):
        return ()
    player.note("reolink search")
    made = bytearray(388)
    _put(made, 58, 18, "IPC")
    made[80:86] = player.raw_mac
    made[104:108] = data[:4]
    _put(made, 108, 16, player.address)
    _put(made, 132, 32, player.fill(service.word("name", "$model")))
    _put(made, 164, 18, player.mac.upper())
    _put(made, 228, 32, player.fill("9527000$mac_upper"))
    return (Datagram(data=bytes(made), port=3000),)


def _sony(data: bytes, _: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer `KEY:value` texts by broadcast (4.6)."""
    if data[:1] != b"\x02" or b"ENQ:allinfo" not in data or data[-1:] != b"\x03":
        return ()
    player.note("sony search")
    text = player.fill(
        "MAC:$mac_hyphens|INFO:Network Camera|MODEL:$model|SERIAL:$number|SOFTVERSION:$firmware|"
        "IPADR:$address|MASK:255.255.255.0|GATEWAY:0.0.0.0|DHCP:off|WEBPORT:80"
    )
    items = b"\xff".join(one.encode() for one in text.split("|"))
    return (Datagram(data=b"\x02" + items + b"\xff\x03", to="broadcast"),)


def _vstarcam(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer four bytes by fixed fields, to the asker (4.14)."""
    if data != bytes.fromhex("44480101"):
        return ()
    player.note("vstarcam search")
    made = bytearray(0x108)
    made[:4] = bytes.fromhex("44480108")
    for at, text in ((4, player.address), (0x14, "255.255.255.0")):
        _put(made, at, 16, text)
    made[0x54:0x5A] = player.raw_mac
    struct.pack_into("<H", made, 0x5A, 81)
    _put(made, 0x5C, 32, player.fill("VSTA$number"))
    _put(made, 0x7C, 32, player.fill(service.word("name", "IPCAM")))
    _put(made, 0xCC, 32, player.fill("$firmware"))
    return (Datagram(data=bytes(made)),)


def _vision360(data: bytes, _: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a line by a line, to the asker (4, table)."""
    if data != b"DISCOVER\n":
        return ()
    player.note("360vision search")
    text = player.fill("DISCOVER TYPE='$model' KEY='$mac' ID='$number'\n")
    return (Datagram(data=text.encode()),)


def _dahua5050(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer 32 bytes by three sections, to the asker (3.2)."""
    if len(data) != 32 or data[:4] != bytes.fromhex("a3010001"):
        return ()
    player.note("dahua5050 search")
    model = player.fill("$model").encode()
    second = player.mac.encode() + model
    name = player.fill(service.word("name", "$model"))
    lines = (f"Name:{name}", f"Device:{model.decode()}", player.fill("SerialNo:$serial"))
    third = "\r\n".join(lines).encode()
    made = bytearray(0x78)
    made[0], made[2] = 0xB3, len(second)
    struct.pack_into("<H", made, 0x14, len(third))
    _put(made, 0x28, 16, model.decode())
    made[0x38:0x3C], made[0x3C:0x40] = player.raw_address, _MASK
    return (Datagram(data=bytes(made) + second + third),)


SPEECHES: dict[str, Speech] = {
    "hanwha": Speech(
        port=7701, words=frozenset({"type"}), answer=_hanwha, broadcast=True, says="4.2"
    ),
    "bosch": Speech(
        port=1757, words=frozenset({"form"}), answer=_bosch, broadcast=True, says="4.3"
    ),
    "vivotek": Speech(
        port=10000, words=frozenset({"name"}), answer=_vivotek, broadcast=True, says="4.4"
    ),
    "foscam": Speech(
        port=10000, words=frozenset({"name"}), answer=_foscam, broadcast=True, says="4.5"
    ),
    "ubiquiti": Speech(
        port=10001,
        words=frozenset({"name", "default"}),
        answer=_ubiquiti,
        groups=("233.89.188.1",),
        broadcast=True,
        says="4.8",
    ),
    "reolink": Speech(
        port=2000, words=frozenset({"name"}), answer=_reolink, broadcast=True, says="4.11"
    ),
    "sony": Speech(port=2380, words=frozenset(), answer=_sony, broadcast=True, says="4.6"),
    "vstarcam": Speech(
        port=8600, words=frozenset({"name"}), answer=_vstarcam, broadcast=True, says="4.14"
    ),
    "360vision": Speech(port=3600, words=frozenset(), answer=_vision360, broadcast=True, says="4"),
    "dahua5050": Speech(
        port=5050, words=frozenset({"name"}), answer=_dahua5050, broadcast=True, says="3.2"
    ),
}
