"""SADP of an emulated device: XML over UDP (facts, protocols 2.1)."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_TYPES = re.compile(rb"<Types>\s*([A-Za-z]+)\s*</Types>")
_UUID = re.compile(rb"<Uuid>\s*([0-9A-Za-z-]{1,64})\s*</Uuid>")


def _elements(service: Service, player: Player) -> dict[str, str]:
    """Give what a device says of itself, in the order in which devices write it."""
    told = {
        "DeviceType": service.word("device_type", "100001"),
        "DeviceDescription": service.word("description", "$model"),
        "DeviceSN": "$serial",
        "CommandPort": "8000",
        "HttpPort": "80",
        "MAC": "$mac_hyphens",
        "IPv4Address": "$address",
        "IPv4SubnetMask": "255.255.255.0",
        "IPv4Gateway": "0.0.0.0",  # noqa: S104 - what a device without a gateway says
        "IPv6Address": "::",
        "IPv6Gateway": "::",
        "IPv6MaskLen": "64",
        "DHCP": "false",
        "AnalogChannelNum": service.word("analog", "0"),
        "DigitalChannelNum": "$channels",
        "SoftwareVersion": "$firmware",
        "DSPVersion": service.word("dsp", "V7.3 build 220112"),
        "BootTime": "2026-11-19 08:00:00",
        "Encrypt": "true",
        "ResetAbility": "false",
        "DiskNumber": service.word("disks", "0"),
        "Activated": service.word("activated", "true"),
        "PasswordResetAbility": "true",
        "PasswordResetModeSecond": "true",
        "SupportHCPlatform": "true",
        "HCPlatformEnable": service.word("cloud", "false"),
        "DetailOEMCode": service.word("oem_code", "1"),
        "OEMInfo": service.word("oem", "N/A"),
        "DeviceLock": "true" if player.counts.locked else "false",
    }
    return {name: player.fill(value) for name, value in told.items()}


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer an inquiry; anything else is noted, as nobody of ours may send it."""
    sort, uuid = _TYPES.search(data), _UUID.search(data)
    if b"<Probe>" not in data or sort is None:
        return ()
    player.note(f"sadp {sort[1].decode()}")
    if sort[1] != b"inquiry":
        return ()
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<ProbeMatch>",
        f"<Uuid>{uuid[1].decode() if uuid else ''}</Uuid>",
        "<Types>inquiry</Types>",
    ]
    rows += [
        f"<{name}>{escape(value)}</{name}>" for name, value in _elements(service, player).items()
    ]
    text = player.fill(service.word("raw")) or "\r\n".join([*rows, "</ProbeMatch>\r\n"])
    if service.word("to") == "group":
        return (Datagram(data=text.encode(), to="group"),)
    return (Datagram(data=text.encode()),)


SPEECH = Speech(
    port=37020,
    words=frozenset(
        {
            "device_type", "description", "analog", "dsp", "disks", "activated", "cloud",
            "oem", "oem_code", "to", "raw",
        }
    ),
    answer=answer,
    groups=("239.255.255.250",),
    says="facts, protocols 2.1",
)  # fmt: skip
