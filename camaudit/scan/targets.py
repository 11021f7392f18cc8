"""Whom a scan turns to: links of this computer, routed networks, addresses that are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.model.estate import Purpose
from camaudit.model.progress import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.estate import Estate, Network
    from camaudit.model.probe import Level
    from camaudit.model.scope import Scope
    from camaudit.wire.interfaces import Link

# Addresses of one network that are asked one by one: wider is asked on its link only.
MOST = 1 << 20
MOST_ON_LINK = 1 << 12  # addresses of a link that are asked for by ARP
ASKED = frozenset({Purpose.CAMERAS, Purpose.MIXED})  # by unicast: networks that may hold cameras


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Whom a scan turns to. Addresses are worked out as they are asked: a /16 takes no room."""

    level: Level
    links: tuple[Link, ...]  # whose network lies in a declared one
    routed: tuple[IPNetwork, ...]  # asked one by one, for no link of ours reaches them
    known: tuple[IPAddress, ...]  # in the scope, sorted: of files, or typed
    sweep: tuple[IPNetwork, ...]  # of which silent addresses are looked at as well
    passed: tuple[str, ...]  # what is not asked, and why: one line each
    framed: tuple[Link, ...] = ()  # of the links those that frames of our own are sent to
    camera_networks: tuple[IPNetwork, ...] = ()  # whoever is in them is looked at
    _scope: Scope

    def unicast(self) -> Iterator[IPAddress]:
        """Yield the addresses that get questions by datagram, in order."""
        return _each(self.routed, self._scope)

    def count(self, phase: Phase) -> int:
        """Count the addresses of a phase, those that are excluded among them; not the calls."""
        match phase:
            case Phase.ONE_BY_ONE:
                networks: Iterable[IPNetwork] = self.routed
            case Phase.FRAMES:
                networks = [one.network for one in self.framed]
            case Phase.LOOK:
                networks = self.sweep
            case Phase.EVERYBODY:
                networks = ()
        return sum(one.num_addresses for one in networks)

    def asked_for(self) -> Iterator[tuple[Link, IPAddress]]:
        """Yield the addresses that are asked for by ARP, in order."""
        for link in self.framed:
            for address in link.network:
                if address != link.address and self._scope.outside(address) is None:
                    yield link, address

    def holds(self, address: IPAddress) -> bool:
        """Tell whether an address is in the scope, at whatever time."""
        return self._scope.outside(address) is None

    def is_curious(self, address: IPAddress) -> bool:
        """Tell whether an address is looked at of which no more is known than that it is there."""
        return any(address in one for one in self.camera_networks)

    def looked(self, answered: Iterable[IPAddress]) -> Iterator[IPAddress]:
        """Yield the addresses that are looked at: known ones, those that answered, swept ones."""
        first = sorted({*self.known, *answered}, key=lambda ip: (ip.version, int(ip)))
        yield from first
        seen = set(first)
        yield from (one for one in _each(self.sweep, self._scope) if one not in seen)

    def addresses(self, network: IPNetwork) -> Iterator[IPAddress]:
        """Yield the addresses of a network that may be asked."""
        yield from _each((network,), self._scope)


def targets(
    estate: Estate,
    scope: Scope,
    links: Sequence[Link],
    level: Level,
    *,
    site: str | None = None,
    known: Iterable[IPAddress] = (),
    sweep: bool = False,
    no_frames: str | None = None,
) -> Targets:
    """Say whom a scan turns to.

    Input:  links: of this computer; known: addresses of tables, logs and captures; site: only its
            networks; sweep: look at silent addresses too; no_frames: why this computer sends no
            frames of its own (`wire.frames.missing`); None: it does.
    """
    own = tuple(link for link in links if scope.holds(link.network))
    here = [
        network
        for one in estate.sites
        if site is None or one.name == site
        for network in one.networks
    ]
    passed = [
        f"{link.name}: its network {link.network} does not lie in one declared network"
        for link in links
        if link not in own
    ]
    far = [one for one in here if not _on_link(one, own)]
    asked = [one for one in far if one.purpose in ASKED]
    passed += [
        f"{one.name} ({one.cidr}): not a camera network, and no link of this computer reaches it"
        for one in far
        if one not in asked
    ]
    passed += [
        f"{one.name} ({one.cidr}): too wide to be asked address by address"
        for one in here
        if one.cidr.num_addresses > MOST and (one in asked or sweep)
    ]
    framed = [] if no_frames else [one for one in own if one.mac and one.address.version == 4]
    wide = [one for one in framed if one.network.num_addresses > MOST_ON_LINK]
    if no_frames and own:
        passed.append(
            f"below IP (ARP, SADP): {no_frames}; MACs are those that this computer knows itself"
        )
    passed += [
        f"{one.name} ({one.network}): too wide to be asked for address by address (ARP)"
        for one in wide
    ]
    return Targets(
        level=level,
        links=own,
        routed=tuple(one.cidr for one in asked if one.cidr.num_addresses <= MOST),
        known=tuple(
            sorted(
                {one for one in known if scope.outside(one) is None},
                key=lambda ip: (ip.version, int(ip)),
            )
        ),
        sweep=tuple(one.cidr for one in here if sweep and one.cidr.num_addresses <= MOST),
        passed=tuple(passed),
        framed=tuple(one for one in framed if one not in wide),
        camera_networks=tuple(one.cidr for one in here if one.purpose in ASKED),
        _scope=scope,
    )


def _on_link(network: Network, links: Sequence[Link]) -> bool:
    return any(
        link.network.version == network.cidr.version
        and link.network[0] <= network.cidr[0]  # type: ignore[operator]
        and network.cidr[-1] <= link.network[-1]  # type: ignore[operator]
        for link in links
    )


def _each(networks: Iterable[IPNetwork], scope: Scope) -> Iterator[IPAddress]:
    for network in networks:
        for address in network:
            if scope.outside(address) is None:
                yield address
