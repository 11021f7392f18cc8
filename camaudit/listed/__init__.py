"""Cameras known from documents, beside those that were seen: each camera once.

Theory of operation. Rows of recorders' lists that are in use and name the same camera are put
together (bunch). What they name is looked for among the devices that were seen at the same site
(match). What is not found is "listed by the recorder, not seen": it is counted, with the maker that
make and model tell (stated), at most likely. The register is compared with both (register). A
document is never evidence that a camera is there: no device is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from camaudit.listed.bunch import Bunch, bunches, lists_of
from camaudit.listed.cameras import listed_of
from camaudit.listed.inventory import elsewhere, with_interfaces
from camaudit.listed.inventory import sited as at_sites
from camaudit.listed.match import Seen, gives_several, is_video
from camaudit.listed.recorders import addresses_in, recorders
from camaudit.listed.register import registered
from camaudit.listed.summary import summaries
from camaudit.model.observation import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from camaudit.listed.bunch import Rows, Sited
    from camaudit.listed.match import Found, Judged
    from camaudit.listed.stated import Stater
    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.estate import Estate
    from camaudit.model.listed import CameraList, Listed, Registered

Shared = frozenset[tuple["str | None", "IPAddress"]]  # site, address of several cameras


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What documents tell; every tuple is sorted."""

    listed: tuple[Listed, ...]
    lists: tuple[CameraList, ...]
    register: tuple[Registered, ...]
    also: frozenset[str]  # devices that a list names by MAC or serial number: to be described
    recorders: frozenset[str]  # devices whose own camera list was given


def _nobody(_: str) -> tuple[str, ...]:
    return ()


def reconcile(
    claims: Sequence[Sited],
    judged: Sequence[Judged],
    stater: Stater,
    *,
    estate: Estate | None = None,
    fed: Callable[[str], tuple[str, ...]] = _nobody,
) -> Known:
    """Put the claims of all documents beside the devices that were seen.

    Input:  claims with the site of their file; every device with its identity, of whatever kind;
            fed: ids of the cameras that were seen to send video to a device.
    """
    sited = _sited(claims, estate)
    seen = Seen(judged, stater)
    lists = lists_of(one for one in sited if one[1].document is Document.RECORDER)
    shared = _shared(lists, seen)
    found = _by_device(bunches(lists, _networks(seen, estate), shared), seen)
    cameras: dict[int, set[str]] = defaultdict(set)
    for bunch, one in found:
        if one.judged is not None:
            for number, _ in bunch.rows:
                cameras[number].add(one.judged[0].id)
    of = recorders(lists, seen, lambda at: frozenset(cameras[at]), fed)
    listed = listed_of(found, lists, of, stater)
    paper = at_sites(with_interfaces(sited, seen), seen, estate)
    return Known(
        listed=listed,
        lists=summaries(lists, of),
        register=registered(paper, listed, seen, stater, lambda one: elsewhere(one, estate)),
        also=frozenset(
            one.judged[0].id
            for _, one in found
            if one.judged is not None and not is_video(one.judged[1])
        ),
        recorders=frozenset(of.values()),
    )


def _sited(claims: Sequence[Sited], estate: Estate | None) -> list[Sited]:
    """Give rows of no known site the one that all addresses of their file lie in."""
    places: dict[str, set[str]] = defaultdict(set)
    if estate is not None:
        for site, claim in claims:
            if site is None and claim.ip is not None and claim.document is not Document.INVENTORY:
                known = estate.place(claim.ip, None)
                if known is not None:
                    places[claim.seen.source].add(known[0].name)
    # An inventory is of many sites, and its rows are told apart by the site that each names.
    only = {source: next(iter(names)) for source, names in places.items() if len(names) == 1}
    return [(site or only.get(claim.seen.source), claim) for site, claim in claims]


def _networks(seen: Seen, estate: Estate | None) -> list[IPNetwork]:
    """Give the networks that are known: declared, or around a device that was seen."""
    found: set[IPNetwork] = set()
    if estate is not None:
        found |= {net.cidr for site in estate.sites for net in site.networks}
    for device, _ in seen.judged:
        for ip in device.addresses:
            if ip.version == 4:
                found.add(IPv4Network((int(ip) >> 8 << 8, 24)))
            else:
                found.add(IPv6Network((int(ip) >> 64 << 64, 64)))
    return sorted(found, key=lambda net: (net.version, int(net.network_address), net.prefixlen))


def _shared(lists: Sequence[Rows], seen: Seen) -> Shared:
    """Find addresses under which a recorder gives several cameras to another recorder."""
    told: dict[str | None, set[IPAddress]] = defaultdict(set)
    for rows in lists:
        rows.own = frozenset(addresses_in(rows.name or ""))
        rows.told = told[rows.site]
        rows.told |= rows.own
    own = {(site, ip) for site, addresses in told.items() for ip in addresses}
    several = {
        (device.site, ip)
        for device, identity in seen.judged
        if gives_several(identity)
        for ip in device.addresses
    }
    return frozenset(own | several)


def _by_device(found: Iterable[Bunch], seen: Seen) -> list[tuple[Bunch, Found]]:
    """Find each camera among the devices; those that are one device become one."""
    every: list[tuple[Bunch, Found]] = []
    places: dict[str, int] = {}
    for bunch in found:
        one = seen.find(bunch)
        device = one.judged[0].id if one.judged is not None else None
        if device is not None and device in places:
            every[places[device]][0].rows.extend(bunch.rows)
            continue
        if device is not None:
            places[device] = len(every)
        every.append((bunch, one))
    return every
