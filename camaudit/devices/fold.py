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

A file of no site (the core's ARP table, a log of all sites) speaks of the site in which its address
is declared; a MAC of which it tells no address is that of the one site whose files have it.

Every bound keeps the smallest members by a fixed hash (`smallest`), so that the same ones
stay whatever the order; the rest becomes a Shortfall.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from hashlib import blake2s
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.devices.addressbook import AddressBook, Key
from camaudit.devices.heard import (
    Gathered,
    Heard,
    bounded_facts,
    keep,
    merged_lookups,
    shared_serials,
)
from camaudit.devices.holders import spans
from camaudit.devices.merge import flow_order, merged_bindings, names_by_answer
from camaudit.devices.places import NOWHERE, Places
from camaudit.model.device import Device
from camaudit.model.endpoint import is_inside_by_default, is_local_mac, is_usable
from camaudit.model.observation import (
    Attachment,
    Binding,
    Claim,
    Fact,
    Flow,
    LoginSeen,
    Lookup,
    OwnMac,
    Reason,
    Shortfall,
    Sighting,
    Uplink,
    Watched,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from camaudit.model.endpoint import Endpoint, IPAddress
    from camaudit.model.estate import Estate
    from camaudit.model.observation import Observation
    from camaudit.model.span import Span

MAX_ENDPOINTS = 200_000  # endpoints kept in one run


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What `Devices.finish` gives."""

    devices: tuple[Device, ...]  # ours, sorted by id
    not_ours: int  # devices outside the estate: counted, not described
    shortfalls: tuple[Shortfall, ...]


class Devices:
    """Takes observations in any order; gives devices at the end."""

    def __init__(self, estate: Estate | None) -> None:
        self._estate = estate
        self._heard: dict[tuple[str | None, Endpoint], Heard] = {}
        self._books: dict[str | None, AddressBook] = defaultdict(AddressBook)
        self._places: dict[str | None, Places] = defaultdict(Places)
        self._foreign: set[IPAddress] = set()
        self._refused = 0
        self._zone: tzinfo | None = None  # in which times were read that are written without one
        self._logs: set[str] = set()  # sources that are logs
        self._origins: dict[str, str | None] = {}  # Device.id -> site of the sources
        self._routers: set[str] = set()  # MACs that are a router's or a switch's own, at any site
        # Sites and keys of devices of which files of no site speak as well.
        self._joined: set[tuple[str | None, Key]] = set()

    def add(
        self, observation: Observation | Watched, site: str | None, *, of_log: bool = False
    ) -> None:
        """Take one observation of a source that belongs to a site (None: not known).

        Input: of_log: it speaks of an address, at a time of which other sources tell whose it was.
        """
        if of_log:
            site = self._told(observation, site)
        match observation:
            case Watched():
                self._books[site].source_began(observation.source, observation.first)
            case Binding():
                if is_usable(observation.ip):
                    self._books[site].bind(observation)
            case Attachment() | Sighting() | Uplink():
                self._places[site].add(observation)
            case OwnMac():
                self._books[site].is_router(observation.mac)
                self._places[site].is_relay(observation.mac)
            case Claim():
                pass  # a person's list is no evidence of presence
            case Fact() | Flow() | LoginSeen():
                self._tally(observation, observation.about, site)
            case Lookup():
                self._tally(observation, observation.client, site)

    def lacks_zone(self, zone: tzinfo) -> None:
        """Note that a log writes its times without a zone; it was read in this one."""
        self._zone = zone

    def _told(self, observation: Observation | Watched, site: str | None) -> str | None:
        """Note what speaks of an address at a time; give its site, or the one that declares it."""
        ip: IPAddress | None = None
        match observation:
            case Binding():
                ip = observation.ip
            case Fact():
                self._logs.add(observation.seen.source)
                ip = observation.about.ip
            case Lookup():
                self._logs.add(observation.seen.source)
                ip = observation.client.ip
            case Flow() | LoginSeen():
                ip = observation.about.ip
            case OwnMac():
                self._routers.add(observation.mac)
        if site is not None or ip is None or self._estate is None:
            return site
        found = self._estate.place(ip, None)
        return None if found is None else found[0].name

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
            heard = self._heard[site, about] = Heard()
        if about.mac is not None and ip is not None:
            self._books[site].sent(about.mac, ip, said)
        keep(heard, said)

    def _is_inside(self, ip: IPAddress) -> bool:
        if not is_usable(ip):
            return False
        if is_inside_by_default(ip) or self._estate is None:
            return is_inside_by_default(ip)
        return any(ip in net.cidr for place in self._estate.sites for net in place.networks)

    def _settle(self) -> None:
        """Decide who holds which address; a router's own MAC is one at every site."""
        for mac in self._routers:
            for each in self._books.values():
                each.is_router(mac)
            for there in self._places.values():
                there.is_relay(mac)
        for book in self._books.values():
            book.settle(self._zone)

    def finish(self) -> Folded:
        """Give the devices. The collection may be finished once."""
        self._settle()
        gathered: dict[tuple[str | None, Key], Gathered] = defaultdict(Gathered)
        for (site, about), heard in self._heard.items():
            self._gather(gathered, site, about, heard)
        for site, places in self._places.items():
            for mac in places.macs():
                _ = gathered[site, ("mac", mac)]  # a switch saw it; nobody else need have
        for site, book in self._books.items():
            for mac, ip in book.pairs():
                there = self._is_inside(ip) and not book.is_relay(mac)
                if there or (site, ("mac", mac)) in gathered:
                    gathered[site, ("mac", mac)].addresses.add(ip)
        self._join(gathered)
        shared = shared_serials(gathered)
        dropped = self._refused
        devices: list[Device] = []
        strangers = len(self._foreign)
        for (site, key), found in gathered.items():
            device, lost = self._device(site, key, found, shared)
            self._origins[device.id] = site
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

    def held(self, device: Device, ip: IPAddress) -> tuple[Span, ...]:
        """Cut all time by who held an address of a device; only after `finish`."""
        site = self._origins[device.id]
        book = self._books[site]
        if (site, ("mac", device.mac)) in self._joined:
            known = [*book.known(ip), *self._books[None].known(ip)]
            return spans(ip, known, self._zone)
        return book.spans(ip)

    def _join(self, gathered: dict[tuple[str | None, Key], Gathered]) -> None:
        """Give what files of no site say of a MAC to the one site that knows it."""
        sites: dict[Key, list[str]] = defaultdict(list)
        for site, key in gathered:
            if site is not None and key[0] == "mac":
                sites[key].append(site)
        for key in [key for site, key in gathered if site is None and key in sites]:
            if len(sites[key]) != 1 or self._estate is None:
                continue
            (site,) = sites[key]
            found = gathered[None, key]
            places = (self._estate.place(ip, None) for ip in found.addresses)
            if all(place is None or place[0].name == site for place in places):
                del gathered[None, key]
                gathered[site, key].take(found)
                self._joined.add((site, key))

    def at_several_sites(self, ip: IPAddress) -> bool:
        """Tell whether an address alone may be of more than one site; only after `finish`.

        Each site that declares it may have somebody there, known or not.
        """
        estate = self._estate
        sites: set[str | None] = set()
        if estate is not None:
            sites = {one.name for one in estate.sites if estate.place(ip, one.name) is not None}
        if not sites:
            sites = {site for site, book in self._books.items() if book.spans(ip)}
        return len(sites) > 1

    def _gather(
        self,
        gathered: dict[tuple[str | None, Key], Gathered],
        site: str | None,
        about: Endpoint,
        heard: Heard,
    ) -> None:
        book = self._books[site]

        def whose(key: Key) -> Gathered:
            found = gathered[site, key]
            if about.ip is not None and is_usable(about.ip):
                found.addresses.add(about.ip)
            return found

        def of(said: Fact | Lookup) -> tuple[Gathered, float | None]:
            if said.seen.source in self._logs:
                key, held_on = book.holder(about, said.seen.at, said.last or said.seen.at)
                return whose(key), held_on
            return whose(book.owner(about, said.seen.at)), None

        for fact in heard.facts:
            of(fact)[0].facts.append(fact)
        for lookup in heard.lookups:
            found, held_on = of(lookup)
            found.lookups.append(replace(lookup, held_on=held_on))
        for flow in heard.flows:
            whose(book.owner(about, flow.first)).flows.append(flow)
        for login in heard.logins:
            whose(book.owner(about, login.seen.at)).logins.append(login)

    def _device(
        self,
        site: str | None,
        key: Key,
        found: Gathered,
        shared: frozenset[tuple[str | None, Key]],
    ) -> tuple[Device, int]:
        book = self._books[site]
        mac = key[1] if key[0] == "mac" else None
        addresses = tuple(sorted(found.addresses, key=lambda ip: (ip.version, ip)))
        there = self._places[site].of(mac) if mac else NOWHERE
        if mac and (site, key) in self._joined:
            there = there.beside(self._places[None].of(mac))
        placed = self._place(addresses, site, there.vlans)
        facts, lost = bounded_facts(found.facts)
        lookups = merged_lookups(found.lookups)
        names = names_by_answer(lookups)
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
        bindings = book.bindings_of(mac) if mac else ()
        if mac and (site, key) in self._joined:
            bindings = merged_bindings(bindings, self._books[None].bindings_of(mac))
        written = [one.seen.at for one in bindings] + [
            one.at for one in (there.first,) if one is not None
        ]
        times = [one.seen.at for one in said] + [flow.first for flow in flows]
        ends = [one.last or one.seen.at for one in said] + [flow.last for flow in flows]
        if not times:  # nothing but tables, and frames that only say who is there
            times = ends = written
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
                flows=tuple(sorted(flows, key=flow_order)),
                logins=tuple(sorted(found.logins, key=lambda one: (one.seen, one.scheme))),
                bindings=bindings,
                attachments=there.attachments,
                sighted=None if bindings or there.attachments else there.first,
                notes=tuple(sorted(notes)),
            ),
            lost,
        )

    def _place(
        self, addresses: tuple[IPAddress, ...], site: str | None, vlans: frozenset[int]
    ) -> tuple[str | None, str | None, bool]:
        """Give site, network name and whether the device is ours.

        Input: vlans: in which a switch saw it: they tell the network where no address does.
        """
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
        tagged = {
            (place.name, net.name)
            for place in estate.sites
            if site in {None, place.name}
            for net in place.networks
            if net.vlan in vlans
        }
        if len(tagged) == 1 and all(ip.is_link_local for ip in addresses):
            return (*tagged.pop(), True)
        # A device that was heard before it had an address is ours where the site is known.
        nameless = all(ip.is_link_local for ip in addresses)
        only = estate.sites[0].name if len(estate.sites) == 1 else None
        return site or only, None, nameless and (site or only) is not None
