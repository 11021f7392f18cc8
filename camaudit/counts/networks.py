"""Devices by network: what was looked at, by whom, and what was recognised there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.counts.tally import Tally, tally_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from camaudit.counts.tally import Column
    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Coverage
    from camaudit.model.endpoint import IPAddress

Place = tuple[str | None, str | None]  # site, network


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRow:
    """One network."""

    site: str | None
    network: str | None  # None: devices of which no address was seen
    purpose: str | None
    tally: Tally | None  # None: NOT LOOKED, so nothing is known
    looked_by: tuple[str, ...]  # vantage points; empty where a device was seen in passing only
    first: float | None  # Unix seconds of the looks
    last: float | None
    passing: int = 0  # addresses of which only what a router forwarded was seen: no look


def networks_of(audit: Audit, columns: Mapping[str, Column]) -> tuple[tuple[NetworkRow, ...], int]:
    """Give the networks in the order of the estate file, then what lies outside of it."""
    found: dict[Place, list[Column]] = defaultdict(list)
    for device in audit.devices:
        found[device.site, device.network].append(columns[device.id])
    also = {(device.site, net) for device in audit.devices for net in _around(device.addresses)}
    rows: list[NetworkRow] = []
    empty = 0
    for one in audit.coverage:
        members = found.pop((one.site, one.network), [])
        if members or one.declared:
            rows.append(_row(one, members))
        elif (one.site, one.cidr) not in also:  # else: of a device that is counted elsewhere
            empty += 1
    for (site, network), members in sorted(found.items(), key=lambda item: order(item[0])):
        rows.append(
            NetworkRow(
                site=site,
                network=network,
                purpose=None,
                tally=tally_of(members),
                looked_by=(),
                first=None,
                last=None,
            )
        )
    return tuple(rows), empty


def _around(addresses: Sequence[IPAddress]) -> Iterator[str]:
    """Give the networks of the addresses as they are named where none is declared."""
    for ip in addresses:
        yield str(ip_network(f"{ip}/{24 if ip.version == 4 else 64}", strict=False))


def order(place: Place) -> tuple[bool, str, bool, str]:
    """Give what sorts places: by name, those without one last."""
    site, network = place
    return (site is None, site or "", network is None, network or "")


def _row(covered: Coverage, members: Sequence[Column]) -> NetworkRow:
    looks = covered.looks
    return NetworkRow(
        site=covered.site,
        network=covered.network,
        purpose=covered.purpose,
        tally=tally_of(members) if looks or members else None,
        looked_by=tuple(sorted({look.vantage for look in looks})),
        first=min((look.first for look in looks), default=None),
        last=max((look.last for look in looks), default=None),
        passing=covered.passing,
    )
