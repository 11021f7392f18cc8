"""An estate of many sorts of devices, made by chance from a seed, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from ipaddress import IPv4Network
from random import Random
from typing import TYPE_CHECKING

from camaudit.emulate.cast import find
from camaudit.emulate.playbill import Part
from camaudit.emulate.stage import Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VIDEO = ("camera", "recorder")
# How often each is met among a hundred devices of its networks.
_CAMERAS = {
    "hikvision-camera": 24, "hikvision-truvision": 6, "hikvision-recorder": 4, "dahua-camera": 16,
    "dahua-honeywell": 6, "dahua-recorder": 3, "axis-camera": 10, "uniview-camera": 9,
    "hanwha-camera": 6, "tvt-camera": 4, "tvt-provision": 3, "xiongmai-camera": 3,
    "vivotek-camera": 2, "bosch-camera": 2, "reolink-camera": 2,
}  # fmt: skip
_OFFICE = {
    "pc": 44, "phone": 18, "desk-phone": 14, "printer": 12, "television": 4, "nas": 3,
    "hikvision-camera": 2, "dahua-camera": 1, "reolink-camera": 1, "axis-camera": 1,
}  # fmt: skip
_PLAN = (  # name, prefix, behind the router, who lives there, share of all devices
    ("cameras", "10.20.2.0/24", False, _CAMERAS, 0.35),
    ("office", "10.20.0.0/24", False, _OFFICE, 0.40),
    ("hall", "10.30.2.0/24", True, _CAMERAS, 0.25),
)
# A few of each, for a look that is over in a minute or two: every device is asked at its own pace.
_SMALL = (
    (
        "school", "10.20.2.0/26", False,
        ("hikvision-camera", "hikvision-camera", "hikvision-truvision", "dahua-camera",
         "dahua-honeywell", "axis-camera", "uniview-camera", "hanwha-camera", "tvt-provision",
         "reolink-camera", "hikvision-recorder", "pc", "pc", "phone", "desk-phone", "printer",
         "nas"),
    ),
    (
        "hall", "10.30.2.0/28", True,
        ("hikvision-camera", "dahua-honeywell", "axis-camera", "dahua-recorder", "printer"),
    ),
)  # fmt: skip
_PURPOSES = {"office": "office", "school": "mixed"}  # of networks; all others are for cameras
_SPARED = 10  # first addresses of a network, which are rarely a device's; fewer in a small one


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What one device really is."""

    network: str
    address: str
    mac: str
    kind: str
    maker: str
    brand: str
    model: str
    channels: int
    on_link: bool  # whether the viewer can see its MAC


def mixed(count: int = 300, seed: int = 7) -> tuple[Network, ...]:
    """Make an estate of so many devices; the same seed gives the same one.

    Every character of a network's list is in it at least once, where there is room.
    """
    chance = Random(seed)  # noqa: S311 - it has to be the same each time
    made, left = [], count
    for number, (name, prefix, routed, cast, share) in enumerate(_PLAN, 1):
        size = left if number == len(_PLAN) else round(count * share)
        left -= size
        names = list(cast)[:size]
        names += chance.choices(list(cast), list(cast.values()), k=size - len(names))
        made.append(_network(name, IPv4Network(prefix), names, chance, routed=routed))
    return tuple(made)


def sparse(count: int = 2000, prefix: str = "10.64.0.0/16", seed: int = 7) -> Network:
    """Scatter so many devices, cameras and others, over a large network behind the router."""
    chance = Random(seed)  # noqa: S311 - it has to be the same each time
    weights = {**_OFFICE, **_CAMERAS}
    names = chance.choices(list(weights), list(weights.values()), k=count)
    return _network("wide", IPv4Network(prefix), names, chance, routed=True)


def small(seed: int = 7) -> tuple[Network, ...]:
    """Make an estate of 22 devices."""
    chance = Random(seed)  # noqa: S311 - it has to be the same each time
    return tuple(
        _network(name, IPv4Network(prefix), list(names), chance, routed=routed)
        for name, prefix, routed, names in _SMALL
    )


def _network(
    name: str, prefix: IPv4Network, names: list[str], chance: Random, *, routed: bool
) -> Network:
    chance.shuffle(names)
    first = min(_SPARED, prefix.num_addresses // 4)
    hosts = sorted(chance.sample(range(first, prefix.num_addresses - 2), len(names)))
    tails = chance.sample(range(1, 1 << 24), len(names))
    parts = tuple(
        Part(
            character=one,
            address=str(prefix[host]),
            mac=f"{find(one).block}:{tail >> 16:02x}:{tail >> 8 & 255:02x}:{tail & 255:02x}",
        )
        for one, host, tail in zip(names, hosts, tails, strict=True)
    )
    return Network(name=name, prefix=prefix, parts=parts, routed=routed)


def truth(networks: Iterable[Network]) -> tuple[Truth, ...]:
    """Tell what each device of some networks really is, in the order of the addresses."""
    rows = []
    for network in networks:
        for part in network.parts:
            one = find(part.character)
            rows.append(
                Truth(
                    network=network.name,
                    address=part.address,
                    mac=part.mac,
                    kind=one.kind,
                    maker=one.maker or "",
                    brand=one.brand or "",
                    model=one.model,
                    channels=one.channels,
                    on_link=not network.routed,
                )
            )
    return tuple(rows)


def table(rows: Sequence[Truth]) -> str:
    """Write the truth as lines of tab-separated values, with a heading."""
    names = [one.name for one in fields(Truth)]
    lines = ["\t".join(names)]
    lines += ["\t".join(str(getattr(row, name)) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def estate(networks: Iterable[Network], organisation: str = "Example Hill School") -> str:
    """Write the estate file of some networks; its authority holds for these years at all hours."""
    lines = [
        f"organisation: {organisation}",
        "authority:",
        "  name: A. Example",
        "  role: network manager",
        "  statement: I may audit the networks below.",
        "  from: 2026-01-01",
        "  until: 2036-12-31",
        "  hours: [mon, tue, wed, thu, fri, sat, sun]",
        "  contact: it@example.sch.uk",
        "sites:",
        "  - name: Main building",
        "    networks:",
    ]
    for one in networks:
        purpose = _PURPOSES.get(one.name, "cameras")
        lines.append(f"      - {{cidr: {one.prefix}, purpose: {purpose}, name: {one.name}}}")
    return "\n".join(lines) + "\n"
