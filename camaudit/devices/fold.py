"""Folds observations into devices: what belongs together, at the time it was seen.

Theory of operation. Observations are tallied under the endpoint that they speak of, in any
order; nothing is decided before `finish`. Then, site by site:

1. A MAC that speaks for others is a relay (a router, a proxy, a spoofer): it sent for a public
   address that is not ours, or for two addresses that other MACs hold. What came through a relay
   belongs to the address, not to the relay's MAC.
2. An address belongs to a MAC from a binding on until another MAC binds it. The first binding
   holds back to the start of the capture it was seen in; a lease that ran out holds on until
   somebody else takes the address. Without a binding at that time the device is the address.
3. What carries a MAC of its own segment belongs to that MAC.

Every bound keeps the smallest members by a fixed hash (`smallest`), so that the same ones
stay whatever the order; the rest becomes a Shortfall.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from hashlib import blake2s
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.devices.addressbook import AddressBook, Key
from camaudit.devices.merge import merge_facts, merge_flows, merge_logins, merge_lookups
from camaudit.model.device import Device
from camaudit.model.endpoint import is_inside_by_default, is_local_mac, is_usable
from camaudit.model.observation import (
    Attachment,
    Binding,
    Channel,
    Claim,
    Fact,
    Flow,
    LoginSeen,
    Lookup,
    Reason,
    Shortfall,
    Watched,
)
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.endpoint import Endpoint, IPAddress
    from camaudit.model.estate import Estate
    from camaudit.model.observation import Observation

MAX_ENDPOINTS = 200_000  # endpoints kept in one run
MAX_VALUES = 64  # distinct values kept of one device and channel
MAX_FACTS = 4_096  # distinct facts of one endpoint, before it is known whose they are
MAX_PEERS = 4_096  # flows, and look-ups, kept of one device

SERIALS = frozenset(
    {
        Channel.SADP_SERIAL,
        Channel.DHIP_SERIAL,
        Channel.XM_SERIAL,
        Channel.MHED_SERIAL,
        Channel.ONVIF_SERIAL,
        Channel.UPNP_SERIAL,
    }
)


@dataclass(slots=True)
class _Heard:
    """Everything said of one endpoint at one site."""

    facts: Smallest[str, Fact] = field(default_factory=lambda: Smallest(MAX_FACTS))
    lookups: Smallest[str, Lookup] = field(default_factory=lambda: Smallest(MAX_PEERS))
    flows: Smallest[str, Flow] = field(default_factory=lambda: Smallest(MAX_PEERS))
    logins: Smallest[str, LoginSeen] = field(default_factory=lambda: Smallest(MAX_PEERS))


@dataclass(slots=True)
class _Gathered:
    """Everything that turned out to belong to one device."""

    facts: list[Fact] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    logins: list[LoginSeen] = field(default_factory=list)
    addresses: set[IPAddress] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What `Devices.finish` gives."""

    devices: tuple[Device, ...]  # ours, sorted by id
    not_ours: int  # devices outside the estate: counted, not described
    shortfalls: tuple[Shortfall, ...]


def _keep(heard: _Heard, said: Fact | Flow | LoginSeen | Lookup) -> None:
    match said:
        case Fact(about=about, seen=seen):
            # Without a MAC the time decides whose it is, so other times are kept apart.
            moment = "" if about.mac else f"|{seen.at!r}"
            key = f"{said.channel}|{said.port}|{said.value}{moment}"
            heard.facts.add(key, said, merge_facts, lambda one: one.count)
        case Lookup(client=client, seen=seen):
            moment = "" if client.mac else f"|{seen.at!r}"
            key = f"{said.kind}|{said.name}{moment}"
            heard.lookups.add(key, said, merge_lookups, lambda one: one.count)
        case Flow():
            key = f"{said.peer}|{said.peer_port}|{said.local_port}|{said.transport}|"
            key += f"{said.initiator}|{said.action}|{said.log_country}"
            heard.flows.add(key, said, merge_flows, lambda one: one.tries)
        case LoginSeen():
            key = f"{said.client}|{said.port}|{said.scheme}|{said.in_clear}|{said.outcome}"
            heard.logins.add(f"{key}|{said.defaults}", said, merge_logins, lambda one: one.count)


class Devices:
    """Takes observations in any order; gives devices at the end."""

    def __init__(self, estate: Estate | None) -> None:
        self._estate = estate
        self._heard: dict[tuple[str | None, Endpoint], _Heard] = {}
        self._books: dict[str | None, AddressBook] = defaultdict(AddressBook)
        self._attachments: dict[tuple[str | None, str], set[Attachment]] = defaultdict(set)
        self._foreign: set[IPAddress] = set()
        self._refused = 0

    def add(self, observation: Observation | Watched, site: str | None) -> None:
        """Take one observation of a source that belongs to a site (None: not known)."""
        match observation:
            case Watched():
                self._books[site].source_began(observation.source, observation.first)
            case Binding():
                if is_usable(observation.ip):
                    self._books[site].bind(observation)
            case Attachment():
                self._attachments[site, observation.mac].add(observation)
            case Claim():
                pass  # a person's list is no evidence of presence
            case Fact() | Flow() | LoginSeen():
                self._tally(observation, observation.about, site)
            case Lookup():
                self._tally(observation, observation.client, site)

    def _tally(
        self, said: Fact | Flow | LoginSeen | Lookup, about: Endpoint, site: str | None
    ) -> None:
        ip = about.ip
        if about.mac is None and not is_usable(ip):
            return  # nobody in particular
        if ip is not None and not self._is_inside(ip) and not ip.is_link_local:
            if is_usable(ip):
                if about.mac is not None:
                    self._books[site].spoke_for_outside(about.mac)
                if len(self._foreign) < MAX_ENDPOINTS:
                    self._foreign.add(ip)
            return
        heard = self._heard.get((site, about))
        if heard is None:
            if len(self._heard) >= MAX_ENDPOINTS:
                self._refused += 1
                return
            heard = self._heard[site, about] = _Heard()
        if about.mac is not None and ip is not None:
            self._books[site].sent(about.mac, ip, said)
        _keep(heard, said)

    def _is_inside(self, ip: IPAddress) -> bool:
        if not is_usable(ip):
            return False
        if is_inside_by_default(ip) or self._estate is None:
            return is_inside_by_default(ip)
        return any(ip in net.cidr for place in self._estate.sites for net in place.networks)

    def finish(self) -> Folded:
        """Give the devices. The collection may be finished once."""
        for book in self._books.values():
            book.settle()
        gathered: dict[tuple[str | None, Key], _Gathered] = defaultdict(_Gathered)
        for (site, about), heard in self._heard.items():
            self._gather(gathered, site, about, heard)
        for site, book in self._books.items():
            for mac, ip in book.pairs():
                where = gathered.get((site, ("mac", mac)))
                if where is not None:
                    where.addresses.add(ip)
        shared = _shared_serials(gathered)
        dropped = self._refused
        devices: list[Device] = []
        strangers = len(self._foreign)
        for (site, key), found in gathered.items():
            device, lost = self._device(site, key, found, shared)
            dropped += lost
            if device.ours:
                devices.append(device)
            else:
                strangers += 1
        dropped += sum(
            part.dropped
            for heard in self._heard.values()
            for part in (heard.facts, heard.lookups, heard.flows, heard.logins)
        )
        unbound = sum(book.dropped for book in self._books.values())
        short = [
            Shortfall("", Reason.BOUND, what, count, "")
            for what, count in (("bindings of addresses", unbound), ("values of devices", dropped))
            if count
        ]
        devices.sort(key=lambda device: device.id)
        return Folded(devices=tuple(devices), not_ours=strangers, shortfalls=tuple(short))

    def _gather(
        self,
        gathered: dict[tuple[str | None, Key], _Gathered],
        site: str | None,
        about: Endpoint,
        heard: _Heard,
    ) -> None:
        book = self._books[site]

        def owner(at: float) -> _Gathered:
            found = gathered[site, book.owner(about, at)]
            if about.ip is not None and is_usable(about.ip):
                found.addresses.add(about.ip)
            return found

        for fact in heard.facts:
            owner(fact.seen.at).facts.append(fact)
        for lookup in heard.lookups:
            owner(lookup.seen.at).lookups.append(lookup)
        for flow in heard.flows:
            owner(flow.first).flows.append(flow)
        for login in heard.logins:
            owner(login.seen.at).logins.append(login)

    def _device(
        self,
        site: str | None,
        key: Key,
        found: _Gathered,
        shared: frozenset[tuple[str | None, Key]],
    ) -> tuple[Device, int]:
        book = self._books[site]
        mac = key[1] if key[0] == "mac" else None
        addresses = tuple(sorted(found.addresses, key=lambda ip: (ip.version, ip)))
        placed = self._place(addresses, site)
        facts, lost = _bounded_facts(found.facts)
        lookups = _merged_lookups(found.lookups)
        names = _names_by_answer(lookups)
        flows = [
            replace(flow, names=tuple(sorted({*flow.names, *names.get(flow.peer, ())})))
            for flow in found.flows
        ]
        notes = book.notes(mac) if mac else []
        if mac and is_local_mac(mac):
            notes.append("locally-administered")
        if (site, key) in shared:
            notes.append("shares-serial")
        if key[0] == "ip" and book.is_contested(key[1]):
            notes.append("shares-mac")
        said: list[Fact | Lookup | LoginSeen] = [*facts, *lookups, *found.logins]
        times = [one.seen.at for one in said] + [flow.first for flow in flows]
        ends = [one.last or one.seen.at for one in said] + [flow.last for flow in flows]
        name = "|".join((placed[0] or "", *key))
        return (
            Device(
                id=f"dev-{blake2s(name.encode(), digest_size=6).hexdigest()}",
                site=placed[0],
                mac=mac,
                addresses=addresses,
                service=int(key[2]) if key[0] == "service" else None,
                ours=placed[2],
                network=placed[1],
                first=min(times),
                last=max(ends),
                facts=facts,
                lookups=lookups,
                flows=tuple(sorted(flows, key=_flow_order)),
                logins=tuple(sorted(found.logins, key=lambda one: (one.seen, one.scheme))),
                bindings=book.bindings_of(mac) if mac else (),
                attachments=tuple(
                    sorted(self._attachments.get((site, mac), ()), key=lambda one: one.seen)
                )
                if mac
                else (),
                notes=tuple(sorted(notes)),
            ),
            lost,
        )

    def _place(
        self, addresses: tuple[IPAddress, ...], site: str | None
    ) -> tuple[str | None, str | None, bool]:
        """Give site, network name and whether the device is ours."""
        estate = self._estate
        if estate is None:
            here = next((ip for ip in addresses if not ip.is_link_local), None)
            here = here or next(iter(addresses), None)
            if here is None:
                return site, None, True
            wide = 24 if here.version == 4 else 64
            return site, str(ip_network(f"{here}/{wide}", strict=False)), True
        for ip in addresses:
            found = estate.place(ip, site)
            if found is not None:
                return found[0].name, found[1].name, True
        # A device that was heard before it had an address is ours where the site is known.
        nameless = all(ip.is_link_local for ip in addresses)
        only = estate.sites[0].name if len(estate.sites) == 1 else None
        return site or only, None, nameless and (site or only) is not None


def _flow_order(flow: Flow) -> tuple[int, int, int, str, str, float]:
    return (
        flow.peer.version,
        int(flow.peer),
        flow.peer_port or 0,
        flow.transport,
        flow.initiator,
        flow.first,
    )


def _names_by_answer(lookups: Iterable[Lookup]) -> dict[IPAddress, set[str]]:
    names: dict[IPAddress, set[str]] = defaultdict(set)
    for lookup in lookups:
        for answer in lookup.answers:
            names[answer].add(lookup.name)
    return names


def _merged_lookups(lookups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    found: dict[tuple[str, str], Lookup] = {}
    for lookup in lookups:
        key = (lookup.kind.value, lookup.name)
        old = found.get(key)
        found[key] = lookup if old is None else merge_lookups(old, lookup)
    return tuple(found[key] for key in sorted(found))


def _bounded_facts(facts: list[Fact]) -> tuple[tuple[Fact, ...], int]:
    by_channel: dict[Channel, Smallest[str, Fact]] = {}
    for fact in facts:
        kept = by_channel.setdefault(fact.channel, Smallest(MAX_VALUES))
        kept.add(f"{fact.port}|{fact.value}", fact, merge_facts, lambda one: one.count)
    every = [fact for kept in by_channel.values() for fact in kept]
    every.sort(key=lambda fact: (fact.channel, fact.port or 0, fact.value))
    return tuple(every), sum(kept.dropped for kept in by_channel.values())


def _shared_serials(
    gathered: dict[tuple[str | None, Key], _Gathered],
) -> frozenset[tuple[str | None, Key]]:
    holders: dict[tuple[Channel, str], set[tuple[str | None, Key]]] = defaultdict(set)
    for who, found in gathered.items():
        for fact in found.facts:
            if fact.channel in SERIALS and fact.value.strip():
                holders[fact.channel, fact.value].add(who)
    return frozenset(who for whos in holders.values() if len(whos) > 1 for who in whos)
