"""Where devices call: contact is described, with both tables; nothing is read into it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.checks import began, habits, services
from camaudit.checks.calls import MAX_PROOFS, calls, done, parted, proofs, told, who
from camaudit.checks.together import NTP
from camaudit.geo.place import CHINA, Where
from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.checks.calls import Call
    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Lookup

_DECIDE = (
    "Decide whether the device needs this, and write down why. A rule on the firewall can stop "
    "it; switching off cloud or P2P in its settings often does."
)
_CODES = {
    Where.CHINA: (
        "outbound.china",
        Grade.CONFIRMED,
        "an address that two databases place in China",
    ),
    Where.DISAGREE: (
        "outbound.disagree",
        Grade.POSSIBLE,
        "an address that one database places in China and another does not",
    ),
    Where.OPERATED: (
        "outbound.operated",
        Grade.LIKELY,
        "a network outside China that a Chinese company runs",
    ),
    Where.NAMED: ("outbound.named", Grade.CONFIRMED, "an address that databases place in"),
}


def find(subject: Subject) -> Iterator[Finding]:
    """Yield what is to be said of a device's contacts."""
    every = calls(subject)
    yield from _places(subject, every)
    yield from _clouds(subject)
    yield from services.find(subject, every)
    yield from habits.find(subject, every)
    yield from began.find(subject, every)


def _places(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    grouped: dict[tuple[Where, str], list[Call]] = defaultdict(list)
    for call in every:
        nameless = call.flow.peer_port == NTP and not call.flow.names
        if call.place.where in _CODES and not nameless:  # `services` tells of those
            label = call.place.label if call.place.where is Where.NAMED else ""
            grouped[call.place.where, label].append(call)
    for (where, label), contacts in sorted(grouped.items()):
        for part in parted(contacts):
            yield _place(subject, where, label, part)


def _place(subject: Subject, where: Where, label: str, part: Sequence[Call]) -> Finding:
    code, grade, words = _CODES[where]
    if where is Where.NAMED and any(one.place.country_a != one.place.country_b for one in part):
        grade = Grade.POSSIBLE  # only one table names the place
    if where is Where.DISAGREE and all(one.flow.log_country == CHINA for one in part):
        grade = Grade.LIKELY  # the log's own table is a third voice
    whose, apart, grade = told(part, grade)
    verb = done(part, "contacted", "tried to contact")
    return subject.finding(
        code,
        f"{label or where.value}{apart}",
        Severity.NOTE if where is Where.NAMED else Severity.DECISION,
        grade,
        f"{whose} {verb} {words}{f' {label}' if label else ''}.",
        _DECIDE,
        proofs(part),
    )


def _clouds(subject: Subject) -> Iterator[Finding]:
    found: dict[tuple[str, bool], list[tuple[Lookup, Proof]]] = defaultdict(list)
    for lookup in subject.device.lookups:
        entry = subject.known.cloud(lookup.name)
        if entry is not None:
            proof = Proof(
                what=f"It asked for {lookup.name} ({lookup.kind}).",
                seen=lookup.seen,
                rule=entry.id,
                references=entry.references,
            )
            found[entry.service, lookup.held_on is None].append((lookup, proof))
    for (service, sure), asked in sorted(found.items()):
        whose = who(lookup.held_on for lookup, _ in asked)
        yield subject.finding(
            "outbound.cloud",
            service if sure else f"{service}, by its address",
            Severity.DECISION,
            Grade.LIKELY if sure else Grade.POSSIBLE,
            f"{whose} uses a maker's cloud: {service}.",
            _DECIDE,
            tuple(proof for _, proof in asked[:MAX_PROOFS]),
        )
