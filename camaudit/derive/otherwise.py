"""Why something is told otherwise of a device that two audits describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.derive.changes import Cause, Change, What
from camaudit.derive.sight import behind, could_see, facts_with, logs_of, said_so

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.derive.matched import Judged
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Answer

_FIELDS = (
    (What.FIRMWARE, "firmware"),
    (What.MODEL, "model"),
    (What.BUILT_ON, "built_on"),
    (What.SERIAL, "serial"),
    (What.CHANNELS, "channels"),
)
_ANSWERS = ((What.MAKER, "maker"), (What.BRAND, "brand"), (What.KIND, "kind"))


class Data:
    """The two audits, with their findings by device."""

    def __init__(self, old: Audit, new: Audit) -> None:
        self.old, self.new = old, new
        self.before, self.after = _by_device(old), _by_device(new)
        editions = [{(one.name, one.digest) for one in audit.data} for audit in (old, new)]
        self.differs = editions[0] != editions[1] or old.version != new.version

    @property
    def same_evidence(self) -> Cause:
        """Give the cause where the evidence is the same and the answer is not."""
        return Cause.KNOWLEDGE if self.differs else Cause.COVERAGE


def _by_device(audit: Audit) -> dict[str, dict[tuple[str, str], Finding]]:
    """Give all findings, accepted ones too: to accept a finding closes nothing."""
    found: dict[str, dict[tuple[str, str], Finding]] = {}
    for one in (*audit.findings, *(one for row in audit.exemptions for one in row.held)):
        found.setdefault(one.device, {})[one.code, one.subject] = one
    return found


def values_of(old: Judged, new: Judged, data: Data, where: str) -> Iterator[Change]:
    """Yield what is told otherwise of what a device is, and where it stands."""
    (device, identity), (again, its) = old, new
    for what, field in _FIELDS:
        one, other = getattr(identity, field), getattr(its, field)
        if one != other:
            yield Change(
                cause=_of_value(_text(one), _text(other), device, again, data),
                what=what,
                device=again.id,
                at=where,
                old=_text(one),
                new=_text(other),
            )
    for what, field in _ANSWERS:
        answer, told = getattr(identity, field), getattr(its, field)
        if (answer.value, answer.grade) != (told.value, told.grade):
            yield Change(
                cause=_of_answer(answer, told, device, again, data),
                what=what,
                device=again.id,
                at=where,
                old=_answer(answer),
                new=_answer(told),
            )
    yield from _places(device, again, where)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _answer(answer: Answer) -> str:
    return "not known" if answer.value is None else f"{answer.value}, {answer.grade}"


def _of_value(
    one: str | None, other: str | None, device: Device, again: Device, data: Data
) -> Cause:
    """Tell why a value is another, by the facts in which it stands.

    The device says otherwise now where it says something else on the same channel; it says the
    same where the same fact is there; else one audit did not hear it on that channel.
    """
    told = facts_with(other, again) if other is not None else frozenset()
    said = facts_with(one, device) if one is not None else frozenset()
    before = {(fact.channel, fact.value, fact.port) for fact in device.facts}
    after = {(fact.channel, fact.value, fact.port) for fact in again.facts}
    if told and told <= before and (not said or said <= after):
        return data.same_evidence
    channels_before = {(channel, port) for channel, _, port in before}
    channels_after = {(channel, port) for channel, _, port in after}
    fresh = any((channel, port) in channels_before for channel, _, port in told - before)
    lost = any((channel, port) in channels_after for channel, _, port in said - after)
    if fresh or lost:
        return Cause.ESTATE
    return data.same_evidence if before == after else Cause.COVERAGE


def _of_answer(answer: Answer, told: Answer, device: Device, again: Device, data: Data) -> Cause:
    said = {(one.fact.channel, one.fact.value, one.fact.port) for one in answer.evidence}
    now = {(one.fact.channel, one.fact.value, one.fact.port) for one in told.evidence}
    before = said | {(one.channel, one.value, one.port) for one in device.facts}
    after = now | {(one.channel, one.value, one.port) for one in again.facts}
    if now <= before and said <= after:
        return data.same_evidence
    if answer.value == told.value:
        return Cause.COVERAGE  # surer, or less sure: another witness
    fresh = {(channel, port) for channel, _, port in now - before}
    return Cause.ESTATE if fresh & {(one[0], one[2]) for one in before} else Cause.COVERAGE


def _places(device: Device, again: Device, where: str) -> Iterator[Change]:
    before = {str(ip) for ip in device.addresses if not ip.is_link_local}
    after = {str(ip) for ip in again.addresses if not ip.is_link_local}
    if before != after and (before or after):
        moved = bool(before - after) and bool(after - before)
        yield Change(
            cause=Cause.ESTATE if moved else Cause.COVERAGE,
            what=What.ADDRESS,
            device=again.id,
            at=where,
            old=", ".join(sorted(before)) or None,
            new=", ".join(sorted(after)) or None,
        )
    if device.mac != again.mac:
        both = device.mac is not None and again.mac is not None
        yield Change(
            cause=Cause.ESTATE if both else Cause.COVERAGE,
            what=What.MAC,
            device=again.id,
            at=where,
            old=device.mac,
            new=again.mac,
        )
    if (device.site, device.network) != (again.site, again.network):
        known = None not in {device.network, again.network} and before.isdisjoint(after)
        yield Change(
            cause=Cause.ESTATE if known else Cause.COVERAGE,
            what=What.PLACE,
            device=again.id,
            at=where,
            old=_place(device),
            new=_place(again),
        )


def _place(device: Device) -> str | None:
    return ", ".join(one for one in (device.site, device.network) if one) or None


def findings_of(device: Device, again: Device, data: Data, where: str) -> Iterator[Change]:
    """Yield the findings that one audit has of a device and the other has not."""
    before = data.before.get(device.id, {})
    after = data.after.get(again.id, {})
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            cause = _why(new, (again, data.new), (device, data.old), data)
            yield _finding(new, What.OPENED, cause, again, where, (None, new.summary))
        elif new is None and old is not None:
            cause = _why(old, (device, data.old), (again, data.new), data)
            yield _finding(old, What.CLOSED, cause, again, where, (old.summary, None))
        elif old is not None and new is not None:
            words = [f"{one.severity}, {one.grade}" for one in (old, new)]
            if words[0] != words[1]:
                rests = behind(new, again)
                cause = data.same_evidence if said_so(rests, device) else Cause.COVERAGE
                yield _finding(new, What.OTHERWISE, cause, again, where, (words[0], words[1]))


def _why(
    finding: Finding, own: tuple[Device, Audit], other: tuple[Device, Audit], data: Data
) -> Cause:
    """Tell why one audit has a finding of a device, and the other has not."""
    rests = behind(finding, own[0])
    if said_so(rests, other[0]):
        return data.same_evidence
    seen = could_see(rests, *other, logs_of(own[1]))
    return Cause.ESTATE if seen else Cause.COVERAGE


def _finding(
    one: Finding,
    what: What,
    cause: Cause,
    device: Device,
    where: str,
    words: tuple[str | None, str | None],
) -> Change:
    return Change(
        cause=cause,
        what=what,
        device=device.id,
        at=where,
        subject=f"{one.code}: {one.subject}",
        severity=one.severity,
        old=words[0],
        new=words[1],
    )
