"""Where described devices call, over the whole estate.

Classes of places are never summed with each other, nor what is sure with what may be.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from camaudit.counts.sights import Sight, looks_of, sights
from camaudit.model.observation import UNCHARGED, Action, Initiator, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.counts.sights import NetworkSight
    from camaudit.model.audit import Audit, PeerPlace
    from camaudit.model.coverage import Look
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Flow

BEGAN = "outbound.many-began"
REGULAR = "outbound.regular"
_HOUR = 3_600.0  # seconds
NAMED = "named place"  # Hong Kong, Macao, Taiwan, Singapore: each a row of its own
# Classes of places in the order in which they are told; what is not here is not public.
ORDER = (
    "in China", "sources disagree", "Chinese-operated network abroad", NAMED,
    "CDN or anycast", "elsewhere", "public time pool",
)  # fmt: skip
PLAIN = frozenset(ORDER[-3:])  # of which nothing is said in findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Contacts, put together."""

    devices: tuple[str, ...]  # ids, sorted
    peers: int  # addresses
    contacts: int
    answered: int
    refused: int
    untold: int  # of which no source could see an answer
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
class OperatorRow:
    """Contacts with the network of one company in one place; those that are sure."""

    where: str  # of ORDER
    place: str  # as the tables name it
    operator: str | None
    number: int | None  # autonomous system
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
class Outbound:
    """Everything that is counted of calls."""

    looked: bool  # some source could have seen traffic leave
    looks: tuple[Look, ...]  # which, each once, from when to when
    networks: tuple[NetworkSight, ...]
    rows: tuple[CallRow, ...]
    operators: tuple[OperatorRow, ...]  # the order of classes, then the most devices first
    waves: tuple[WaveRow, ...]
    nobodys: int  # contacts of addresses that such devices had at some time, charged to nobody

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
        looks=looks_of(audit),
        networks=sights(audit),
        rows=_rows(audit),
        operators=_operators(audit),
        waves=_waves(audit),
        nobodys=sum(
            one.count
            for one in audit.shortfalls
            if one.reason == Reason.NO_HOLDER and one.what == UNCHARGED
        ),
    )


def _rows(audit: Audit) -> tuple[CallRow, ...]:
    grouped: dict[tuple[int, str, bool], list[tuple[str, Flow]]] = defaultdict(list)
    for device, flow, place in _calls(audit):
        label = place.place if place.where == NAMED else ""
        key = ORDER.index(place.where), label, flow.held_on is not None
        grouped[key].append((device, flow))
    return tuple(
        CallRow(where=ORDER[at], label=label or None, sure=not perhaps, amount=amount(flows))
        for (at, label, perhaps), flows in sorted(grouped.items(), key=lambda item: item[0])
    )


def _operators(audit: Audit) -> tuple[OperatorRow, ...]:
    grouped: dict[tuple[int, str, str, int], list[tuple[str, Flow]]] = defaultdict(list)
    for device, flow, place in _calls(audit):
        if (
            flow.held_on is None and place.where != ORDER[-1]
        ):  # whose a pool's server is says nothing
            key = ORDER.index(place.where), place.place, place.operator or "", place.number or 0
            grouped[key].append((device, flow))
    rows = [
        OperatorRow(
            where=ORDER[at],
            place=label,
            operator=operator or None,
            number=number or None,
            amount=amount(flows),
        )
        for (at, label, operator, number), flows in sorted(grouped.items())
    ]
    rows.sort(key=lambda one: (ORDER.index(one.where), -len(one.amount.devices)))
    return tuple(rows)


def _calls(audit: Audit) -> Iterator[tuple[str, Flow, PeerPlace]]:
    """Give what devices began or may have begun, with where the peer is; public addresses alone."""
    places = {one.peer: one for one in audit.places if one.where in ORDER}
    for device in audit.devices:
        for flow in device.flows:
            place = places.get(flow.peer)
            if place is not None and flow.initiator is not Initiator.PEER:
                yield device.id, flow, place


def amount(flows: Sequence[tuple[str, Flow]]) -> Amount:
    """Put contacts together; there is at least one."""
    every = [flow for _, flow in flows]
    told = [flow.sent for flow in every if flow.sent is not None]
    return Amount(
        devices=tuple(sorted({device for device, _ in flows})),
        peers=len({flow.peer for flow in every}),
        contacts=sum(flow.tries for flow in every),
        answered=sum(flow.answered for flow in every),
        untold=sum(flow.tries for flow in every if not flow.end_told),
        refused=sum(flow.tries for flow in every if flow.action is Action.DENIED),
        sent=sum(told) if told else None,
        first=min(flow.first for flow in every),
        last=max(flow.last for flow in every),
    )


def regular_of(audit: Audit) -> frozenset[tuple[str, str]]:
    """Give the devices, by id, with the addresses that a finding shows them to call regularly."""
    return frozenset(
        (one.device, proof.what.partition(" ")[0])
        for one in _findings(audit)
        if one.code == REGULAR
        for proof in one.proofs
    )


def _waves(audit: Audit) -> tuple[WaveRow, ...]:
    devices = {one.id: one for one in audit.devices}
    began = [one for one in _findings(audit) if one.code == BEGAN]
    regular = regular_of(audit)
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
