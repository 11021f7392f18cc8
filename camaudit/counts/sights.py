"""Who could see where devices call: no line in any log is told apart from no contact."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.counts.networks import Place
    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Look

CAPTURES = frozenset({"capture", "listening"})  # vantages that are no log


class Sight(StrEnum):
    """Whether the calls of a network could be seen."""

    SEEN = "seen"  # a log has lines of it, or a capture shows it
    NO_LINES = "no lines"  # logs were read, and none has a line of it
    NOT_LOOKED = "not looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSight:
    """One network with described devices."""

    site: str | None
    network: str | None
    devices: int
    sight: Sight


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
        if any(look.vantage in CAPTURES for look in one.looks)
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


def looks_of(audit: Audit) -> tuple[Look, ...]:
    """Give the sources that could see traffic leave: logs, and captures with some of it."""
    if not audit.outbound_looked:
        return ()
    logs = [look for one in audit.coverage for look in one.logs]
    captures = [look for one in audit.coverage for look in one.looks if look.vantage in CAPTURES]
    shown = {flow.seen.source for device in audit.devices for flow in device.flows}
    leaving = [look for look in captures if look.source in shown]
    found: dict[tuple[str, str], Look] = {}
    for look in (*logs, *(leaving if leaving or logs else captures)):
        found.setdefault((look.source, look.vantage), look)
    return tuple(found[key] for key in sorted(found, key=lambda key: (found[key].first, key)))
