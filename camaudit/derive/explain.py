"""Why an audit says what it says: bytes seen, where, which rule, the votes, the rivals."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.escape import for_display
from camaudit.identify.votes import OWN_PROTOCOLS, grade_of, is_own_word, voter
from camaudit.model.grade import Grade
from camaudit.outline import Node, node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.model.action import Exemption
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Answer, Evidence, Identity
    from camaudit.model.observation import Seen

MAX_QUOTE = 120  # characters of what a device said
_NO_PROBABILITY = "Grades come from witnesses; no probability was calibrated, so none is printed."


def device(audit: Audit, found: Device) -> list[Node]:
    """Tell how the three answers about a device came about."""
    at = next(place for place, one in enumerate(audit.devices) if one.id == found.id)
    identity = audit.identities[at]
    short = {card.id: card.short for card in audit.makers}
    head = [f"Addresses: {', '.join(map(str, found.addresses)) or 'none seen'}"]
    head.append(f"MAC address: {found.mac or 'not known'}")
    if found.notes:
        head.append(f"Remarks: {', '.join(found.notes)}")
    if "router" in found.notes:
        head.append("A router's MAC carries other devices' traffic, so its block names nobody.")
    shown = [node(f"Device {found.id}", head)]
    shown += [
        _answer(title, answer, short)
        for title, answer in (
            ("Built by", identity.maker),
            ("Label", identity.brand),
            ("Kind", identity.kind),
        )
    ]
    shown += _also(identity)
    about = [one for one in audit.findings if one.device == found.id]
    about += [one for one, _ in accepted(audit).values() if one.device == found.id]
    if about:
        rows = (f"{one.id}  {one.severity}, {one.grade}: {one.summary}" for one in about)
        shown.append(node("Findings", rows))
    shown.append(Node(_NO_PROBABILITY))
    return shown


def _also(identity: Identity) -> Iterator[Node]:
    told = (
        ("Model", identity.model),
        ("Firmware", identity.firmware),
        ("Dated", identity.built_on),
        ("Serial number", identity.serial),
    )
    said = [f"{name}: {_quoted(value)}" for name, value in told if value]
    if said:
        yield node("It says of itself", said)
    if identity.imitation:
        yield Node("It may be software on a computer that plays a camera.")
    if identity.contradictions:
        yield node("Contradictions", identity.contradictions)


def _answer(title: str, answer: Answer, short: dict[str, str]) -> Node:
    if answer.value is None:
        return node(f"{title}: not known", ["Nothing that the rules know speaks for any."])
    under: list[Node | str] = [_why(answer)]
    witnesses: dict[str, list[Evidence]] = defaultdict(list)
    for one in answer.evidence:
        witnesses[voter(one.fact.channel)].append(one)
    for name, said in sorted(witnesses.items(), key=lambda pair: (not _strong(pair[1]), pair[0])):
        weight = "strong" if _strong(said) else "weak"
        under.append(node(f"Witness {name}: one vote, {weight}", map(_sign, said)))
    if answer.rivals:
        rows = (f"{short.get(name, name)}: weight {weight:g}" for name, weight in answer.rivals)
        under.append(node("Rivals (weights only order them)", rows))
    return node(f"{title}: {short.get(answer.value, answer.value)}, {answer.grade}", under)


def _strong(evidence: Iterable[Evidence]) -> bool:
    return any(one.strong for one in evidence)


def _why(answer: Answer) -> str:
    """Say by which votes the grade came about, and where a contradiction lowered it."""
    every = {voter(one.fact.channel) for one in answer.evidence}
    strong = {voter(one.fact.channel) for one in answer.evidence if one.strong}
    weak = len(every - strong)
    votes = f"{_count(len(strong), 'strong')} and {_count(weak, 'weak')}"
    alone = grade_of(answer.evidence)
    likely = "one strong witness makes" if strong else "two weak witnesses make"
    if is_own_word(answer.evidence):
        why = "it answered in its maker's own discovery protocol, which alone makes it confirmed"
    else:
        why = {
            Grade.CONFIRMED: "two strong witnesses make it confirmed",
            Grade.LIKELY: f"{likely} it likely",
            Grade.POSSIBLE: "one weak witness makes it possible, which is no verdict",
            Grade.UNKNOWN: "nothing votes",
        }[alone]
    lowered = ""
    if answer.grade.rank < alone.rank:
        lowered = f" It was lowered to {answer.grade}: see rivals and contradictions."
    elif answer.grade.rank > alone.rank:
        lowered = f" With what is not kept here it is {answer.grade}."
    return f"Votes: {votes}: {why}.{lowered}"


def _count(number: int, word: str) -> str:
    return f"{number} {word} witness{'' if number == 1 else 'es'}"


def _sign(one: Evidence) -> Node:
    own = " (the maker's own protocol)" if one.fact.channel.witness in OWN_PROTOCOLS else ""
    port = f", port {one.fact.port}" if one.fact.port else ""
    count = f", {one.fact.count} times" if one.fact.count > 1 else ""
    under = [
        f"Where: {_place(one.fact.seen)}{port}{count}",
        f"Rule {one.rule}: proves {one.proves}, {'strong' if one.strong else 'weak'}",
        f"Because: {one.because}",
        *(f"Source: {text}" for text in one.references),
    ]
    return node(f"{one.fact.channel}{own} said {_quoted(one.fact.value)}", under)


def accepted(audit: Audit) -> dict[str, tuple[Finding, Exemption]]:
    """Give the findings that somebody accepted, by id, each with the row that says so."""
    return {one.id: (one, row) for row in audit.exemptions for one in row.held}


def finding(audit: Audit, found: Finding) -> list[Node]:
    """Tell what a finding rests on, and who accepted it."""
    proofs = []
    for one in found.proofs:
        under = [f"Where: {_place(one.seen)}"] if one.seen else []
        under += [f"Rule {one.rule}"] if one.rule else []
        under += [f"Source: {text}" for text in one.references]
        proofs.append(node(for_display(one.what, MAX_QUOTE * 2), under))
    where = next((one for one in audit.devices if one.id == found.device), None)
    addresses = ", ".join(map(str, where.addresses)) if where else ""
    return [
        node(
            f"Finding {found.id}: {found.code}",
            [
                found.summary,
                f"Severity {found.severity}: how bad it is if true",
                f"Grade {found.grade}: how sure it is",
                f"Device {found.device}{f' at {addresses}' if addresses else ''}",
                f"About: {found.subject}",
                node("It rests on", proofs),
                f"What to do: {found.remedy}",
                *_action(audit, found),
            ],
        ),
        Node(f"What the code means: camaudit explain {found.code}"),
        Node(f"What the device is: camaudit explain {found.device}"),
    ]


def _action(audit: Audit, found: Finding) -> Iterator[str]:
    if found.id in accepted(audit):
        _, row = accepted(audit)[found.id]
        yield f"Accepted until {row.until} by {row.owner} ({row.place}): {row.reason}"
    for one in audit.actions:
        if found.id in one.findings:
            yield f"Action: {one.card.title}"


def _place(seen: Seen) -> str:
    try:
        when = f"{datetime.fromtimestamp(seen.at, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):  # a clock may have said anything
        when = f"{seen.at:.0f} s"
    return f"{seen.source or 'not known'}, {seen.place or 'not known'}, {when}"


def _quoted(text: str) -> str:
    return f'"{for_display(text, MAX_QUOTE)}"'
