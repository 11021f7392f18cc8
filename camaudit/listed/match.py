"""Which seen device a listed camera is, and which device a list's recorder is.

MAC and serial number decide at once. An address decides for the device that held it nearest to the
time of the list, unless MAC or serial number speak against it. Never across sites.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded
from camaudit.listed.bunch import serial
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.listed import Agreed, Sight
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from camaudit.listed.bunch import Bunch, Rows
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.identity import Identity

Judged = tuple["Device", "Identity"]
# Kinds that give several cameras under one address.
_SEVERAL = frozenset({Kind.RECORDER, Kind.ENCODER})
_NAMES = frozenset(
    {
        Channel.DHCP_HOSTNAME, Channel.MDNS_HOST, Channel.DHIP_NAME, Channel.LLDP_NAME,
        Channel.DISCOVERY_NAME, Channel.ONVIF_HOSTNAME, Channel.XM_NAME, Channel.UPNP_NAME,
        Channel.MHED_NAME, Channel.CDP_NAME,
    }
)  # fmt: skip
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_PART = re.compile(r"[^\s(),;]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a listed camera turned out to be."""

    sight: Sight
    judged: Judged | None = None  # where it is seen
    agreed: Agreed | None = None


class Seen:
    """The devices that were seen, by what a list may know of them."""

    def __init__(self, judged: Iterable[Judged]) -> None:
        self.judged = list(judged)
        self._macs: dict[tuple[str | None, str], Judged] = {}
        self._serials: dict[tuple[str | None, str], list[Judged]] = defaultdict(list)
        self._held: dict[tuple[str | None, IPAddress], list[Judged]] = defaultdict(list)
        for one in self.judged:
            device, identity = one
            if device.mac is not None:
                self._macs[device.site, device.mac] = one
            if (number := serial(identity.serial)) is not None:
                self._serials[device.site, number].append(one)
            for ip in device.addresses:
                self._held[device.site, ip].append(one)

    def holder(self, site: str | None, ip: IPAddress, at: float) -> Judged | None:
        """Give the device that held an address nearest to a time; of two a video device."""
        return min(
            self._held.get((site, ip), ()),
            key=lambda one: (_away(one[0], ip, at), not is_video(one[1]), one[0].id),
            default=None,
        )

    def find(self, bunch: Bunch) -> Found:
        """Tell which device a camera of the lists is."""
        for mac in sorted(bunch.macs):
            if (one := self._macs.get((bunch.site, mac))) is not None:
                return Found(Sight.SEEN, one, Agreed.MAC)
        for number in sorted(bunch.serials):
            known = self._serials.get((bunch.site, number), [])
            if len(known) == 1:
                return Found(Sight.SEEN, known[0], Agreed.SERIAL)
        for claim in bunch.newest():
            if claim.ip is None:
                continue
            held = self.holder(bunch.site, claim.ip, claim.seen.at)
            if held is None or gives_several(held[1]):
                continue
            if _is_another(held, bunch):
                return Found(Sight.REPLACED)
            if is_video(held[1]):
                return Found(Sight.SEEN, held, Agreed.ADDRESS)
        return Found(Sight.NOT_SEEN)


def is_video(identity: Identity) -> bool:
    """Tell whether a device is described at all."""
    return identity.kind.value in VIDEO_KINDS


def gives_several(identity: Identity) -> bool:
    """Tell whether one address of the device may stand for several cameras."""
    return identity.kind.value in _SEVERAL and identity.kind.grade.rank >= Grade.LIKELY.rank


def _away(device: Device, ip: IPAddress, at: float) -> float:
    """Give the seconds between a time and the nearest at which a device held an address."""
    spans = [(one.valid_from, one.valid_to) for one in device.bindings if one.ip == ip]
    return min(
        (
            max(begin - at, 0.0) if end is None else max(begin - at, at - end, 0.0)
            for begin, end in spans
        ),
        default=0.0,
    )


def _is_another(held: Judged, bunch: Bunch) -> bool:
    """Tell whether the device at a camera's address is another thing than the list names."""
    device, identity = held
    number = serial(identity.serial)
    return (
        (device.mac is not None and bool(bunch.macs) and device.mac not in bunch.macs)
        or (number is not None and bool(bunch.serials) and number not in bunch.serials)
        or identity.kind.value == Kind.OTHER
    )


def recorders(
    lists: Sequence[Rows],
    seen: Seen,
    cameras: Callable[[int], frozenset[str]],
    fed: Callable[[str], tuple[str, ...]],
) -> dict[int, str]:
    """Tell which device the recorder of each list is.

    Input:  cameras: ids of the seen devices that a list names, by the list's number; fed: ids of
            the cameras that were seen to send video to a device.
    Output: number of a list -> Device.id; by what the list calls it, by the cameras that feed it,
            or as the one recorder and the one list of a site that are left.
    """
    book = _Recorders(seen, {one for at in range(len(lists)) for one in cameras(at)}, fed)
    found: dict[int, str] = {}
    for at, rows in enumerate(lists):
        one = book.by_name(rows) or book.by_feed(rows.site, cameras(at))
        if one is not None:
            found[at] = one
    taken = set(found.values())
    left: dict[str | None, list[int]] = defaultdict(list)
    for at, rows in enumerate(lists):
        if at not in found and rows.used:
            left[rows.site].append(at)
    for site, numbers in left.items():
        free = [one for one in book.sure[site] if one not in taken]
        if len(numbers) == len(free) == 1:
            found[numbers[0]] = free[0]
    return found


class _Recorders:
    """The devices that may be the recorder of a list, indexed once."""

    def __init__(
        self, seen: Seen, cameras: set[str], fed: Callable[[str], tuple[str, ...]]
    ) -> None:
        """Take what was seen; `cameras`: ids of devices that a list names, which are none."""
        self._seen = seen
        self._cameras = cameras
        self.sure: dict[str | None, list[str]] = defaultdict(list)  # by site: surely recorders
        self._called: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        self._feeds: dict[tuple[str | None, str], list[str]] = defaultdict(list)  # by camera
        for device, identity in seen.judged:
            if device.id in cameras or not is_video(identity):
                continue
            if identity.kind.value == Kind.RECORDER and gives_several(identity):
                self.sure[device.site].append(device.id)
            for name in _names(device, identity):
                self._called[device.site, name].add(device.id)
            for camera in fed(device.id):
                self._feeds[device.site, camera].append(device.id)

    def by_name(self, rows: Rows) -> str | None:
        """Find it by what the list calls it: an address, a name, a serial number."""
        if rows.name is None:
            return None
        at = max(one.seen.at for one in rows.claims)
        for ip in addresses_in(rows.name):
            held = self._seen.holder(rows.site, ip, at)
            if held is not None and is_video(held[1]) and held[0].id not in self._cameras:
                return held[0].id
        words = {folded(rows.name), *(folded(one) for one in _PART.findall(rows.name))}
        fits = {one for word in words for one in self._called.get((rows.site, word), ())}
        return next(iter(fits)) if len(fits) == 1 else None

    def by_feed(self, site: str | None, cameras: frozenset[str]) -> str | None:
        """Find the recorder that most of the list's seen cameras send to."""
        counted = Counter(
            one for camera in cameras for one in self._feeds.get((site, camera), ())
        ).most_common(2)
        if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
            return None
        return counted[0][0]


def addresses_in(text: str) -> list[IPAddress]:
    """Give the addresses in what a list calls its recorder."""
    found = []
    for one in _IPV4.findall(text):
        with suppress(ValueError):
            found.append(ip_address(one))
    return found


def _names(device: Device, identity: Identity) -> set[str]:
    """Give what a device is called: its names without a domain, serial number and MAC."""
    names = {folded(fact.value) for fact in device.facts if fact.channel in _NAMES}
    names |= {name.partition(".")[0] for name in names}
    names |= {folded(one) for one in (identity.serial, device.mac) if one is not None}
    return {name for name in names if len(name) > 2}
