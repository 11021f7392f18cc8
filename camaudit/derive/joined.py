"""Records of one device in several audits -> one device: by MAC, else by maker and serial number.

An address is nobody's at another site; at its own it counts where nothing speaks against it. Two
devices of one audit stay two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from camaudit.devices.heard import bounded_facts, merged_lookups
from camaudit.devices.merge import (
    flow_key,
    flow_order,
    merge_flows,
    merge_logins,
    merged_bindings,
    same_contacts,
)
from camaudit.model.endpoint import is_local_mac
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.identity import Answer, Identity
    from camaudit.model.observation import Flow, LoginSeen

Ids = Mapping[tuple[int, str], str]  # (number of the audit, id there) -> id of the one device

_SORTS = ("id", "mac", "serial", "place")  # keys, the surest first

# Notes of devices whose MAC or serial number may be that of others too.
NO_MAC = frozenset({"router", "virtual-router", "shares-mac", "locally-administered"})
NO_SERIAL = frozenset({"shares-serial"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one audit says of one device."""

    audit: int  # its number
    at: float  # Unix seconds: the day of its answer
    device: Device
    identity: Identity


def keys_of(device: Device, identity: Identity) -> Iterator[tuple[str, ...]]:
    """Give what tells a device wherever it stands, the surest first: MAC, maker and serial."""
    if device.mac is not None and NO_MAC.isdisjoint(device.notes) and not is_local_mac(device.mac):
        yield ("mac", device.mac)
    maker, serial = identity.maker, identity.serial
    likely = maker.value is not None and maker.grade.rank >= Grade.LIKELY.rank
    if likely and serial and NO_SERIAL.isdisjoint(device.notes):
        yield ("serial", maker.value or "", serial)


def places_of(device: Device) -> Iterator[tuple[str, ...]]:
    """Give where a device stands: site and address; a program on loopback is told by its port."""
    service = "" if device.service is None else str(device.service)
    for ip in device.addresses:
        if not ip.is_link_local:
            yield ("place", device.site or "", str(ip), service)


def may_be_one(old: tuple[Device, Identity], new: tuple[Device, Identity]) -> bool:
    """Tell whether nothing that is known speaks against two records being of one device."""
    (device, identity), (other, its) = old, new
    if device.mac is not None and other.mac is not None:
        same = device.mac == other.mac
        return same or (identity.serial is not None and identity.serial == its.serial)
    if identity.serial and its.serial and identity.serial != its.serial:
        return False
    if identity.model and its.model and identity.model != its.model:
        return False
    answers = ((identity.maker, its.maker), (identity.kind, its.kind))
    return not any(_differ(one, again) for one, again in answers)


def _differ(one: Answer, other: Answer) -> bool:
    sure = min(one.grade.rank, other.grade.rank) >= Grade.LIKELY.rank
    return sure and one.value != other.value


def groups(audits: Sequence[Audit]) -> list[list[Record]]:
    """Group the records of all audits, each group one device; sorted by the id of the newest."""
    records = [
        Record(audit=number, at=one.at, device=device, identity=identity)
        for number, one in enumerate(audits)
        for device, identity in zip(one.devices, one.identities, strict=True)
    ]
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(records):
        by_key["id", one.device.id].append(at)  # same site and MAC, or same site and address
        for key in (*keys_of(one.device, one.identity), *places_of(one.device)):
            by_key[key].append(at)
    heads = list(range(len(records)))
    members = {at: [at] for at in heads}
    for key in sorted(by_key, key=lambda one: (_SORTS.index(one[0]), one)):
        _unite(key, by_key[key], records, heads, members)
    found = [[records[at] for at in sorted(group)] for group in members.values()]
    return sorted(found, key=lambda group: newest(group).device.id)


def _may_all_be_one(records: Sequence[Record]) -> bool:
    """Tell whether the records of one place may be of one device: one of them has a MAC at most."""
    known = [(one.device, one.identity) for one in records]
    if len({one.mac for one, _ in known if one.mac is not None}) > 1:
        return False
    return all(may_be_one(one, other) for one, other in combinations(known, 2))


def _unite(
    key: tuple[str, ...],
    same: Sequence[int],
    records: Sequence[Record],
    heads: list[int],
    members: dict[int, list[int]],
) -> None:
    """Join the groups of records that share a key, unless two of one audit would be one then."""
    audits = [records[at].audit for at in same]
    if len(set(audits)) < len(audits):
        return  # one audit keeps them apart
    if key[0] == "place" and not _may_all_be_one([records[at] for at in same]):
        return
    first = heads[same[0]]
    for at in same[1:]:
        other = heads[at]
        if other == first:
            continue
        both = [records[one].audit for one in (*members[first], *members[other])]
        if len(set(both)) < len(both):
            continue
        for one in members.pop(other):
            heads[one] = first
            members[first].append(one)


def newest(group: Sequence[Record]) -> Record:
    """Give the record of who saw the device last, with its MAC if anybody did: where it is now."""
    return max(
        group,
        key=lambda one: (
            one.device.mac is not None,
            one.device.last,
            one.at,
            one.device.id,
            -one.audit,
        ),
    )


def surest(group: Sequence[Record]) -> Identity:
    """Give the surest identity, the newest of several."""
    return max(
        group,
        key=lambda one: (
            one.identity.maker.grade.rank,
            one.identity.kind.grade.rank,
            one.identity.firmware is not None,
            one.at,
            one.device.id,
            -one.audit,
        ),
    ).identity


def as_one(group: Sequence[Record]) -> Device:
    """Put what several audits say of a device together; site and network are the newest's."""
    base = newest(group).device
    every = [one.device for one in group]
    addresses = {ip for one in every for ip in one.addresses}
    facts, _ = bounded_facts(
        sorted(
            {fact for one in every for fact in one.facts},
            key=lambda fact: (fact.channel, fact.port or 0, fact.value, fact.seen, fact.count),
        )
    )
    bindings = every[0].bindings
    for one in every[1:]:
        bindings = merged_bindings(bindings, one.bindings)
    attachments = {one for each in every for one in each.attachments}
    sighted = [one.sighted for one in every if one.sighted is not None]
    return replace(
        base,
        addresses=tuple(sorted(addresses, key=lambda ip: (ip.version, int(ip)))),
        first=min(one.first for one in every),
        last=max(one.last for one in every),
        facts=facts,
        lookups=merged_lookups(
            sorted(
                {one for each in every for one in each.lookups},
                key=lambda one: (one.kind, one.name, one.seen, one.count, repr(one)),
            )
        ),
        flows=_flows(every),
        logins=_logins(every),
        bindings=bindings,
        attachments=tuple(
            sorted(attachments, key=lambda one: (one.seen, one.switch, one.port, repr(one)))
        ),
        notes=tuple(sorted({note for one in every for note in one.notes})),
        sighted=min(sighted, default=None) if not bindings and not attachments else None,
    )


def _flows(devices: Sequence[Device]) -> tuple[Flow, ...]:
    """Put flows to one service together; those whose times overlap may be the same contacts."""
    found: dict[str, Flow] = {}
    every = {flow for one in devices for flow in one.flows}
    for flow in sorted(every, key=lambda one: (flow_order(one), one.seen, repr(one))):
        key = f"{flow_key(flow)}|{flow.seen.source}" if _is_twice(flow, devices) else flow_key(flow)
        old = found.get(key)
        if old is None:
            found[key] = flow
        else:
            apart = flow.first > old.last or old.first > flow.last
            found[key] = (merge_flows if apart else same_contacts)(old, flow)
    return tuple(sorted(found.values(), key=lambda one: (flow_order(one), one.seen)))


def _is_twice(flow: Flow, devices: Sequence[Device]) -> bool:
    """Tell whether one audit keeps two such flows apart: of two sources, say."""
    key = flow_key(flow)
    return any(sum(flow_key(one) == key for one in device.flows) > 1 for device in devices)


def _logins(devices: Sequence[Device]) -> tuple[LoginSeen, ...]:
    found: dict[LoginSeen, LoginSeen] = {}
    every = {login for one in devices for login in one.logins}
    for login in sorted(every, key=lambda one: (one.seen, repr(one))):
        key = replace(login, seen=login.seen.__class__(0.0, "", ""), count=1, last=None)
        found[key] = merge_logins(found[key], login) if key in found else login
    return tuple(sorted(found.values(), key=lambda one: (one.seen, repr(one))))
