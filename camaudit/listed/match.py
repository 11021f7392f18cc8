"""Which seen device a listed camera is.

MAC and serial number decide at once. An address decides for the device that held it nearest to the
time of the list, unless MAC, serial number or maker speak against it. Never across sites.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from camaudit.listed.bunch import serial
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.listed import Agreed, Sight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.listed.bunch import Bunch
    from camaudit.listed.stated import Stater
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.identity import Identity
    from camaudit.model.observation import Claim

Judged = tuple["Device", "Identity"]
SAME_TIME = 2 * 86_400  # seconds between a list and what was seen: addresses are leased for days
# Kinds that give several cameras under one address.
_SEVERAL = frozenset({Kind.RECORDER, Kind.ENCODER})


@dataclass(frozen=True, slots=True)
class Found:
    """What a listed camera turned out to be."""

    sight: Sight
    judged: Judged | None = None  # where it is seen
    agreed: Agreed | None = None


class Seen:
    """The devices that were seen, by what a list may know of them."""

    def __init__(self, judged: Iterable[Judged], stater: Stater) -> None:
        self.judged = list(judged)
        self._stater = stater
        self._macs: dict[tuple[str | None, str], Judged] = {}
        self._serials: dict[tuple[str | None, str], list[Judged]] = defaultdict(list)
        self._held: dict[tuple[str | None, IPAddress], list[Judged]] = defaultdict(list)
        # When anything of a network (/24, /64) was seen.
        self._times: dict[tuple[str | None, IPNetwork], set[tuple[float, float]]] = defaultdict(set)
        for one in self.judged:
            device, identity = one
            if device.mac is not None:
                self._macs[device.site, device.mac] = one
            if (number := serial(identity.serial)) is not None:
                self._serials[device.site, number].append(one)
            for ip in device.addresses:
                self._held[device.site, ip].append(one)
                self._times[device.site, _around(ip)].add((device.first, device.last))

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
        found = self._at_address(bunch)
        if found is not None:
            return found
        if not bunch.macs and not bunch.serials and self._is_of_another_time(bunch):
            return Found(Sight.MOVED)
        return Found(Sight.NOT_SEEN)

    def _at_address(self, bunch: Bunch) -> Found | None:
        """Find the device at a camera's address; None where nothing speaks of it."""
        for claim in bunch.newest():
            held = self.holder(bunch.site, claim.ip, claim.seen.at) if claim.ip else None
            if held is None or gives_several(held[1]):
                continue
            if _is_another(held, bunch) or self._is_of_another_maker(held, claim):
                return Found(Sight.REPLACED)
            if is_video(held[1]):
                return Found(Sight.SEEN, held, Agreed.ADDRESS)
            if claim.down and _has_a_name(held[0]):
                return Found(Sight.REPLACED)
        return None

    def _is_of_another_maker(self, held: Judged, claim: Claim) -> bool:
        """Tell whether a device was built by another than the one whose camera a list names.

        A label tells nothing against its builder, so that what is sold under one is told apart
        only where the device itself says who built it.
        """
        stated, maker = self._stater.read(claim.make, claim.model), held[1].maker
        if stated.maker is None or stated.grade is not Grade.LIKELY or maker.value is None:
            return False
        least = Grade.POSSIBLE if stated.brand is None else Grade.LIKELY
        return maker.grade.rank >= least.rank and not self._stater.are_one_house(
            stated.maker, maker.value
        )

    def _is_of_another_time(self, bunch: Bunch) -> bool:
        """Tell whether addresses may have changed hands between a list and what was seen.

        So it is where an address alone names a camera, its network was seen, and never within
        SAME_TIME of the list.
        """
        away = [
            min((_between(one.seen.at, first, last) for first, last in times), default=None)
            for one in bunch.newest()
            if one.ip is not None
            and (times := self._times.get((bunch.site, _around(one.ip)))) is not None
        ]
        return any(one is not None and one > SAME_TIME for one in away)


def _around(ip: IPAddress) -> IPNetwork:
    if ip.version == 4:
        return IPv4Network((int(ip) >> 8 << 8, 24))
    return IPv6Network((int(ip) >> 64 << 64, 64))


def _between(at: float, first: float, last: float) -> float:
    """Give the seconds between a time and a span of time."""
    return max(first - at, at - last, 0.0)


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


def _has_a_name(device: Device) -> bool:
    """Tell whether a device said, or a lease says, anything of itself beside its address."""
    return bool(device.facts) or device.mac is not None


def _is_another(held: Judged, bunch: Bunch) -> bool:
    """Tell whether the device at a camera's address is another thing than the list names."""
    device, identity = held
    number = serial(identity.serial)
    return (
        (device.mac is not None and bool(bunch.macs) and device.mac not in bunch.macs)
        or (number is not None and bool(bunch.serials) and number not in bunch.serials)
        or identity.kind.value == Kind.OTHER
    )
