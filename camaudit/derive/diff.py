"""Two audits compared: what changed in the estate, in what was looked at, in what is known.

"Gone" is said of nothing: a device was not seen this time, and that only where somebody looked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.tables import tables
from camaudit.derive.changes import Cause, Change, Changes, Side, What
from camaudit.derive.matched import match
from camaudit.derive.merge import one_key
from camaudit.derive.otherwise import Data, findings_of, values_of
from camaudit.derive.sight import looked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.derive.matched import Judged, Matched
    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Coverage
    from camaudit.model.device import Device
    from camaudit.model.listed import Listed


def diff(old: Audit, new: Audit) -> Changes:
    """Compare two audits of one estate.

    Raises: UsageError where pseudonyms of two keys would be compared.
    """
    one_key((old, new))
    data = Data(old, new)
    found = match(old, new)
    every = [
        *_devices(found, old, new),
        *_pairs(found, data),
        *_listed(old, new),
        *_networks(old, new),
        *_inputs(old, new),
        *_tables(old, new),
    ]
    by_cause = {
        cause: tuple(
            sorted((one for one in every if one.cause is cause), key=lambda one: one.order)
        )
        for cause in Cause
    }
    return Changes(
        old=_side(old),
        new=_side(new),
        by_mac=found.by_mac,
        by_serial=found.by_serial,
        by_address=found.by_address,
        estate=by_cause[Cause.ESTATE],
        coverage=by_cause[Cause.COVERAGE],
        knowledge=by_cause[Cause.KNOWLEDGE],
    )


def _side(audit: Audit) -> Side:
    counts = tables(audit)
    return Side(
        organisation=audit.estate.organisation,
        at=audit.at,
        version=audit.version,
        rules=max((one.date for one in audit.data if one.name == "rules"), default=None),
        cameras=counts.papers.cameras,
        recorders=counts.papers.recorders,
        either=counts.tally.either,
        looked=counts.looked,
        networks=len(counts.networks),
    )


def place(device: Device) -> str:
    """Say where a device stands, for a reader."""
    where = [device.site, device.network, *map(str, device.addresses[:1])]
    told = [one for one in where if one is not None]
    return ", ".join(told) or device.mac or device.id


def _told(one: Judged) -> str:
    """Say what a device is, in short."""
    device, identity = one
    said = [identity.maker.value or "maker not known", identity.kind.value or "kind not known"]
    said += [identity.model] if identity.model else []
    said += [device.mac] if device.mac else []
    return ", ".join(said)


def _devices(found: Matched, old: Audit, new: Audit) -> Iterator[Change]:
    for one in found.gone:
        by = looked(one[0], new)
        yield Change(
            cause=Cause.ESTATE if by else Cause.COVERAGE,
            what=What.NOT_SEEN if by else What.NOT_LOOKED,
            device=one[0].id,
            at=place(one[0]),
            old=_told(one),
            new=f"looked at by {', '.join(by)}" if by else None,
        )
    for one in found.come:
        by = looked(one[0], old)
        yield Change(
            cause=Cause.ESTATE if by else Cause.COVERAGE,
            what=What.COME if by else What.FIRST_LOOKED,
            device=one[0].id,
            at=place(one[0]),
            old=f"looked at by {', '.join(by)}" if by else None,
            new=_told(one),
        )
        yield from _found_on(one, new, Cause.ESTATE if by else Cause.COVERAGE)


def _found_on(one: Judged, new: Audit, cause: Cause) -> Iterator[Change]:
    """Tell the findings of a device that is new here."""
    for finding in new.findings:
        if finding.device == one[0].id:
            yield Change(
                cause=cause,
                what=What.OPENED,
                device=one[0].id,
                at=place(one[0]),
                subject=f"{finding.code}: {finding.subject}",
                severity=finding.severity,
                new=finding.summary,
            )


def _pairs(found: Matched, data: Data) -> Iterator[Change]:
    for old, new in found.pairs:
        where = place(new[0])
        yield from values_of(old, new, data, where)
        yield from findings_of(old[0], new[0], data, where)


def _listed(old: Audit, new: Audit) -> Iterator[Change]:
    """Compare the cameras on recorders' lists; without the list nothing is said of them."""
    before = {one.id: one for one in old.listed}
    after = {one.id: one for one in new.listed}
    lists = [{(one.site, one.name or one.sources) for one in audit.lists} for audit in (old, new)]
    both = {site for site, _ in lists[0] & lists[1]}
    for name in sorted(before.keys() ^ after.keys()):
        one = before.get(name) or after[name]
        told = _camera(one)
        gone = name in before
        yield Change(
            cause=Cause.ESTATE if one.site in both else Cause.COVERAGE,
            what=What.UNLISTED if gone else What.LISTED,
            device=one.device,
            at=", ".join(part for part in (one.site, one.recorder_name, one.channel) if part),
            old=told if gone else None,
            new=None if gone else told,
        )


def _camera(one: Listed) -> str:
    said = (one.name, one.make, one.model, one.mac or (str(one.ip) if one.ip else None))
    return ", ".join(part for part in said if part) or "a camera"


def _networks(old: Audit, new: Audit) -> Iterator[Change]:
    before, after = (
        {(one.site or "", one.cidr): one for one in audit.coverage} for audit in (old, new)
    )
    for name in sorted(before.keys() | after.keys()):
        states = _state(before.get(name)), _state(after.get(name))
        one = after.get(name) or before[name]
        if states[0] != states[1]:
            yield Change(
                cause=Cause.COVERAGE,
                what=What.NETWORK,
                at=", ".join(part for part in (one.site, one.network) if part),
                subject=one.cidr,
                old=states[0],
                new=states[1],
            )


def _state(one: Coverage | None) -> str:
    if one is None:
        return "not named"
    logs = ", with a log of traffic on its way out" if one.logs else ""
    if not one.looks:
        return f"not looked at{logs}"
    return f"looked at by {', '.join(sorted({look.vantage for look in one.looks}))}{logs}"


def _inputs(old: Audit, new: Audit) -> Iterator[Change]:
    paths = [{one.path for one in audit.files} for audit in (old, new)]
    for path in sorted(paths[0] ^ paths[1]):
        gone = path in paths[0]
        yield Change(
            cause=Cause.COVERAGE,
            what=What.FILE,
            subject=path,
            old="read" if gone else "not there",
            new="not there" if gone else "read",
        )
    rows = (
        ("estate file", old.estate.digest, new.estate.digest),
        ("cameras expected", old.estate.expected_cameras, new.estate.expected_cameras),
        ("where cameras call", _yes(said=old.outbound_looked), _yes(said=new.outbound_looked)),
        ("everything read whole", _no(said=old.partial), _no(said=new.partial)),
        ("level of a scan", _level(old), _level(new)),
    )
    for subject, one, other in rows:
        if one != other:
            yield Change(
                cause=Cause.COVERAGE,
                what=What.LOOK,
                subject=subject,
                old=None if one is None else str(one),
                new=None if other is None else str(other),
            )


def _yes(*, said: bool) -> str:
    return "looked at" if said else "not looked at"


def _no(*, said: bool) -> str:
    return "no" if said else "yes"


def _level(audit: Audit) -> str | None:
    return None if audit.sent is None else audit.sent.level


def _tables(old: Audit, new: Audit) -> Iterator[Change]:
    editions = [{one.name: (one.date, one.digest) for one in audit.data} for audit in (old, new)]
    for name in sorted(editions[0].keys() | editions[1].keys()):
        one, other = editions[0].get(name), editions[1].get(name)
        if one != other:
            yield Change(
                cause=Cause.KNOWLEDGE,
                what=What.TABLE,
                subject=name,
                old=None if one is None else f"{one[0]} ({one[1][:8]})",
                new=None if other is None else f"{other[0]} ({other[1][:8]})",
            )
    if old.version != new.version:
        yield Change(
            cause=Cause.KNOWLEDGE,
            what=What.TABLE,
            subject="camaudit",
            old=old.version,
            new=new.version,
        )
