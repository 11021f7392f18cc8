"""What lies around a device: who shares its network and its keys, and whom inside it speaks to.

Other devices stay nameless: of one that is not described, only that it is there is used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.checks.together import Together, together
from camaudit.model.estate import Purpose
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from camaudit.model.coverage import Coverage
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.identity import Identity
    from camaudit.model.observation import Contact, Seen

STREAM = 65_536  # bytes that one side sends: less is no video
ONE_WAY = 4  # times what comes back: a stream goes one way

Place = tuple[str | None, str | None]  # site, network


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """One described device spoke with another address inside."""

    other: str  # Device.id; "" where the other is not described
    kind: str  # of the other: of Kind; "" where it is not described
    sure: Grade  # of that kind
    network: str | None  # declared network of the other
    purpose: str | None  # of that network
    transport: str
    port: int | None
    sent: int  # bytes
    received: int
    seen: Seen

    @property
    def streams(self) -> bool:
        """Tell whether it sent what may be video."""
        return self.sent >= STREAM and self.sent >= ONE_WAY * self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The surroundings of all described devices."""

    keys: Mapping[str, int] = field(default_factory=dict)  # devices with a TLS key, by its print
    others: Mapping[Place, int] = field(default_factory=dict)  # devices that are no video devices
    purposes: Mapping[Place, str] = field(default_factory=dict)
    spoke: Mapping[str, tuple[Spoke, ...]] = field(default_factory=dict)  # by Device.id
    together: Together = field(default_factory=Together)

    def fed_by(self, recorder: str) -> tuple[str, ...]:
        """Give the cameras that were seen to send video to a recorder: ids, sorted."""
        return tuple(
            sorted(
                camera
                for camera, spoke in self.spoke.items()
                if any(one.other == recorder and one.streams for one in spoke)
            )
        )


def around(
    judged: Sequence[tuple[Device, Identity]],
    coverage: Iterable[Coverage],
    contacts: Iterable[tuple[str | None, Contact]],
) -> Around:
    """Look around.

    Input:  judged: every device, described or not; contacts: with the site of their source.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    others: Counter[Place] = Counter()
    for device, identity in judged:
        if identity.kind.value in VIDEO_KINDS:
            for fact in device.facts:
                if fact.channel is Channel.TLS_PRINT:
                    keys[fact.value].add(device.id)
        elif "router" not in device.notes and device.mac is not None and device.service is None:
            others[device.site, device.network] += 1
    covered = list(coverage)
    declared = [one for one in covered if one.declared]
    return Around(
        keys={one: len(devices) for one, devices in keys.items()},
        others=dict(others),
        purposes={(one.site, one.network): one.purpose for one in declared if one.purpose},
        spoke=_spoke(judged, declared, contacts),
        together=together(judged, covered),
    )


def _spoke(
    judged: Sequence[tuple[Device, Identity]],
    declared: Sequence[Coverage],
    contacts: Iterable[tuple[str | None, Contact]],
) -> dict[str, tuple[Spoke, ...]]:
    holders: dict[tuple[str | None, IPAddress], list[tuple[Device, Identity]]] = defaultdict(list)
    for device, identity in judged:
        for ip in device.addresses:
            holders[device.site, ip].append((device, identity))
    pairs: dict[tuple[str | None, IPAddress, IPAddress, str, int | None], Contact] = {}
    for site, one in contacts:
        key = (site, one.source, one.target, one.transport, one.port)
        if key not in pairs or pairs[key].sent < one.sent:
            pairs[key] = one
    found: dict[str, list[Spoke]] = defaultdict(list)
    for (site, source, target, transport, port), one in pairs.items():
        if source == target:
            continue  # a computer that speaks with itself
        who = _only(holders[site, source]) if (site, source) in holders else None
        whom = _only(holders[site, target]) if (site, target) in holders else None
        if who is None or who[1].kind.value not in VIDEO_KINDS:
            continue
        described = whom is not None and whom[1].kind.value in VIDEO_KINDS
        back = pairs.get((site, target, source, transport, port))
        network = _network(declared, site, target)
        found[who[0].id].append(
            Spoke(
                other=whom[0].id if whom and described else "",
                kind=(whom[1].kind.value or Kind.UNKNOWN) if whom and described else "",
                sure=whom[1].kind.grade if whom and described else Grade.UNKNOWN,
                network=network.network if network else None,
                purpose=network.purpose if network else None,
                transport=transport,
                port=port,
                sent=one.sent,
                received=back.sent if back else 0,
                seen=one.seen,
            )
        )
    return {device: tuple(sorted(said, key=_order)) for device, said in sorted(found.items())}


def _only(holders: Sequence[tuple[Device, Identity]]) -> tuple[Device, Identity] | None:
    """Give who holds an address, where it was one device all the time."""
    return holders[0] if len(holders) == 1 else None


def _network(declared: Sequence[Coverage], site: str | None, ip: IPAddress) -> Coverage | None:
    return next(
        (
            one
            for one in declared
            if site in {None, one.site} and ip in ip_network(one.cidr, strict=False)
        ),
        None,
    )


def _order(one: Spoke) -> tuple[str, str, str, int, Seen]:
    return (one.other, one.network or "", one.transport, one.port or 0, one.seen)


def is_office(purpose: str | None) -> bool:
    """Tell whether a declared purpose is an office's."""
    return purpose == Purpose.OFFICE
