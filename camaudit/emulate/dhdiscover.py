"""DHDiscover of an emulated device: JSON behind a header of 32 bytes (facts, protocols 3.1)."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_HEADER = struct.Struct("<I4sIIIIII")


def _told(service: Service, player: Player) -> dict[str, object]:
    """Give what a device says of itself."""
    channels = player.character.channels
    is_recorder = player.character.kind == "recorder"
    four = {
        "DefaultGateway": "",
        "DhcpEnable": False,
        "IPAddress": player.address,
        "SubnetMask": "255.255.255.0",
    }
    return {
        "AlarmInputChannels": 0,
        "AlarmOutputChannels": 0,
        "DeviceClass": service.word("class", "IPC"),
        "DeviceType": player.fill(service.word("type", "$model")),
        "Find": "BC",
        "HttpPort": 80,
        "IPv4Address": four,
        "IPv6Address": {"DefaultGateway": "", "DhcpEnable": False, "IPAddress": ""},
        "Init": int(service.word("init", "150")),
        "MachineName": player.fill(service.word("machine", "$serial")),
        "Manufacturer": player.fill(service.word("manufacturer", "$brand")),
        "Port": 37777,
        "RemoteVideoInputChannels": channels if is_recorder else 0,
        "SerialNo": player.fill("$serial"),
        "Vendor": player.fill(service.word("vendor", "$brand")),
        "Version": player.fill("$firmware"),
        "VideoInputChannels": 0 if is_recorder else channels,
        "VideoOutputChannels": 0,
    }


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a search; bare JSON gets no answer, and other methods are noted alone."""
    if len(data) < _HEADER.size or data[4:8] != b"DHIP":
        return ()
    size = _HEADER.unpack_from(data)[4]
    try:
        asked = json.loads(data[_HEADER.size :][:size])
        method = str(asked["method"])
        alone = asked["params"].get("uni") == 1
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
    player.note(f"dhip {method}")
    if method != "DHDiscover.search":
        return ()
    if raw := service.word("raw"):
        body = player.fill(raw).encode()
    else:
        info = {"deviceInfo": _told(service, player)}
        message = {"mac": player.mac, "method": "client.notifyDevInfo", "params": info}
        body = json.dumps(message).encode() + b"\n"
    head = _HEADER.pack(32, b"DHIP", 0, 0, len(body), 0, len(body), 0)
    return (Datagram(data=head + body, to="asker" if alone else "group"),)


SPEECH = Speech(
    port=37810,
    words=frozenset({"class", "type", "init", "machine", "manufacturer", "vendor", "raw"}),
    answer=answer,
    groups=("239.255.255.251",),
    broadcast=True,
    says="facts, protocols 3.1",
)
