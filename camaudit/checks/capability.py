"""What a device is able to do with pictures and sound: a capability, never a use.

The model's line says it (rules of the makers), or the device itself (capabilities.yaml). One of
them makes it likely, both together confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.checks.abilities import abilities
from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade
from camaudit.rulebook.types import Offer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding

MAX_PROOFS = 8


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of capability, in words."""

    code: str
    severity: Severity
    able: str  # "It says that it can ..."
    ask: str  # what an assessment has to say


_SORTS: dict[Offer | None, _Sort] = {
    Offer.FACES: _Sort(
        "capability.faces",
        Severity.DECISION,
        "find or recognise faces",
        "whom it looks for, and why less would not do",
    ),
    Offer.PLATES: _Sort(
        "capability.plates",
        Severity.DECISION,
        "read number plates",
        "which list plates are held against, and for how long",
    ),
    Offer.PEOPLE_COUNTING: _Sort(
        "capability.counting",
        Severity.DECISION,
        "count people",
        "whether single people can be told from the counts",
    ),
    Offer.BEHAVIOUR: _Sort(
        "capability.behaviour",
        Severity.DECISION,
        "report what people do, such as crossing a line or staying",
        "which behaviour is reported, to whom, and who looks before anybody acts",
    ),
    Offer.AUDIO: _Sort(
        "capability.audio",
        Severity.DECISION,
        "take up or analyse sound",
        "why pictures alone would not do",
    ),
    Offer.VEHICLES: _Sort(
        "capability.vehicles",
        Severity.NOTE,
        "tell people from vehicles",
        "what is done with such events",
    ),
    Offer.TEMPERATURE: _Sort(
        "capability.temperature",
        Severity.NOTE,
        "measure temperature",
        "whether people's temperatures are taken, which is data about health",
    ),
    None: _Sort(
        "capability.analytics",
        Severity.NOTE,
        "analyse pictures in some way",
        "which analysis is switched on",
    ),
}


def find(subject: Subject) -> Iterator[Finding]:
    """Yield one finding for each sort of capability that the line or the device states."""
    stated = _by_line(subject)
    said = _by_itself(subject)
    for offer, sort in _SORTS.items():
        line, own = stated.get(offer, []), said.get(offer, [])
        if offer is None and (len(said) > 1 or stated):
            continue  # told in detail by the others
        if line or own:
            who = "It says that it can" if own else "By public sources, its model line can"
            yield subject.finding(
                sort.code,
                offer or "analytics",
                sort.severity,
                _grade(subject, line=bool(line), own=bool(own)),
                f"{who} {sort.able}. Whether that is used is not known.",
                f"Find out whether it is switched on; the DPIA has to say so, and {sort.ask}.",
                tuple([*own, *line][:MAX_PROOFS]),
            )


def _grade(subject: Subject, *, line: bool, own: bool) -> Grade:
    maker = subject.identity.maker.grade
    if line and own and maker.rank >= Grade.LIKELY.rank:
        return Grade.CONFIRMED
    return Grade.LIKELY if own else min(maker, Grade.LIKELY, key=lambda grade: grade.rank)


def _by_line(subject: Subject) -> dict[Offer | None, list[Proof]]:
    model, maker = subject.identity.model, subject.identity.maker.value
    found: dict[Offer | None, list[Proof]] = defaultdict(list)
    if model is not None and maker is not None:
        for one in subject.known.grammar.capabilities(model, (maker,)):
            proof = Proof(
                what=f"Public sources say of the line of {model}: {one.meaning}",
                seen=None,
                rule=one.id,
                references=one.references,
            )
            for offer in one.offers:
                found[offer].append(proof)
    return found


def _by_itself(subject: Subject) -> dict[Offer | None, list[Proof]]:
    found: dict[Offer | None, list[Proof]] = defaultdict(list)
    for fact in subject.device.facts:
        for one in abilities().of(fact.channel, fact.value):
            proof = Proof(
                what=f"{one.because} ({fact.channel}: {fact.value}).",
                seen=fact.seen,
                rule=None,
                references=one.references,
            )
            if proof not in found[one.offers]:
                found[one.offers].append(proof)
    return found
