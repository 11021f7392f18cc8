"""Which device of one audit is which of another: by MAC, by maker and serial, last by address.

An address is anybody's: two devices at one address are one only where nothing that is known of
them speaks against it, and at most one of them has a MAC address.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.derive.joined import keys_of, may_be_one, places_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.identity import Identity

Judged = tuple["Device", "Identity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The devices of two audits."""

    pairs: tuple[tuple[Judged, Judged], ...]  # old, new
    gone: tuple[Judged, ...]  # of the old audit alone
    come: tuple[Judged, ...]  # of the new audit alone
    by_mac: int
    by_serial: int
    by_address: int


def match(old: Audit, new: Audit) -> Matched:
    """Find the devices of two audits that are one; each is one of at most one."""
    before = {one.id: (one, told) for one, told in zip(old.devices, old.identities, strict=True)}
    after = {one.id: (one, told) for one, told in zip(new.devices, new.identities, strict=True)}
    pairs: list[tuple[Judged, Judged]] = []
    counts: list[int] = []

    def take(keys: Callable[[Judged], Iterable[Hashable]]) -> None:
        found = _only_pairs(before, after, keys)
        pairs.extend((before.pop(one), after.pop(other)) for one, other in found)
        counts.append(len(found))

    take(_site_and_mac)
    take(lambda one: [key for key in keys_of(*one) if key[0] == "mac"])
    take(lambda one: [key for key in keys_of(*one) if key[0] == "serial"])
    take(_site_and_address)
    return Matched(
        pairs=tuple(sorted(pairs, key=lambda pair: (pair[1][0].id, pair[0][0].id))),
        gone=tuple(before.values()),
        come=tuple(after.values()),
        by_mac=counts[0] + counts[1],
        by_serial=counts[2],
        by_address=counts[3],
    )


def _site_and_mac(one: Judged) -> list[Hashable]:
    return [] if one[0].mac is None else [(one[0].site, one[0].mac)]


def _site_and_address(one: Judged) -> list[Hashable]:
    return list(places_of(one[0]))


def _only_pairs(
    before: dict[str, Judged],
    after: dict[str, Judged],
    keys: Callable[[Judged], Iterable[Hashable]],
) -> list[tuple[str, str]]:
    """Give pairs that share a key that nobody else has on either side."""
    sides: list[dict[Hashable, list[str]]] = []
    for side in (before, after):
        holders: dict[Hashable, list[str]] = defaultdict(list)
        for name, one in side.items():
            for key in keys(one):
                holders[key].append(name)
        sides.append(holders)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, names in sides[0].items():
        others = sides[1].get(key, [])
        if len(names) == len(others) == 1 and names[0] not in found and others[0] not in taken:
            by_mac = isinstance(key, tuple) and key[0] == "mac"
            if by_mac or may_be_one(before[names[0]], after[others[0]]):
                found[names[0]] = others[0]
                taken.add(others[0])
    return sorted(found.items())
