"""Rows of an inventory (NetBox, ServiceNow): which site each is of, and the MACs it has elsewhere.

Such a list holds the devices of a whole organisation, so its rows name their sites in words of
their own, and MACs stand in a second list. Neither makes a device: they only tell which one is
meant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded
from camaudit.listed.bunch import serial
from camaudit.model.observation import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.listed.bunch import Sited
    from camaudit.listed.match import Seen
    from camaudit.model.estate import Estate
    from camaudit.model.observation import Claim

_Group = tuple[str, str]  # file, site as the inventory names it


def with_interfaces(claims: Sequence[Sited], seen: Seen) -> list[Sited]:
    """Give the rows of registers and inventories, each with the MAC that its interface has.

    Of several interfaces it is the one that was seen; where that is none, or two, nothing tells.
    A name that two rows bear names neither.
    """
    rows = [one for one in claims if one[1].document in {Document.REGISTER, Document.INVENTORY}]
    macs: dict[str, set[str]] = defaultdict(set)
    for _, one in claims:
        if one.document is Document.INTERFACES and one.name and one.mac:
            macs[folded(one.name)].add(one.mac)
    if not macs:
        return rows
    known = {device.mac for device, _ in seen.judged}
    names = Counter(
        folded(one.name) for _, one in rows if one.document is Document.INVENTORY and one.name
    )
    made: list[Sited] = []
    for site, one in rows:
        name = folded(one.name or "")
        if one.document is Document.INVENTORY and one.mac is None and names[name] == 1:
            every = macs.get(name, set())
            met = every & known or every
            made.append((site, replace(one, mac=next(iter(met)) if len(met) == 1 else None)))
        else:
            made.append((site, one))
    return made


def sited(rows: Sequence[Sited], seen: Seen, estate: Estate | None) -> list[Sited]:
    """Give each row of an inventory its site; rows of other documents have theirs already.

    It is the declared site that bears the name; else the one where MAC, id or serial number were
    seen; else the one in which all addresses lie that the inventory has under that name.
    """
    names = {_bare(one.name): one.name for one in estate.sites} if estate is not None else {}
    marks = _marks(seen)
    places = _places(rows, estate)
    made: list[Sited] = []
    for site, one in rows:
        if site is None and one.document is Document.INVENTORY:
            named = _named(one, names)
            met = {place for mark in _of(one) for place in marks.get(mark, ())}
            if named is not None:
                made.append((named, one))
            elif len(met) == 1:
                made.append((next(iter(met)), one))
            else:
                made.append((_declared(one, estate, places), one))
        else:
            made.append((site, one))
    return made


def elsewhere(row: Sited, estate: Estate | None) -> bool:
    """Tell whether a row names a site that is not declared, so that nobody looked there."""
    site, claim = row
    return estate is not None and bool(estate.sites) and site is None and claim.at_site is not None


def _bare(name: str) -> str:
    """Write a name without case and signs: "main-building" is the slug of "Main building"."""
    return "".join(c for c in folded(name) if c.isalnum())


def _named(claim: Claim, names: dict[str, str]) -> str | None:
    """Find the declared site that a row names: whole, or as a part of "Town / School / Hall"."""
    text = claim.at_site or ""
    parts = text.replace(">", "/").replace("\\", "/").replace(",", "/").split("/")
    found = {names[bare] for one in (text, *parts) if (bare := _bare(one)) in names}
    return next(iter(found)) if len(found) == 1 else None


def _marks(seen: Seen) -> dict[tuple[str, str], set[str | None]]:
    """Give the sites at which a MAC, an id and a serial number were seen."""
    found: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for device, identity in seen.judged:
        found["id", device.id].add(device.site)
        if device.mac is not None:
            found["mac", device.mac].add(device.site)
        if (number := serial(identity.serial)) is not None:
            found["serial", number].add(device.site)
    return found


def _of(claim: Claim) -> Iterable[tuple[str, str]]:
    if claim.mac:
        yield "mac", claim.mac
    if claim.of:
        yield "id", claim.of
    if (number := serial(claim.serial)) is not None:
        yield "serial", number


def _places(rows: Sequence[Sited], estate: Estate | None) -> dict[_Group, set[str | None]]:
    """Give the declared sites of all addresses that stand under one name of a site."""
    found: dict[_Group, set[str | None]] = defaultdict(set)
    for _, one in rows:
        if one.ip is not None and one.at_site is not None and estate is not None:
            place = estate.place(one.ip, None)
            found[one.seen.source, one.at_site].add(place[0].name if place is not None else None)
    return found


def _declared(
    claim: Claim, estate: Estate | None, places: dict[_Group, set[str | None]]
) -> str | None:
    if claim.at_site is not None:
        found = places.get((claim.seen.source, claim.at_site), set())
        return next(iter(found)) if len(found) == 1 else None
    place = estate.place(claim.ip, None) if estate is not None and claim.ip is not None else None
    return place[0].name if place is not None else None
