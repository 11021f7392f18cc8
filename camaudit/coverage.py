"""Which networks were looked at: "not looked" is never shown as "none"."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.model.coverage import Coverage, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.model.endpoint import IPNetwork
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
            looks = [
                _look(one, speakers)
                for place, one in watched
                if place in {None, site.name}
                if (speakers := _speakers(one, network.cidr))
            ]
            found.append(
                Coverage(
                    site=site.name,
                    network=network.name,
                    cidr=str(network.cidr),
                    purpose=network.purpose,
                    declared=True,
                    looks=tuple(sorted(looks, key=lambda look: (look.first, look.source))),
                )
            )
    return tuple(found)


def _speakers(watched: Watched, cidr: IPNetwork) -> int:
    return sum(
        count
        for heard, count in watched.heard
        if heard.version == cidr.version and heard.overlaps(cidr)
    )


def _look(watched: Watched, speakers: int) -> Look:
    return Look(
        source=watched.source,
        vantage=watched.vantage,
        first=watched.first,
        last=watched.last,
        speakers=speakers,
    )


def _shown(watched: Sequence[tuple[str | None, Watched]]) -> tuple[Coverage, ...]:
    looks: dict[tuple[str, str], list[Look]] = defaultdict(list)
    for place, one in watched:
        for network, speakers in one.heard:
            looks[place or "", str(network)].append(_look(one, speakers))
    return tuple(
        Coverage(
            site=place or None,
            network=network,
            cidr=network,
            purpose=None,
            declared=False,
            looks=tuple(sorted(found, key=lambda look: (look.first, look.source))),
        )
        for (place, network), found in sorted(looks.items())
    )
