"""Recorders' lists and registers of several audits: each camera once, of each list the newest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.derive.owners import owner
from camaudit.model.listed import Agreed, CameraList, Listed, Registered, Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.derive.joined import Ids
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.identity import Identity


def listed(
    audits: Sequence[Audit],
    devices: Sequence[Device],
    identities: Sequence[Identity],
    ids: Ids,
) -> tuple[Listed, ...]:
    """Give each listed camera once; one that another audit saw was seen."""
    macs: dict[str | None, str] = {one.mac: one.id for one in devices if one.mac is not None}
    serials: dict[tuple[str | None, str | None], str] = {
        (one.maker.value, one.serial): one.device for one in identities if one.serial is not None
    }
    found: dict[str, Listed] = {}
    for number, audit in enumerate(audits):
        for one in audit.listed:
            found[one.id] = replace(
                one,
                device=ids.get((number, one.device or "")),
                recorder=ids.get((number, one.recorder or "")),
            )
    taken = {one.device for one in found.values()}
    named: set[str | None] = {None}
    made: list[Listed] = []
    for name in sorted(found, key=lambda key: (found[key].device is None, key)):
        one = found[name]
        if one.mac is not None and one.mac in named:
            continue  # two lists name it
        named.add(one.mac)
        if one.device is None:
            one = _met(one, macs.get(one.mac), Agreed.MAC, taken)
        if one.device is None:
            key = (one.stated.maker, one.serial)
            one = _met(one, serials.get(key), Agreed.SERIAL, taken)
        taken.add(one.device)
        made.append(one)
    return tuple(
        sorted(
            made,
            key=lambda one: (
                one.site or "",
                one.recorder_name or "",
                len(one.channel or ""),
                one.channel or "",
                one.id,
            ),
        )
    )


def _met(one: Listed, device: str | None, agreed: Agreed, taken: set[str | None]) -> Listed:
    """Say of a listed camera that it is a device, where that is not another one on a list."""
    if device is None or device in taken:
        return one
    return replace(one, sight=Sight.SEEN, device=device, agreed=agreed)


def lists(audits: Sequence[Audit], ids: Ids) -> tuple[CameraList, ...]:
    """Give the newest list of each recorder."""
    found: dict[tuple[str | None, str | None, tuple[str, ...]], CameraList] = {}
    for number, audit in enumerate(audits):
        for one in audit.lists:
            made = replace(one, recorder=ids.get((number, one.recorder or "")))
            key = (one.site, one.name, () if one.name else one.sources)
            old = found.get(key)
            if old is None or (old.at, repr(old)) < (made.at, repr(made)):
                found[key] = made
    return tuple(
        sorted(found.values(), key=lambda one: (one.site or "", one.name or "", one.sources))
    )


def register(audits: Sequence[Audit], ids: Ids, cameras: set[str]) -> tuple[Registered, ...]:
    """Give the register of each owner, the newest."""
    made = [
        replace(
            one,
            device=ids.get((number, one.device or "")),
            listed=one.listed if one.listed in cameras else None,
        )
        for number in _newest_registers(audits)
        for one in audits[number].register
    ]
    return tuple(made)


def _newest_registers(audits: Sequence[Audit]) -> list[int]:
    found: dict[str, int] = {}
    for number, audit in enumerate(audits):  # in order of owner and time
        if audit.register:
            found[owner(audit)] = number
    return sorted(found.values())
