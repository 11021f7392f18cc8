"""Model, firmware, serial number ...: what rules capture, and what channels made for it state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from camaudit.model.observation import Channel
from camaudit.rulebook.types import NEVER_STRONG, Proves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.identify.match import Match
    from camaudit.model.device import Device
    from camaudit.model.observation import Fact

# Most trusted first: discovery answers are compiled in, names in UPnP are often left as delivered.
CHANNELS_OF = {
    "model": (
        Channel.SADP_MODEL,
        Channel.DHIP_MODEL,
        Channel.MHED_MODEL,
        Channel.DISCOVERY_MODEL,
        Channel.ONVIF_MODEL,
        Channel.SIP_MODEL,
        Channel.LLDP_MODEL,
        Channel.UPNP_MODEL,
        Channel.MDNS_TXT,
    ),
    "firmware": (
        Channel.SADP_FIRMWARE,
        Channel.DHIP_FIRMWARE,
        Channel.XM_FIRMWARE,
        Channel.MHED_FIRMWARE,
        Channel.DISCOVERY_FIRMWARE,
        Channel.ONVIF_FIRMWARE,
        Channel.SIP_FIRMWARE,
        Channel.LLDP_FIRMWARE,
        Channel.MDNS_TXT,
    ),
    "built_on": (Channel.XM_BUILD, Channel.MHED_BUILD),
    "serial": (
        Channel.SADP_SERIAL,
        Channel.DHIP_SERIAL,
        Channel.XM_SERIAL,
        Channel.MHED_SERIAL,
        Channel.DISCOVERY_SERIAL,
        Channel.ONVIF_SERIAL,
        Channel.LLDP_SERIAL,
        Channel.UPNP_SERIAL,
    ),
    "channels": (Channel.SADP_CHANNELS, Channel.DHIP_CHANNELS, Channel.XM_CHANNELS),
    "brand": (
        Channel.DHIP_VENDOR,
        Channel.MHED_VENDOR,
        Channel.ONVIF_MANUFACTURER,
        Channel.SIP_MANUFACTURER,
        Channel.LLDP_MANUFACTURER,
    ),
}
# Year of two or four digits, month, day; a time of day may follow without a space.
_DATE = re.compile(
    r"((?:19|20)?[0-9]{2})([-/.]?)([0-9]{2})\2([0-9]{2})(?=[0-9]{6}(?![0-9])|(?![0-9]))"
)
# Keys of mDNS TXT records; D-Link cameras give the firmware (smart-home-firewall, lan.pcap).
_TXT_KEYS = {"model": "model=", "firmware": "fw_ver="}
_MAX_CHANNELS = 4_096  # a recorder with more is a misreading


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of one field."""

    rank: int  # place of the channel in CHANNELS_OF
    value: str
    fact: Fact


def stated(device: Device, field: str, matches: Iterable[Match]) -> list[Stated]:
    """Give what a device states of one field, the most trusted channel first.

    A text that a rule knows as a trap (`proves: nothing`) says nothing here either.
    """
    traps = {
        (one.evidence.fact.channel, one.evidence.fact.value)
        for one in matches
        if one.evidence.proves == Proves.NOTHING
    }
    found: list[Stated] = []
    for fact in device.facts:
        value = fact.value.strip()
        if fact.channel is Channel.MDNS_TXT:
            key = _TXT_KEYS.get(field, "")
            value = value[len(key) :].strip() if value[: len(key)].lower() == key else ""
        if not value or fact.channel not in CHANNELS_OF[field]:
            continue
        if (fact.channel, fact.value) not in traps:
            found.append(Stated(CHANNELS_OF[field].index(fact.channel), value, fact))
    return sorted(found, key=lambda one: (one.rank, one.value, one.fact.port or 0, one.fact.seen))


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one field, and where it was read."""

    rank: tuple[int, float, str]  # smallest first
    value: str
    fact: Fact
    strong: bool


def readings(
    name: str, device: Device, matches: Sequence[Match], counted: Iterable[Match]
) -> list[Reading]:
    """Give every value of a field: read by a strong rule, stated, then read by a weak one."""
    made_for_it = CHANNELS_OF[name]
    found: list[Reading] = []
    captured: set[tuple[str, str, int | None]] = set()
    for one in counted:
        fact = one.evidence.fact
        for field, value in one.fields:
            if field == name:
                strong = one.evidence.strong or fact.channel in made_for_it
                rank = (0 if strong else 2, -one.evidence.weight, value)
                found.append(Reading(rank, value, fact, strong))
                captured.add(place_of(fact))
    for said in stated(device, name, matches):
        if place_of(said.fact) not in captured:
            strong = said.fact.channel not in NEVER_STRONG
            found.append(Reading((1, said.rank, said.value), said.value, said.fact, strong))
    return sorted(found, key=lambda one: (one.rank, one.fact.channel, one.fact.seen))


def place_of(fact: Fact) -> tuple[str, str, int | None]:
    """Tell one text of one service from another."""
    return (fact.channel, fact.value, fact.port)


def iso_date(text: str | None) -> str | None:
    """Write a date of a build as ISO: 190220, 20190220, 2019-02-20. None where it is none."""
    found = _DATE.match(text or "")
    if found is None:
        return None
    year, month, day = (int(found[group]) for group in (1, 3, 4))
    try:
        return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except ValueError:
        return None


def channel_count(text: str | None) -> int | None:
    """Sum the channels of "analog=0 digital=16"; None where none are stated."""
    counts = re.findall(r"(?:^|[=\s])([0-9]{1,4})(?=\s|$)", text or "")
    total = sum(map(int, counts))
    return total if 0 < total <= _MAX_CHANNELS else None
