"""Where described devices call, over the whole estate, and who could see it.

Classes of places are never summed with each other. A network without a line in any log is told
apart from one that called nobody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from camaudit.model.observation import Action, Initiator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.counts.networks import Place
    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Look
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Flow

CAPTURE = "capture"  # the vantage that is no log
BEGAN = "outbound.many-began"
REGULAR = "outbound.regular"
_HOUR = 3_600.0  # seconds
# Classes of places in the order in which they are told; what is not here is not public.
ORDER = (
    "in China", "sources disagree", "Chinese-operated network abroad", "named place",
    "CDN or anycast", "elsewhere", "public time pool",
)  # fmt: skip
PLAIN = frozenset(ORDER[-3:])  # of which nothing is said in findings


class Sight(StrEnum):
    """Whether the calls of a network could be seen."""

    SEEN = "seen"  # a log has lines of it, or a capture shows it
    NO_LINES = "no lines"  # logs were read, and none has a line of it
    NOT_LOOKED = "not looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Contacts, put together."""

    devices: tuple[str, ...]  # ids, sorted
    peers: int  # addresses
    contacts: int
    answered: int
    refused: int
    sent: int | None  # bytes; None: no source tells
    first: float  # Unix seconds
    last: float

    @property
    def hourly(self) -> float:
        """Contacts in an hour, on average."""
        return self.contacts * _HOUR / max(_HOUR, self.last - self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """Contacts with one class of places."""

    where: str  # of ORDER
    label: str | None  # the name of a named place
    sure: bool  # False: nothing says that the devices held their addresses at the time
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """Devices that began within an hour to contact one address."""

    site: str | None
    peer: str  # the address
    sure: bool  # as in CallRow
    began: float  # Unix seconds
    most: int  # contacts in an hour, at most: the busiest hour of each device, put together
    regular: int  # devices of them that call it at regular times
    period: float | None  # seconds: the median of their median gaps
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSight:
    """One network with described devices."""

    site: str | None
    network: str | None
    devices: int
    sight: Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """Everything that is counted of calls."""

    looked: bool  # some source could have seen traffic leave
    looks: tuple[Look, ...]  # which, each once, from when to when
    networks: tuple[NetworkSight, ...]
    rows: tuple[CallRow, ...]
    waves: tuple[WaveRow, ...]

    @property
    def told(self) -> tuple[CallRow, ...]:
        """The rows of which findings tell."""
        return tuple(one for one in self.rows if one.where not in PLAIN)

    @property
    def without_lines(self) -> tuple[NetworkSight, ...]:
        """The networks of which no log has a line."""
        return tuple(one for one in self.networks if one.sight is Sight.NO_LINES)


def outbound_of(audit: Audit) -> Outbound:
    """Count the calls of an audit."""
    return Outbound(
        looked=audit.outbound_looked,
        looks=_looks(audit),
        networks=sights(audit),
        rows=_rows(audit),
        waves=_waves(audit),
    )


def sights(audit: Audit) -> tuple[NetworkSight, ...]:
    """Say of each network with described devices whether its calls could be seen."""
    members: dict[Place, int] = defaultdict(int)
    calling: set[Place] = set()
    for device in audit.devices:
        place = device.site, device.network
        members[place] += 1
        if any(flow.held_on is None for flow in device.flows):
            calling.add(place)
    logged = {(one.site, one.network) for one in audit.coverage if one.logs}
    captured = {
        (one.site, one.network)
        for one in audit.coverage
        if any(look.vantage == CAPTURE for look in one.looks)
    }
    return tuple(
        NetworkSight(
            site=site,
            network=network,
            devices=members[site, network],
            sight=_sight(
                audit,
                shown=(site, network) in calling | logged,
                captured=(site, network) in captured and not logged,
            ),
        )
        for site, network in sorted(members, key=lambda one: (one[0] or "", one[1] or ""))
    )


def _sight(audit: Audit, *, shown: bool, captured: bool) -> Sight:
    if not audit.outbound_looked:
        return Sight.NOT_LOOKED
    return Sight.SEEN if shown or captured else Sight.NO_LINES


def _looks(audit: Audit) -> tuple[Look, ...]:
    """Give the sources that could see traffic leave: logs, and captures with some of it."""
    if not audit.outbound_looked:
        return ()
    logs = [look for one in audit.coverage for look in one.logs]
    captures = [look for one in audit.coverage for look in one.looks if look.vantage == CAPTURE]
    shown = {flow.seen.source for device in audit.devices for flow in device.flows}
    leaving = [look for look in captures if look.source in shown]
    found: dict[tuple[str, str], Look] = {}
    for look in (*logs, *(leaving if leaving or logs else captures)):
        found.setdefault((look.source, look.vantage), look)
    return tuple(found[key] for key in sorted(found, key=lambda key: (found[key].first, key)))


def _rows(audit: Audit) -> tuple[CallRow, ...]:
    places = {one.peer: one for one in audit.places}
    grouped: dict[tuple[int, str, bool], list[tuple[str, Flow]]] = defaultdict(list)
    for device in audit.devices:
        for flow in device.flows:
            place = places.get(flow.peer)
            if place is None or place.where not in ORDER or flow.initiator is Initiator.PEER:
                continue
            at = ORDER.index(place.where)
            label = place.place if place.where == "named place" else ""
            grouped[at, label, flow.held_on is not None].append((device.id, flow))
    return tuple(
        CallRow(where=ORDER[at], label=label or None, sure=not perhaps, amount=amount(flows))
        for (at, label, perhaps), flows in sorted(grouped.items(), key=lambda item: item[0])
    )


def amount(flows: Sequence[tuple[str, Flow]]) -> Amount:
    """Put contacts together; there is at least one."""
    every = [flow for _, flow in flows]
    told = [flow.sent for flow in every if flow.sent is not None]
    return Amount(
        devices=tuple(sorted({device for device, _ in flows})),
        peers=len({flow.peer for flow in every}),
        contacts=sum(flow.tries for flow in every),
        answered=sum(flow.answered for flow in every),
        refused=sum(flow.tries for flow in every if flow.action is Action.DENIED),
        sent=sum(told) if told else None,
        first=min(flow.first for flow in every),
        last=max(flow.last for flow in every),
    )


def _waves(audit: Audit) -> tuple[WaveRow, ...]:
    devices = {one.id: one for one in audit.devices}
    began = [one for one in _findings(audit) if one.code == BEGAN]
    regular = {
        (one.device, proof.what.partition(" ")[0])
        for one in _findings(audit)
        if one.code == REGULAR
        for proof in one.proofs
    }
    grouped: dict[tuple[str, str, bool], list[tuple[str, Flow]]] = defaultdict(list)
    for one in began:
        device = devices.get(one.device)
        peer, apart, _ = one.subject.partition(",")
        for flow in device.flows if device else ():
            sure = flow.held_on is None
            if str(flow.peer) == peer and sure == (not apart):
                key = (device.site if device else None) or "", peer, sure
                grouped[key].append((one.device, flow))
    rows = [
        WaveRow(
            site=site or None,
            peer=peer,
            sure=sure,
            most=sum(_busiest(flow) for _, flow in flows),
            began=min(flow.first for _, flow in flows),
            regular=len({device for device, _ in flows if (device, peer) in regular}),
            period=median([flow.rhythm.gaps[1] for _, flow in flows if flow.rhythm] or [0.0])
            or None,
            amount=amount(flows),
        )
        for (site, peer, sure), flows in grouped.items()
    ]
    return tuple(sorted(rows, key=lambda one: (one.began, one.site or "", one.peer, one.sure)))


def _busiest(flow: Flow) -> int:
    return flow.rhythm.busiest if flow.rhythm and flow.rhythm.busiest else flow.tries


def _findings(audit: Audit) -> Iterator[Finding]:
    """Give all findings, those that somebody accepted among them."""
    yield from audit.findings
    for row in audit.exemptions:
        yield from row.held
