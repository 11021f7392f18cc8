"""Where devices call: contact is described, with both tables; nothing is read into it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.geo.place import Place, Where
from camaudit.model.endpoint import is_inside_by_default, is_usable
from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Flow

MAX_PROOFS = 16
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
    grouped: dict[tuple[Where, str], list[tuple[Flow, Place]]] = defaultdict(list)
    for flow in subject.device.flows:
        if is_usable(flow.peer) and not is_inside_by_default(flow.peer):
            place = subject.known.places.judge(flow.peer, flow.names, flow.log_country)
            label = place.label if place.where is Where.NAMED else ""
            grouped[place.where, label].append((flow, place))
    for (where, label), contacts in sorted(grouped.items()):
        known = _CODES.get(where)
        if known is None:
            continue
        code, grade, words = known
        if where is Where.NAMED and any(one.country_a != one.country_b for _, one in contacts):
            grade = Grade.POSSIBLE  # only one table names the place
        answered = any(flow.answered for flow, _ in contacts)
        verb = "It contacted" if answered else "It tried to contact"
        yield subject.finding(
            code,
            label or where.value,
            Severity.NOTE if where is Where.NAMED else Severity.DECISION,
            grade,
            f"{verb} {words}{f' {label}' if label else ''}.",
            _DECIDE,
            tuple(_proof(flow, place) for flow, place in contacts[:MAX_PROOFS]),
        )
    yield from _clouds(subject)


def _proof(flow: Flow, place: Place) -> Proof:
    names = f", looked up as {', '.join(flow.names[:3])}" if flow.names else ""
    amount = f"{flow.sent or 0} bytes out, {flow.received or 0} in"
    operator = f"; network: {place.operator} (AS{place.number})" if place.operator else ""
    port = f" port {flow.peer_port}" if flow.peer_port else ""
    return Proof(
        what=f"{flow.peer} {flow.transport}{port}{names}: {amount}{operator}.",
        seen=flow.seen,
        rule=None,
        references=(place.sources,),
    )


def _clouds(subject: Subject) -> Iterator[Finding]:
    found: dict[str, list[Proof]] = defaultdict(list)
    for lookup in subject.device.lookups:
        entry = subject.known.cloud(lookup.name)
        if entry is not None:
            found[entry.service].append(
                Proof(
                    what=f"It asked for {lookup.name} ({lookup.kind}).",
                    seen=lookup.seen,
                    rule=entry.id,
                    references=entry.references,
                )
            )
    for service, proofs in sorted(found.items()):
        yield subject.finding(
            "outbound.cloud",
            service,
            Severity.DECISION,
            Grade.LIKELY,
            f"It uses a maker's cloud: {service}.",
            _DECIDE,
            tuple(proofs[:MAX_PROOFS]),
        )
