"""What one part of an audit names of another is there: outputs rely on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.audit import Audit


def check(audit: Audit) -> None:
    """Refuse what refers to a device, finding or camera that is not there.

    Raises: DocumentError, with the place of the first.
    """
    if len(audit.identities) != len(audit.devices):
        raise DocumentError(f"identities: expected {len(audit.devices)}, one for each device")
    for place, one in enumerate(audit.identities):
        if one.device != audit.devices[place].id:
            raise DocumentError(f"identities[{place}].device: not the id of devices[{place}]")
    known = {one.id for one in audit.devices}
    _unique("devices", [one.id for one in audit.devices])
    for place, finding_ in enumerate(audit.findings):
        if finding_.device not in known:
            raise DocumentError(f"findings[{place}].device: no such device")
    _check_actions(audit, known)
    _check_listed(audit, known)
    _check_labels(audit, known)


def _check_actions(audit: Audit, known: set[str]) -> None:
    told = {one.id for one in audit.findings}
    for place, action_ in enumerate(audit.actions):
        if not known.issuperset(action_.devices):
            raise DocumentError(f"actions[{place}].devices: no such device")
        if not told.issuperset(action_.findings):
            raise DocumentError(f"actions[{place}].findings: no such finding")
    for place, exemption in enumerate(audit.exemptions):
        if not known.issuperset(one.device for one in exemption.held):
            raise DocumentError(f"exemptions[{place}].held: no such device")


def _check_listed(audit: Audit, known: set[str]) -> None:
    _unique("listed", [one.id for one in audit.listed])
    cameras = {one.id for one in audit.listed}
    for place, camera in enumerate(audit.listed):
        if not known.issuperset({camera.device, camera.recorder} - {None}):
            raise DocumentError(f"listed[{place}]: no such device")
    for place, one in enumerate(audit.lists):
        if one.recorder is not None and one.recorder not in known:
            raise DocumentError(f"lists[{place}].recorder: no such device")
    for place, row in enumerate(audit.register):
        if row.device is not None and row.device not in known:
            raise DocumentError(f"register[{place}].device: no such device")
        if row.listed is not None and row.listed not in cameras:
            raise DocumentError(f"register[{place}].listed: no such camera")


def _check_labels(audit: Audit, known: set[str]) -> None:
    cameras = {one.id for one in audit.listed}
    for place, one in enumerate(audit.labels):
        if one.device is not None and one.device not in known:
            raise DocumentError(f"labels[{place}].device: no such device")
        if one.listed is not None and one.listed not in cameras:
            raise DocumentError(f"labels[{place}].listed: no such camera")


def _unique(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for place, one in enumerate(ids):
        if one in seen:
            raise DocumentError(f"{name}[{place}].id: the id of another one")
        seen.add(one)
