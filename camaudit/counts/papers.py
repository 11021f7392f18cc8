"""Cameras that recorders' lists name, beside those that were seen: each counts once.

A list is no evidence that a camera is there, so it makes no device. But a recorder that names a
camera by the address, MAC or serial number of a device that was seen tells what that device is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.counts.tally import Column, column
from camaudit.model.listed import Sight, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.model.audit import Audit
    from camaudit.model.grade import Grade
    from camaudit.model.identity import Identity
    from camaudit.model.listed import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What recorders' lists add to a count."""

    seen: int = 0  # cameras seen on the network
    both: int = 0  # of these, on a recorder's list too
    unseen: int = 0  # cameras on recorders' lists only
    moved: int = 0  # listed at another time by address alone: any may be one that was seen
    replaced: int = 0  # listed, and another device is at the address now: not counted
    unsaid: int = 0  # channels of which a list does not say whether a camera hangs there
    recorders: int = 0  # seen, or known by their list
    without_list: int = 0  # recorders of which no list was given
    listed: frozenset[str] = frozenset()  # ids of recorders whose list was given
    labels: int = 0  # cameras, and what may be one, whose label a person read
    lost_labels: int = 0  # labels that were read of no camera of this answer

    @property
    def cameras(self) -> int:
        """All cameras: at least so many."""
        return self.seen + self.unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The camera register in three numbers, and how much of them only a recorder's list shows."""

    both: int  # rows whose camera is on the network, or on a recorder's list
    both_unseen: int  # of these, on a recorder's list and not seen
    paper: int  # rows of which nothing else is known
    network: int  # cameras that no row names, and what may be one
    network_either: int  # of these, a camera, a recorder or a door phone
    network_unseen: int  # of these, on a recorder's list and not seen
    still: int  # of both, cameras that the register says are not in use
    away: int  # rows of cameras that are not in use by the register, and were not seen
    elsewhere: int  # rows of a site that is not declared

    @property
    def rows(self) -> int:
        """Count the rows of the register."""
        return self.both + self.paper + self.away + self.elsewhere


def columns_of(audit: Audit) -> dict[str, Column]:
    """Give the column of each device; where only a list tells camera from recorder, by the list."""
    cameras = {one.device for one in audit.listed if one.sight is Sight.SEEN}
    recorders = {one.recorder for one in audit.lists}
    found: dict[str, Column] = {}
    for one in audit.identities:
        found[one.device] = column(one)
        if found[one.device] is Column.EITHER and one.device in cameras | recorders:
            found[one.device] = Column.CAMERA if one.device in cameras else Column.RECORDER
    return found


def papers_of(audit: Audit, columns: Mapping[str, Column]) -> Papers:
    """Count what the lists of recorders add."""
    seen = [device for device, one in columns.items() if one is Column.CAMERA]
    named = {one.device for one in audit.listed if one.sight is Sight.SEEN}
    sights = Counter(one.sight for one in audit.listed)
    recorders, without = _recorders(audit, columns)
    return Papers(
        seen=len(seen),
        both=len(named & set(seen)),
        unseen=len(unseen_of(audit, columns)),
        moved=sights[Sight.MOVED],
        replaced=sights[Sight.REPLACED],
        unsaid=sum(one.unsaid for one in audit.lists),
        recorders=recorders,
        without_list=without,
        listed=frozenset(one.recorder for one in audit.lists if one.recorder is not None),
        labels=len({one.device or one.listed for one in audit.labels if one.agreed is not None}),
        lost_labels=sum(one.agreed is None for one in audit.labels),
    )


def unseen_of(audit: Audit, columns: Mapping[str, Column]) -> tuple[Listed, ...]:
    """Give the listed cameras that count beside those seen.

    One that may have been seen under another address counts only where the site has no seen camera
    left that no list names.
    """
    named = {one.device for one in audit.listed if one.sight is Sight.SEEN}
    left = Counter(
        one.site
        for one in audit.devices
        if columns[one.id] is Column.CAMERA and one.id not in named
    )
    found: list[Listed] = []
    for one in audit.listed:
        if one.sight is Sight.MOVED and left[one.site]:
            left[one.site] -= 1
        elif one.sight in {Sight.MOVED, Sight.NOT_SEEN}:
            found.append(one)
    return tuple(found)


def _recorders(audit: Audit, columns: Mapping[str, Column]) -> tuple[int, int]:
    """Count recorders, and those without a list, where lists and recorders have no link as well.

    A list of which nothing says whose it is belongs to one of the recorders of its site, if one is
    left; one that names a recorder is one more where none is left.
    """
    own = {one.recorder for one in audit.lists}
    seen: Counter[str | None] = Counter()
    free: Counter[str | None] = Counter()
    for device in audit.devices:
        if columns[device.id] is Column.RECORDER:
            seen[device.site] += 1
            free[device.site] += device.id not in own
    loose = Counter(
        one.site for one in audit.lists if one.recorder is None and (one.numbered or one.name)
    )
    named = Counter(
        one.site for one in audit.lists if one.recorder is None and one.name is not None
    )
    more = sum(max(0, named[site] - free[site]) for site in named)
    without = sum(max(0, free[site] - loose[site]) for site in free)
    return sum(seen.values()) + more, without


def register_of(audit: Audit) -> Register | None:
    """Count the register; None where none was given."""
    if not audit.register:
        return None
    counted = Counter(one.standing for one in audit.register)
    identities = {one.device: one for one in audit.identities}
    unnamed = [
        one.device
        for one in audit.register
        if one.standing is Standing.NETWORK and one.listed is None
    ]
    return Register(
        both=counted[Standing.BOTH] + counted[Standing.LISTED] + counted[Standing.STILL],
        both_unseen=counted[Standing.LISTED],
        paper=counted[Standing.PAPER],
        network=counted[Standing.NETWORK] + counted[Standing.LIST_ONLY],
        network_either=sum(
            one in identities and column(identities[one]) is Column.EITHER for one in unnamed
        ),
        network_unseen=counted[Standing.LIST_ONLY],
        still=counted[Standing.STILL],
        away=counted[Standing.AWAY],
        elsewhere=counted[Standing.ELSEWHERE],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Who built one camera or recorder, by what was seen or, failing that, by a list."""

    site: str | None
    device: str | None  # Device.id; None: on a list only
    column: Column
    maker: str | None
    grade: Grade
    label: str | None
    model: str | None  # as the device announces it, else as a list gives it; hostile
    witnesses: frozenset[str]  # "mac", "sadp"; "list": a recorder's list


LIST = "list"  # what a recorder says of its cameras, among the protocols that testify


def built(audit: Audit, columns: Mapping[str, Column]) -> tuple[Built, ...]:
    """Give the maker of each device and of each camera that is only listed.

    What a list states counts where nothing that was seen makes a maker likely or names another.
    """
    told = {one.device: one for one in audit.listed if one.sight is Sight.SEEN}
    found = [
        _of_device(device.site, identity, columns[device.id], told.get(device.id))
        for device, identity in zip(audit.devices, audit.identities, strict=True)
    ]
    found += [
        Built(
            site=one.site,
            device=None,
            column=Column.CAMERA,
            maker=one.stated.maker,
            grade=one.stated.grade,
            label=one.stated.brand,
            model=one.model,
            witnesses=frozenset({LIST} if one.stated.maker is not None else ()),
        )
        for one in unseen_of(audit, columns)
    ]
    return tuple(found)


def _of_device(
    site: str | None, identity: Identity, its: Column, told: Listed | None
) -> Built:  # fmt: skip
    maker, grade, label = identity.maker.value, identity.maker.grade, identity.brand.value
    witnesses = {one.fact.channel.witness for one in identity.maker.evidence}
    stated = told.stated if told is not None else None
    if (
        stated is not None
        and stated.maker is not None
        and maker in {None, stated.maker}
        and stated.grade.rank > grade.rank
    ):
        maker, grade, label = stated.maker, stated.grade, label or stated.brand
        witnesses.add(LIST)
    return Built(
        site=site,
        device=identity.device,
        column=its,
        maker=maker,
        grade=grade,
        label=label,
        model=identity.model or (told.model if told is not None else None),
        witnesses=frozenset(witnesses),
    )
