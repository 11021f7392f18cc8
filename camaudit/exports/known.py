"""What is known of each device, as counts tell it: the rows that every export is made of.

Who built it and what it is counted as come from `counts`, so that no export says another thing
than the report does: where only a recorder's list tells a camera from a recorder, it tells.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.counts.papers import LIST, built, columns_of
from camaudit.counts.tally import Column
from camaudit.model.grade import Grade
from camaudit.model.listed import Sight

if TYPE_CHECKING:
    from camaudit.model.audit import Audit, MakerCard
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity
    from camaudit.model.listed import LabelRead, Listed

ISO = "%Y-%m-%dT%H:%M:%SZ"  # of moments in exports, in UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One device that was seen, with all that is said of it."""

    device: Device
    identity: Identity
    column: Column
    maker: MakerCard | None  # who built it; None: not known
    grade: Grade  # of the maker
    from_list: bool  # a recorder's list tells the maker, and nothing seen tells it as surely
    label: str | None  # the brand on it, at least likely; None: not seen
    listed: Listed | None  # what a recorder's list says of it
    read: LabelRead | None  # what a person read on its housing
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]  # set apart by the exceptions file

    @property
    def kind(self) -> str:
        """What it is counted as, in words."""
        if self.column is Column.OTHER:
            return self.identity.kind.value or KINDS[self.column]
        return KINDS[self.column]

    @property
    def model(self) -> str | None:
        """The model as the device announces it, else as its label says."""
        return self.identity.model or (self.read.model if self.read is not None else None)

    @property
    def serial(self) -> str | None:
        """The serial number, from where the model is."""
        return self.identity.serial or (self.read.serial if self.read is not None else None)

    @property
    def sold_as(self) -> str | None:
        """The label, or the maker's name where no label was seen; None where neither is known."""
        return self.label or (self.maker.short if self.maker is not None else None)


KINDS = {
    Column.CAMERA: "camera",
    Column.RECORDER: "recorder",
    Column.EITHER: "camera, recorder or door phone",
    Column.OTHER: "encoder or door phone",
    Column.IMITATION: "software that may play a camera",
}


def known(audit: Audit) -> tuple[Known, ...]:
    """Give the devices of an audit in its order."""
    columns = columns_of(audit)
    cards = {card.id: card for card in audit.makers}
    told = {one.device: one for one in audit.listed if one.sight is Sight.SEEN}
    labels = {one.device: one for one in audit.labels if one.device is not None}
    findings: dict[str, list[Finding]] = defaultdict(list)
    accepted: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        findings[finding.device].append(finding)
    for exemption in audit.exemptions:
        for finding in exemption.held:
            accepted[finding.device].append(finding)
    seen = [one for one in built(audit, columns) if one.device is not None]
    return tuple(
        Known(
            device=device,
            identity=identity,
            column=columns[device.id],
            maker=cards.get(its.maker or ""),
            grade=its.grade if its.maker is not None else Grade.UNKNOWN,
            from_list=LIST in its.witnesses,
            label=its.label if _is_told(identity, its.witnesses) else None,
            listed=told.get(device.id),
            read=labels.get(device.id),
            findings=tuple(findings[device.id]),
            accepted=tuple(accepted[device.id]),
        )
        for device, identity, its in zip(audit.devices, audit.identities, seen, strict=True)
    )


def _is_told(identity: Identity, witnesses: frozenset[str]) -> bool:
    """Tell whether a label is at least likely: by what was seen, or by a recorder's list."""
    if identity.brand.value is None:
        return LIST in witnesses
    return identity.brand.grade.rank >= Grade.LIKELY.rank


def vlans(device: Device) -> tuple[str, ...]:
    """Give the VLANs in which a switch saw a device."""
    return tuple(str(vlan) for vlan in sorted({o.vlan for o in device.attachments if o.vlan}))
