"""Labels that a person read, each at the camera that it is of.

A walk sheet names a camera by its id; where that is not known any more (an estate file gave a site
another name) by the MAC that stands beside it. Addresses are no help: they move.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.listed.eye import of_claim, with_labels
from camaudit.model.grade import Grade
from camaudit.model.listed import Agreed, LabelRead
from camaudit.model.observation import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.listed.bunch import Sited
    from camaudit.listed.match import Judged
    from camaudit.listed.stated import Stater
    from camaudit.model.listed import Listed
    from camaudit.model.observation import Claim


class Labels:
    """The labels of one audit: first of devices, then of cameras that only lists name."""

    def __init__(self, claims: Sequence[Sited], stater: Stater) -> None:
        self._claims = [one for _, one in claims if one.document is Document.LABEL]
        self._stater = stater
        self._of_device: dict[int, tuple[str, Agreed]] = {}  # by place among the claims
        self._of_listed: dict[int, tuple[str, Agreed]] = {}

    def at_devices(self, judged: Sequence[Judged]) -> list[Judged]:
        """Give the devices with what their labels say."""
        by_id = {device.id: device.id for device, _ in judged}
        macs: dict[str, str | None] = {}
        for device, _ in judged:
            if device.mac is not None:  # of two sites: nothing says which
                macs[device.mac] = None if device.mac in macs else device.id
        self._of_device = self._found(by_id, macs)
        return self._read(judged, self._of_device)

    def on_lists(
        self, judged: Sequence[Judged], listed: Sequence[Listed]
    ) -> tuple[list[Judged], tuple[Listed, ...]]:
        """Give the same of the cameras on lists, and of devices that lists name meanwhile."""
        by_id = {one.id: one.id for one in listed}
        macs = {one.mac: one.id for one in listed if one.mac is not None}
        self._of_listed = {
            at: found
            for at, found in self._found(by_id, dict(macs)).items()
            if at not in self._of_device
        }
        device_of = {one.id: one.device for one in listed}
        seen_too = {
            at: (device, agreed)
            for at, (one, agreed) in self._of_listed.items()
            if (device := device_of[one]) is not None
        }
        self._of_device |= seen_too
        labels = {one: self._claims[at] for at, (one, _) in self._of_listed.items()}
        return self._read(judged, seen_too), tuple(self._stated(one, labels) for one in listed)

    def read(self, described: frozenset[str]) -> tuple[LabelRead, ...]:
        """Give every label that was read, in the order of the sheets.

        Input:  described: ids of the devices that the answer describes; others it does not name.
        """
        return tuple(self._label(at, claim, described) for at, claim in enumerate(self._claims))

    def _found(
        self, by_id: dict[str, str], macs: dict[str, str | None]
    ) -> dict[int, tuple[str, Agreed]]:
        found: dict[int, tuple[str, Agreed]] = {}
        for at, claim in enumerate(self._claims):
            if claim.of in by_id:
                found[at] = by_id[claim.of], Agreed.ID
            elif claim.mac is not None and (known := macs.get(claim.mac)) is not None:
                found[at] = known, Agreed.MAC
        return found

    def _read(self, judged: Sequence[Judged], found: dict[int, tuple[str, Agreed]]) -> list[Judged]:
        claims: dict[str, list[Claim]] = {}
        for at, (of, _) in found.items():
            claims.setdefault(of, []).append(self._claims[at])
        made: list[Judged] = []
        for device, identity in judged:
            labels = map(of_claim, claims.get(device.id, ()))
            made.append((device, with_labels(device, identity, labels, self._stater)))
        return made

    def _stated(self, one: Listed, labels: dict[str, Claim]) -> Listed:
        """Give a listed camera what its label tells where the list tells less."""
        claim = labels.get(one.id)
        if claim is None:
            return one
        stated = self._stater.read(claim.make, claim.model)
        better = stated.maker is not None and stated.grade.rank > one.stated.grade.rank
        silent = one.make is None and one.model is None  # else the two would be mixed
        return replace(
            one,
            make=claim.make if silent else one.make,
            model=claim.model if silent else one.model,
            serial=one.serial or claim.serial,
            place=one.place or claim.place,
            stated=stated if better or one.stated.grade is Grade.UNKNOWN else one.stated,
        )

    def _label(self, at: int, claim: Claim, described: frozenset[str]) -> LabelRead:
        device, agreed = self._of_device.get(at, (None, None))
        if device not in described:
            device = agreed = None
        listed, other = self._of_listed.get(at, (None, None))
        return LabelRead(
            of=claim.of,
            agreed=agreed or other,
            device=device,
            listed=listed,
            brand=claim.make,
            model=claim.model,
            serial=claim.serial,
            place=claim.place,
            read_by=claim.said_by,
            read_on=claim.said_on,
            stated=self._stater.read(claim.make, claim.model),
            seen=claim.seen,
        )
