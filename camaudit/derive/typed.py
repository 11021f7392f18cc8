"""What people typed beside an audit: labels that were read, and replies of suppliers.

A label is evidence, so the answers of its device follow from it again (listed/eye.py). A reply is
none: it is compared, and counted nowhere. Of several audits every label and every reply is kept,
each once: a label that was read twice in different ways is two, and both are shown.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.derive.verdict import Checked, Problem
from camaudit.listed.replies import day
from camaudit.model.listed import Agreed
from camaudit.tabular.reply import DAY, MADE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from camaudit.derive.joined import Ids
    from camaudit.listed.stated import Stater
    from camaudit.model.audit import Audit
    from camaudit.model.listed import LabelRead, Listed, Statement


def labels_of(labels: Sequence[LabelRead]) -> dict[str, list[LabelRead]]:
    """Give the labels of each device by its id."""
    found: dict[str, list[LabelRead]] = defaultdict(list)
    for one in labels:
        if one.device is not None:
            found[one.device].append(one)
    return found


def compared(audit: Audit, stater: Stater) -> tuple[list[Checked], list[Problem]]:
    """Read labels and replies again, and see that each is of the device that it names."""
    listed = {one.id: one for one in audit.listed}
    labels = list(_labels(audit, listed, stater))
    replies = list(_replies(audit, stater))
    checked: list[Checked] = []
    for what, count, found in (
        ("labels that were read", len(audit.labels), labels),
        ("replies of suppliers", len(audit.statements), replies),
    ):
        places = len({one.where.partition(".")[0] for one in found})
        checked.append(Checked(what=what, count=count, agree=count - places))
    return checked, [*labels, *replies]


def _labels(audit: Audit, listed: Mapping[str, Listed], stater: Stater) -> Iterator[Problem]:
    for at, one in enumerate(audit.labels):
        again = stater.read(one.brand, one.model)
        if again != one.stated:
            yield Problem(
                where=f"labels[{at}].stated",
                says="Brand and model say otherwise.",
                written=f"{one.stated.maker}, {one.stated.grade}",
                derived=f"{again.maker}, {again.grade}",
            )
        camera = listed.get(one.listed or "")
        named = one.device is not None or camera is not None
        if (
            (one.agreed is not None) != named
            or (one.agreed is Agreed.ID and one.of not in {one.device, one.listed})
            or (camera is not None and camera.device != one.device)
        ):
            yield Problem(
                where=f"labels[{at}].device",
                says="It is not the camera that the label names.",
                written=one.device or one.listed,
                derived=one.of,
            )


def _replies(audit: Audit, stater: Stater) -> Iterator[Problem]:
    devices = {one.id for one in audit.devices}
    cameras = {one.id for one in audit.listed}
    for at, one in enumerate(audit.statements):
        answers = dict(one.answers)
        for name, written, derived in (
            ("maker", one.maker, stater.read(answers.get(MADE), None).maker),
            ("on", one.on, day(answers.get(DAY, ""))),
            ("device", one.device, one.id if one.id in devices else None),
            ("listed", one.listed, one.id if one.id in cameras else None),
        ):
            if written != derived:
                yield Problem(
                    where=f"statements[{at}].{name}",
                    says="The reply says otherwise.",
                    written=written,
                    derived=derived,
                )


def pooled_labels(
    audits: Sequence[Audit], ids: Ids, listed: Sequence[Listed], *, find: bool
) -> tuple[LabelRead, ...]:
    """Give the labels of several audits, each once, of the devices that these are now.

    Input:  find: whether a label of no camera of its own audit may be one of another's: then the
            answers of that device must be derived again.
    """
    devices = set(ids.values())
    cameras = {one.id: one for one in listed}
    found: dict[tuple[object, ...], LabelRead] = {}
    for number, audit in enumerate(audits):
        for one in audit.labels:
            made = _moved(one, number, ids, cameras)
            if find:
                made = _met(made, devices, cameras)
            key = (made.of, made.brand, made.model, made.serial, made.place, made.read_by,
                   made.read_on, made.seen)  # fmt: skip
            old = found.get(key)
            # The one that names a camera, else that of the later audit.
            if old is None or old.agreed is None or made.agreed is not None:
                found[key] = made
    return tuple(sorted(found.values(), key=_label_order))


def found_anew(audits: Sequence[Audit], ids: Ids, labels: Sequence[LabelRead]) -> frozenset[str]:
    """Give the ids of the devices that have a label which was none of theirs in any audit."""
    before = {
        (ids.get((number, one.device or "")), one.brand, one.model, one.seen)
        for number, audit in enumerate(audits)
        for one in audit.labels
    }
    return frozenset(
        one.device
        for one in labels
        if one.device is not None and (one.device, one.brand, one.model, one.seen) not in before
    )


def _moved(one: LabelRead, number: int, ids: Ids, cameras: Collection[str]) -> LabelRead:
    device = ids.get((number, one.device or ""))
    listed = one.listed if one.listed in cameras else None
    of = device if one.of == one.device and device is not None else one.of
    agreed = one.agreed
    if agreed is Agreed.ID and of not in {device, listed}:
        agreed = Agreed.MAC  # the camera on a list by whose id it was known is one with another
    if device is None and listed is None:
        agreed = None
    return replace(one, of=of, device=device, listed=listed, agreed=agreed)


def _met(one: LabelRead, devices: Collection[str], cameras: Mapping[str, Listed]) -> LabelRead:
    """Say of a label that its camera is one that another audit knows."""
    if one.agreed is None and one.of in devices:
        return replace(one, agreed=Agreed.ID, device=one.of)
    if one.agreed is None and one.of in cameras:
        one = replace(one, agreed=Agreed.ID, listed=one.of)
    camera = cameras.get(one.listed or "")
    if camera is not None and one.device is None and camera.device is not None:
        return replace(one, device=camera.device)
    return one


def _label_order(one: LabelRead) -> tuple[str, int, str, str]:
    return (one.seen.source, _number(one.seen.place), one.seen.place, repr(one))


def _number(place: str) -> int:
    last = place.rpartition(" ")[2]
    return int(last) if last.isascii() and last.isdigit() else 0


def pooled_statements(
    audits: Sequence[Audit], ids: Ids, cameras: Collection[str]
) -> tuple[Statement, ...]:
    """Give the replies of several audits, each once, of the devices that these are now."""
    devices = set(ids.values())
    found: dict[tuple[object, ...], Statement] = {}
    for number, audit in enumerate(audits):
        for one in audit.statements:
            id_ = ids.get((number, one.id), one.id)
            made = replace(
                one,
                id=id_,
                device=id_ if id_ in devices else None,
                listed=id_ if id_ in cameras else None,
            )
            found[id_, one.answers, one.seen] = made
    return tuple(sorted(found.values(), key=lambda one: (one.id, one.seen, one.answers)))
