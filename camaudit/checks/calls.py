"""What a device has to do with addresses outside: each contact with where its peer is.

An address is not a device: what rests on flows of which nothing says that the device held the
address at the time is kept apart from the rest, worded as the address's, and at most possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.checks.together import NTP
from camaudit.geo.place import Where
from camaudit.model.audit import PeerPlace
from camaudit.model.endpoint import is_inside_by_default, is_usable
from camaudit.model.finding import Proof
from camaudit.model.grade import Grade
from camaudit.model.observation import Action, Initiator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.checks.subject import Knowledge, Subject
    from camaudit.geo.place import Place
    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Flow

HOUR = 3_600.0  # seconds
DAY = 86_400.0
MAX_PROOFS = 16
MAX_NAMES = 3  # shown of one address
_UNTOLD = "answers not told"
_DONE = {Action.ALLOWED: ", allowed", Action.DENIED: ", refused", Action.UNKNOWN: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Contacts of one device with one service outside, which it began or may have begun."""

    flow: Flow
    place: Place

    @property
    def is_sure(self) -> bool:
        """Tell whether the device is known to have held the address at the time."""
        return self.flow.held_on is None


def calls(subject: Subject) -> tuple[Call, ...]:
    """Give what the device of a check had to do with public addresses outside."""
    return calls_of(subject.known, subject.device)


def calls_of(known: Knowledge, device: Device) -> tuple[Call, ...]:
    """Give what a device had to do with public addresses outside, but for what they began.

    Addresses that are not public (a provider's 100.64.0.0/10, link-local ones) are no place.
    """
    found = []
    for flow in device.flows:
        if flow.initiator is Initiator.PEER or not is_outside(flow.peer):
            continue
        place = place_of(known, device, flow)
        if place.where is not Where.NOT_PUBLIC:
            found.append(Call(flow=flow, place=place))
    return tuple(found)


def is_outside(ip: IPAddress) -> bool:
    """Tell whether an address can be outside at all."""
    return is_usable(ip) and not is_inside_by_default(ip)


def place_of(known: Knowledge, device: Device, flow: Flow) -> Place:
    """Say where a peer is; what was asked for the time as a public time pool has no place.

    A pool's addresses change all the time: a device that asks for a pool's name, of which the
    answers are not known, asks the pool. Any other service at such an address is not the pool's.
    """
    clock = flow.peer_port in {NTP, None}
    names = flow.names if clock else [one for one in flow.names if not known.is_time_pool(one)]
    place = known.places.judge(flow.peer, names, flow.log_country)
    if flow.peer_port != NTP or place.where in {Where.NOT_PUBLIC, Where.TIME_POOL}:
        return place
    others = known.around.together.time_names.get(flow.peer, ())
    asked = () if flow.names else tuple(one.name for one in device.lookups)
    if any(known.is_time_pool(name) for name in (*others, *asked)):
        return replace(place, where=Where.TIME_POOL, label=Where.TIME_POOL.value)
    return place


def peers(known: Knowledge, devices: Iterable[Device]) -> tuple[PeerPlace, ...]:
    """Say where the outside peers of devices are: each once, sorted by address."""
    found: dict[IPAddress, dict[tuple[bool, bool, str], Place]] = {}
    for device in devices:
        for flow in device.flows:
            place = place_of(known, device, flow)
            country = flow.log_country
            # First who knows that it is a time pool's, then what has the log's word too.
            rank = (place.where is not Where.TIME_POOL, country is None, country or "")
            found.setdefault(flow.peer, {})[rank] = place
    return tuple(
        PeerPlace(
            peer=peer,
            place=place.label,
            sources=place.sources,
            operator=place.operator,
            number=place.number,
            where=place.where.value,
        )
        for peer in sorted(found, key=lambda ip: (ip.version, int(ip)))
        for place in (found[peer][min(found[peer])],)
    )


def parted(calls: Iterable[Call]) -> tuple[tuple[Call, ...], ...]:
    """Part what is the device's from what may be: those of the two that hold something."""
    every = tuple(calls)
    parts = (
        tuple(one for one in every if one.is_sure),
        tuple(one for one in every if not one.is_sure),
    )
    return tuple(part for part in parts if part)


def who(held: Iterable[float | None]) -> str:
    """Name who did it, at the beginning of a sentence: the device, or the address it holds."""
    days = [one for one in held if one is not None]
    return f"The address that it holds on {day(max(days))}" if days else "It"


def told(calls: Sequence[Call], grade: Grade) -> tuple[str, str, Grade]:
    """Give who did it, what tells the finding from that of the other part, and the grade."""
    if calls[0].is_sure:
        return "It", "", grade
    return who(one.flow.held_on for one in calls), ", by its address", Grade.POSSIBLE


def proofs(calls: Iterable[Call], more: str = "") -> tuple[Proof, ...]:
    """Give the proofs, the most tries first."""
    ordered = sorted(calls, key=lambda one: (-one.flow.tries, one.flow.seen))
    return tuple(proof(one, more) for one in ordered[:MAX_PROOFS])


def proof(call: Call, more: str = "") -> Proof:
    """Say who was contacted: where by which tables, how often, when, how much, with what end."""
    flow, place = call.flow, call.place
    names = ", ".join(flow.names[:MAX_NAMES])
    operator = f"; network: {place.operator} (AS{place.number})" if place.operator else ""
    if flow.held_on is not None:
        more += f" Who held the address then is not known; on {day(flow.held_on)} it was this one."
    return Proof(
        what=(
            f"{flow.peer} {service(flow)}{f', looked up as {names}' if names else ''}: "
            f"{times(flow)}; {amount(flow)}{operator}.{more}"
        ),
        seen=flow.seen,
        rule=None,
        references=(place.sources,),
    )


def service(flow: Flow) -> str:
    """Name transport and port."""
    return f"{flow.transport} port {flow.peer_port}" if flow.peer_port else flow.transport


def done(part: Sequence[Call], did: str, tried: str) -> str:
    """Choose the verb: what was done, what was tried, or both where no source could tell."""
    if any(one.flow.answered for one in part):
        return did
    return tried if all(one.flow.end_told for one in part) else f"{did}, or {tried},"


def times(flow: Flow) -> str:
    """Say how often, how many were answered, from when to when, allowed or refused."""
    if flow.tries == 1:
        one = "answered" if flow.answered else "not answered" if flow.end_told else _UNTOLD
        return f"one contact, {one}{_DONE[flow.action]}, {minute(flow.first)} UTC"
    until = minute(flow.last)
    same = until[:10] == minute(flow.first)[:10]
    answered = f"{flow.answered:,} answered" if flow.end_told else _UNTOLD
    return (
        f"{flow.tries:,} contacts, {answered}{_DONE[flow.action]}, "
        f"{minute(flow.first)} to {until[11:] if same else until} UTC"
    )


def amount(flow: Flow) -> str:
    """Say how many bytes went out and came in."""
    if flow.sent is None and flow.received is None:
        return "bytes not told"
    out, back = (
        "not told" if one is None else f"{one:,} bytes" for one in (flow.sent, flow.received)
    )
    return f"{out} out, {back} in"


def minute(at: float) -> str:
    """Write a moment in UTC to the minute; a clock may have said anything."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} s"


def day(at: float) -> str:
    """Write the day of a moment in UTC."""
    return minute(at)[:10]
