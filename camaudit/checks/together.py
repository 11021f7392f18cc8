"""What devices have in common outside: who tells them names and the time, what many began at once.

Other devices stay nameless: of one that is not described, only that it asks the same is used.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.model.endpoint import is_inside_by_default, is_usable
from camaudit.model.identity import VIDEO_KINDS
from camaudit.model.observation import Initiator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from camaudit.model.coverage import Coverage
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.identity import Identity

NTP = 123  # RFC 5905 section 7.2
DNS = frozenset({53, 853})  # RFC 1035 section 4.2, RFC 7858 section 3.1
MANY = 5  # devices: fewer that begin together may do so by chance
WITHIN = 3_600.0  # seconds in which they all began
QUIET = 86_400.0  # seconds looked at before, without such a contact
UNSEEN = 21_600.0  # seconds without a line that a look may hold: longer is no look

Site = str | None


@dataclass(frozen=True, slots=True)
class Wave:
    """Many devices of a site that began to contact one address within an hour."""

    peer: IPAddress
    sure: bool  # False: of addresses that these devices held at another time
    devices: tuple[str, ...]  # ids, sorted
    began: float  # Unix seconds: the first of them
    until: float  # the last of them
    quiet: float  # seconds looked at before, in which none of them had contacted it


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What is known of all devices at once."""

    time_names: Mapping[IPAddress, tuple[str, ...]] = field(default_factory=dict)  # of NTP peers
    resolvers: frozenset[tuple[Site, IPAddress]] = frozenset()  # outside, asked by most others
    waves: Mapping[str, tuple[Wave, ...]] = field(default_factory=dict)  # by Device.id


def together(
    judged: Sequence[tuple[Device, Identity]],
    coverage: Iterable[Coverage],
    also: frozenset[str] = frozenset(),
) -> Together:
    """Look at all devices at once.

    Input:  judged: every device, described or not, with its flows; also: ids of those that are
            described although nothing that was seen says that they are video devices.
    """
    ours: list[Device] = []
    others: list[Device] = []
    for device, identity in judged:
        video = identity.kind.value in VIDEO_KINDS or device.id in also
        (ours if video else others).append(device)
    return Together(
        time_names=_time_names(ours, others),
        resolvers=_resolvers(others),
        waves=_waves(ours, others, coverage),
    )


def _time_names(
    ours: Sequence[Device], others: Sequence[Device]
) -> dict[IPAddress, tuple[str, ...]]:
    """Give the names that anybody looked the time servers of described devices up under."""
    asked = {flow.peer for device in ours for flow in device.flows if flow.peer_port == NTP}
    names: dict[IPAddress, set[str]] = defaultdict(set)
    for device in (*ours, *others) if asked else ():
        for lookup in device.lookups:
            for answer in lookup.answers:
                if answer in asked:
                    names[answer].add(lookup.name)
    return {peer: tuple(sorted(found)) for peer, found in names.items()}


def _resolvers(others: Sequence[Device]) -> frozenset[tuple[Site, IPAddress]]:
    """Give the DNS servers outside that a site seems to hand out.

    At least two devices that are no video devices ask it, and half of those that ask any.
    """
    asking: dict[Site, set[str]] = defaultdict(set)
    asked: dict[tuple[Site, IPAddress], set[str]] = defaultdict(set)
    for device in others:
        for flow in device.flows:
            if flow.peer_port in DNS and flow.initiator is not Initiator.PEER:
                asking[device.site].add(device.id)
                asked[device.site, flow.peer].add(device.id)
    return frozenset(
        key
        for key, devices in asked.items()
        if len(devices) > 1 and 2 * len(devices) >= len(asking[key[0]])
    )


def _waves(
    ours: Sequence[Device], others: Sequence[Device], coverage: Iterable[Coverage]
) -> dict[str, tuple[Wave, ...]]:
    looked = _looked((*ours, *others), coverage)
    onsets: dict[tuple[Site, IPAddress, bool], dict[str, float]] = defaultdict(dict)
    for device in ours:
        for flow in device.flows:
            if _counts(flow.peer, flow.initiator):
                here = onsets[device.site, flow.peer, flow.held_on is None]
                here[device.id] = min(flow.first, here.get(device.id, flow.first))
    found: dict[str, list[Wave]] = defaultdict(list)
    for (site, peer, sure), began in onsets.items():
        few = len(began) < MANY
        wave = None if few else _wave(peer, began, looked.get(site, ()), sure=sure)
        if wave is not None:
            for device_id in wave.devices:
                found[device_id].append(wave)
    return {
        device_id: tuple(sorted(waves, key=lambda one: (one.began, int(one.peer), one.sure)))
        for device_id, waves in found.items()
    }


def _counts(peer: IPAddress, initiator: Initiator) -> bool:
    return initiator is not Initiator.PEER and is_usable(peer) and not is_inside_by_default(peer)


def _wave(
    peer: IPAddress,
    began: Mapping[str, float],
    looked: Sequence[tuple[float, float]],
    *,
    sure: bool,
) -> Wave | None:
    """Find the most devices that began within an hour, after a time that was looked at."""
    quiet = {
        device: at - start
        for device, at in began.items()
        for start, end in looked
        if start <= at <= end
    }
    ordered = sorted((began[one], one) for one, length in quiet.items() if length >= QUIET)
    best = range(0)
    first = 0
    for last, (at, _) in enumerate(ordered):
        while at - ordered[first][0] > WITHIN:
            first += 1
        if last + 1 - first > len(best):
            best = range(first, last + 1)
    if len(best) < MANY:
        return None
    chosen = [ordered[at] for at in best]
    return Wave(
        peer=peer,
        sure=sure,
        devices=tuple(sorted(device for _, device in chosen)),
        began=chosen[0][0],
        until=chosen[-1][0],
        quiet=quiet[chosen[0][1]],
    )


def _looked(
    devices: Iterable[Device], coverage: Iterable[Coverage]
) -> dict[Site, tuple[tuple[float, float], ...]]:
    """Give the times that the sources of each site looked at, those close together joined."""
    extents: dict[tuple[Site, str], tuple[float, float]] = {}

    def widen(site: Site, source: str, first: float, last: float) -> None:
        old = extents.get((site, source), (first, last))
        extents[site, source] = (min(old[0], first), max(old[1], last))

    for device in devices:
        for flow in device.flows:
            widen(device.site, flow.seen.source, flow.first, flow.last)
    for one in coverage:
        leaving = [look for look in one.looks if (one.site, look.source) in extents]
        for look in (*leaving, *one.logs):  # what can see who leaves
            widen(one.site, look.source, look.first, look.last)
    found: dict[Site, list[tuple[float, float]]] = defaultdict(list)
    for (site, _), (first, last) in sorted(extents.items(), key=lambda item: item[1]):
        spans = found[site]
        if spans and first - spans[-1][1] <= UNSEEN:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return {site: tuple(spans) for site, spans in found.items()}
