"""Which seen device the recorder of a list is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded
from camaudit.listed.match import gives_several, is_video
from camaudit.model.identity import Kind
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from camaudit.listed.bunch import Rows
    from camaudit.listed.match import Seen
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.identity import Identity

_NAMES = frozenset(
    {
        Channel.DHCP_HOSTNAME, Channel.MDNS_HOST, Channel.DHIP_NAME, Channel.LLDP_NAME,
        Channel.DISCOVERY_NAME, Channel.ONVIF_HOSTNAME, Channel.XM_NAME, Channel.UPNP_NAME,
        Channel.MHED_NAME, Channel.CDP_NAME,
    }
)  # fmt: skip
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_PART = re.compile(r"[^\s(),;]+")


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
