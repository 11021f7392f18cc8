"""What began: many devices at once, or since an audit before this one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.checks.calls import HOUR, calls_of, day, done, minute, parted, proofs, told
from camaudit.geo.place import Where
from camaudit.model.finding import Severity
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from camaudit.checks.calls import Call
    from camaudit.checks.subject import Knowledge, Subject
    from camaudit.model.audit import Audit
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.finding import Finding

_SHOWN = frozenset({Where.CHINA, Where.DISAGREE, Where.OPERATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What an audit before this one had seen of the devices that it knew."""

    at: float  # Unix seconds: the day of that answer
    peers: Mapping[str, frozenset[IPAddress]] = field(default_factory=dict)  # by Device.id
    homes: Mapping[str, frozenset[str]] = field(default_factory=dict)  # places and operators


def before(old: Audit, known: Knowledge) -> Before | None:
    """Index an old audit; None where it could not have seen traffic leave.

    Its addresses are judged by the tables of today: an address that moved between two editions of
    a table is no new contact.
    """
    if not old.outbound_looked:
        return None
    peers: dict[str, frozenset[IPAddress]] = {}
    homes: dict[str, frozenset[str]] = {}
    for device in old.devices:
        every = calls_of(known, device)
        peers[device.id] = frozenset(one.flow.peer for one in every)
        homes[device.id] = frozenset(home(one) for one in every)
    return Before(at=old.at, peers=peers, homes=homes)


def home(call: Call) -> str:
    """Name where a peer is and who runs its network: clouds change addresses, not that."""
    place = call.place
    return f"{place.where}|{place.label}|{place.number or ''}"


def find(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    """Yield what began."""
    counted = [one for one in every if one.place.where is not Where.TIME_POOL]
    yield from _together(subject, counted)
    yield from _new(subject, counted)


def _together(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    for wave in subject.known.around.together.waves.get(subject.device.id, ()):
        part = [one for one in every if one.flow.peer == wave.peer and one.is_sure == wave.sure]
        if not part:
            continue  # an address that is not public, or of a time pool
        whose, apart, grade = told(part, Grade.CONFIRMED)
        verb = done(part, "contact", "try").rstrip(",")
        hours = wave.quiet / HOUR
        yield subject.finding(
            "outbound.many-began",
            f"{wave.peer}{apart}",
            Severity.DECISION,
            grade,
            f"{whose} is one of {len(wave.devices):,} that began within an hour, at "
            f"{minute(wave.began)} UTC, to {verb} {wave.peer}.",
            "Ask the supplier what changed on them then: an update, a setting, a service that "
            "ended. Keep the log.",
            proofs(part, f" In {hours:,.0f} hours of records before there was none."),
        )


def _new(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    old = subject.known.before
    if old is None or subject.device.id not in old.peers:
        return
    grouped: dict[tuple[str, bool], list[Call]] = defaultdict(list)
    for call in every:
        if call.flow.peer in old.peers[subject.device.id]:
            continue
        if home(call) not in old.homes[subject.device.id]:
            grouped[home(call), call.place.where in _SHOWN].append(call)
    for (where, shown), calls in sorted(grouped.items()):
        for part in parted(calls):
            whose, apart, grade = told(part, Grade.LIKELY)
            place = part[0].place
            run = f", network of {place.operator}" if place.operator else ""
            yield subject.finding(
                "outbound.new",
                f"{where}{apart}",
                Severity.DECISION if shown else Severity.NOTE,
                grade,
                f"First seen since the audit of {day(old.at)}: {whose[0].lower()}{whose[1:]} "
                f"contacted, or tried to contact, {place.label}{run}.",
                "Find out what changed: an update, a setting, another service. Decide whether the "
                "device needs it, and write down why.",
                proofs(part),
            )
