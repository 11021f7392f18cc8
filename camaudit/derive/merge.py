"""One answer of several audits: a device counts once, sites stay apart, coverage adds up.

The order in which audits are given changes nothing: they are put in one order first, and of two
values that differ the surer, then the newer one is kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.derive import paperwork, pooled, typed
from camaudit.derive.form import named_makers
from camaudit.derive.joined import as_one, groups, newest, surest
from camaudit.derive.owners import apart, in_one_order, part_order, parts_of
from camaudit.derive.rewrite import finding_order, regrouped
from camaudit.errors import UsageError
from camaudit.model.audit import Audit, RecorderSeen
from camaudit.model.finding import finding_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from camaudit.derive.joined import Ids, Record
    from camaudit.model.action import Exemption
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity
    from camaudit.model.listed import LabelRead

    Again = Callable[[Device, Sequence[LabelRead]], Identity]


def merge(audits: Sequence[Audit], again: Again | None = None) -> Audit:
    """Put audits together.

    Input:  at least one audit; again: tells what a device is of which several audits hold evidence,
            by what it said and by its labels (None: the surest of their answers stays, the newest
            of several).
    Output: an audit of its own; of one audit the audit itself.
    Raises: UsageError where they cannot be put together.
    """
    one_key(audits)
    ordered = in_one_order(audits)
    if len(ordered) == 1:
        return ordered[0]
    sites = apart(ordered)
    parts = tuple(sorted({one for each in sites for one in parts_of(each)}, key=part_order))
    grouped = groups(sites)
    ids = {
        (record.audit, record.device.id): newest(group).device.id
        for group in grouped
        for record in group
    }
    told = [_told(group, again) for group in grouped]
    devices = [device for device, _ in told]
    listed = paperwork.listed(sites, devices, [identity for _, identity in told], ids)
    labels = typed.pooled_labels(sites, ids, listed, find=again is not None)
    identities = _labelled(grouped, told, again, labels, typed.found_anew(sites, ids, labels))
    findings, exemptions = _findings(sites, grouped, identities, ids)
    statements = typed.pooled_statements(sites, ids, {one.id for one in listed})
    old = [one for audit in sites for one in audit.findings]
    return Audit(
        version=max(one.version for one in sites),
        at=max(one.at for one in sites),
        data=pooled.data(sites),
        estate=pooled.estate(sites),
        files=pooled.files(sites),
        devices=tuple(devices),
        identities=tuple(identities),
        findings=findings,
        coverage=pooled.coverage(sites),
        others=pooled.others(sites),
        not_ours=pooled.not_ours(sites),
        shortfalls=pooled.shortfalls(sites),
        makers=pooled.makers(sites, named_makers(identities, listed, statements)),
        logins_judged=sum(
            login.count
            for device in devices
            for login in device.logins
            if login.defaults is not None
        ),
        outbound_looked=any(one.outbound_looked for one in sites),
        partial=any(one.partial for one in sites),
        run=None,
        sent=pooled.sent(sites),
        places=pooled.places(sites),
        actions=regrouped(findings, (task for one in sites for task in one.actions), old),
        exemptions=exemptions,
        recorders=_recorders(sites, identities, ids),
        listed=listed,
        lists=paperwork.lists(sites, ids),
        register=paperwork.register(sites, ids, {one.id for one in listed}),
        labels=labels,
        statements=statements,
        parts=parts,
        met_again=tuple(
            sorted(
                {newest(group).device.id for group in grouped if len(group) > 1}
                | {ids[at, one] for at, audit in enumerate(sites) for one in audit.met_again}
            )
        ),
        redacted=sites[0].redacted,
    )


def one_key(audits: Sequence[Audit]) -> None:
    """See that pseudonyms, if there are any, were all made with one key.

    Raises: UsageError.
    """
    if len({one.redacted for one in audits}) > 1:
        raise UsageError(
            "these audits were not redacted with one and the same key, so that a device of one is "
            "not known again in another: redact all of them with one key file, or none"
        )


def _told(group: Sequence[Record], again: Again | None) -> tuple[Device, Identity]:
    """Give one device and what it is, but for labels; of one record nothing changes."""
    if len(group) == 1:
        return group[0].device, group[0].identity
    device = as_one(group)
    identity = surest(group) if again is None else again(device, ())
    return device, replace(identity, device=device.id)


def _labelled(
    grouped: Sequence[Sequence[Record]],
    told: Sequence[tuple[Device, Identity]],
    again: Again | None,
    labels: Sequence[LabelRead],
    anew: Collection[str],
) -> list[Identity]:
    """Give what the devices are by their labels too.

    Input: anew: ids of devices with a label that was no device's before.
    """
    of = typed.labels_of(labels)
    made: list[Identity] = []
    for group, (device, identity) in zip(grouped, told, strict=True):
        own = of.get(device.id, ())
        if again is not None and own and (len(group) > 1 or device.id in anew):
            made.append(replace(again(device, own), device=device.id))
        else:
            made.append(identity)
    return made


def _findings(
    audits: Sequence[Audit],
    grouped: Sequence[Sequence[Record]],
    identities: Sequence[Identity],
    ids: Ids,
) -> tuple[tuple[Finding, ...], tuple[Exemption, ...]]:
    """Give each finding once, the surest; what one audit accepted and another did not, counts."""
    gone = _gone(grouped, identities)

    def of(number: int, findings: Iterable[Finding]) -> list[Finding]:
        kept = [one for one in findings if not one.code.startswith(gone[number, one.device])]
        return [_now(one, ids[number, one.device]) for one in kept]

    best: dict[str, tuple[int, int, float, str, Finding]] = {}
    for number, audit in enumerate(audits):
        for one in of(number, audit.findings):
            rank = (one.grade.rank, one.severity.rank, audit.at, repr(one), one)
            best[one.id] = max(rank, best.get(one.id, rank), key=lambda each: each[:4])
    findings = tuple(sorted((one[4] for one in best.values()), key=finding_order))
    told = set(best)
    rows: list[Exemption] = []
    for number, audit in enumerate(audits):
        for row in audit.exemptions:
            held = tuple(one for one in of(number, row.held) if one.id not in told)
            told |= {one.id for one in held}
            device = ids.get((number, row.device or ""), row.device)
            rows.append(replace(row, device=device, held=held))
    return findings, tuple(rows)


def _gone(
    grouped: Sequence[Sequence[Record]], identities: Sequence[Identity]
) -> dict[tuple[int, str], tuple[str, ...]]:
    """Give the families of codes of which an audit's word on a device no longer holds.

    Flaws are those of the firmware that it has now, placement is that of where it is now.
    """
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for group, identity in zip(grouped, identities, strict=True):
        for one in group:
            updated = one.identity.firmware != identity.firmware and len(group) > 1
            moved = one.audit != newest(group).audit
            found[one.audit, one.device.id] = (
                *(("vulnerability.",) if updated else ()),
                *(("placement.",) if moved else ()),
            )
    return found


def _now(one: Finding, device: str) -> Finding:
    return replace(one, device=device, id=finding_id(device, one.code, one.subject))


def _recorders(
    audits: Sequence[Audit], identities: Iterable[Identity], ids: Ids
) -> tuple[RecorderSeen, ...]:
    cameras: dict[str, set[str]] = defaultdict(set)
    for number, audit in enumerate(audits):
        for one in audit.recorders:
            cameras[ids[number, one.device]] |= {ids[number, camera] for camera in one.cameras}
    return tuple(
        RecorderSeen(
            device=one.device,
            channels=one.channels,
            cameras=tuple(sorted(cameras[one.device] - {one.device})),
        )
        for one in sorted(identities, key=lambda one: one.device)
        if one.channels
    )
