"""Which networks were looked at: "not looked" is never shown as "none"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from camaudit.model.coverage import Coverage, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.estate import Estate
    from camaudit.model.observation import Watched

Watches = "Sequence[tuple[str | None, Watched]]"


def cover(
    estate: Estate | None, watched: Sequence[tuple[str | None, Watched]]
) -> tuple[Coverage, ...]:
    """Say for each declared network who could see it; undeclared ones show themselves."""
    if estate is None:
        return _shown(watched)
    found: list[Coverage] = []
    for site in estate.sites:
        for network in site.networks:
            every = [one for place, one in watched if place in {None, site.name}]
            here = [one for one in every if not one.leaving]
            looks = [
                _look(one, speakers)
                for one in here
                if (speakers := _count(one.heard, network.cidr)) or network.vlan in one.vlans
            ]
            passing = {ip for one in here for ip in _within(one.passing, network.cidr) if not looks}
            found.append(
                Coverage(
                    site=site.name,
                    network=network.name,
                    cidr=str(network.cidr),
                    purpose=network.purpose,
                    declared=True,
                    looks=tuple(sorted(looks, key=lambda look: (look.first, look.source))),
                    passing=len(passing),
                    logs=_logs(every, network.cidr),
                )
            )
    return tuple(found)


def _logs(watched: Sequence[Watched], cidr: IPNetwork) -> tuple[Look, ...]:
    """Give the logs of traffic on its way out that have lines of a network."""
    found = [
        _look(one, speakers)
        for one in watched
        if one.leaving and (speakers := _count(one.heard, cidr))
    ]
    return tuple(sorted(found, key=lambda look: (look.first, look.source)))


def _within(addresses: Sequence[IPAddress], cidr: IPNetwork) -> Sequence[IPAddress]:
    """Give those of sorted addresses, IPv4 first, that lie in a network."""
    begin = bisect_left(addresses, _rank(cidr.network_address), key=_rank)
    return addresses[begin : bisect_right(addresses, _rank(cidr.broadcast_address), key=_rank)]


def _count(addresses: Sequence[IPAddress], cidr: IPNetwork) -> int:
    return len(_within(addresses, cidr))


def _rank(address: IPAddress) -> tuple[int, int]:
    return address.version, int(address)


def _look(watched: Watched, speakers: int) -> Look:
    return Look(
        source=watched.source,
        vantage=watched.vantage,
        first=watched.first,
        last=watched.last,
        speakers=speakers,
    )


def _shown(watched: Sequence[tuple[str | None, Watched]]) -> tuple[Coverage, ...]:
    """Give the networks, /24 and /64, that showed themselves."""
    looks: dict[tuple[str, IPNetwork], list[Look]] = defaultdict(list)
    passing: dict[tuple[str, IPNetwork], set[IPAddress]] = defaultdict(set)
    logs = [(place, one) for place, one in watched if one.leaving]
    for place, one in watched:
        if one.leaving:
            for address in one.heard:
                passing[place or "", _around(address)].add(address)
            continue
        counts: dict[IPNetwork, int] = defaultdict(int)
        for address in one.heard:
            counts[_around(address)] += 1
        for network, speakers in counts.items():
            looks[place or "", network].append(_look(one, speakers))
        for address in one.passing:
            passing[place or "", _around(address)].add(address)
    return tuple(
        Coverage(
            site=place or None,
            network=str(network),
            cidr=str(network),
            purpose=None,
            declared=False,
            looks=tuple(
                sorted(looks.get((place, network), ()), key=lambda look: (look.first, look.source))
            ),
            passing=0 if (place, network) in looks else len(passing[place, network]),
            logs=_logs([one for where, one in logs if where in {None, place or None}], network),
        )
        for place, network in sorted(
            looks.keys() | passing.keys(), key=lambda key: (key[0], _rank(key[1].network_address))
        )
    )


def shown_networks(watched: Watched) -> set[IPNetwork]:
    """Give the networks, /24 and /64, whose addresses spoke, on their segment or in passing."""
    return {_around(address) for address in (*watched.heard, *watched.passing)}


def _around(address: IPAddress) -> IPNetwork:
    if address.version == 4:
        return IPv4Network((int(address) >> 8 << 8, 24))
    return IPv6Network((int(address) >> 64 << 64, 64))
