"""What a person read on the housing -> the answers of a device.

A label read by eye is one witness, whatever stands on it, and speaks of the label first. It makes
nothing more than likely: what a person types confirms nothing. Where it speaks against what the
device says of itself both are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded
from camaudit.identify.votes import lower, weight_of
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Answer, Evidence, Kind
from camaudit.model.observation import Channel, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.listed.stated import Stater
    from camaudit.model.device import Device
    from camaudit.model.identity import Identity
    from camaudit.model.listed import LabelRead
    from camaudit.model.observation import Claim, Seen

RULE = "label-read"
WEIGHT = 2.0  # log10 likelihood ratio, guessed: as a strong sign of one protocol
_PRECISE = frozenset(kind.value for kind in VIDEO_KINDS) - {Kind.VIDEO.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands on one label, and who read it. Texts are hostile."""

    brand: str | None
    model: str | None
    read_by: str | None
    read_on: str | None
    seen: Seen


def of_claim(claim: Claim) -> Label:
    """Give the label of a row of a walk sheet."""
    return Label(
        brand=claim.make,
        model=claim.model,
        read_by=claim.said_by,
        read_on=claim.said_on,
        seen=claim.seen,
    )


def of_read(read: LabelRead) -> Label:
    """Give the label that an audit holds."""
    return Label(
        brand=read.brand,
        model=read.model,
        read_by=read.read_by,
        read_on=read.read_on,
        seen=read.seen,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """One thing that a label says."""

    value: str
    grade: Grade
    sign: Evidence
    agrees: bool  # with the value that the device has already
    sentence: str  # that says how they differ


def with_labels(
    device: Device, identity: Identity, labels: Iterable[Label], stater: Stater
) -> Identity:
    """Give the answers of a device with those of its labels, in whatever order they are given."""
    for one in sorted(labels, key=_order):
        identity = _with_label(device, identity, one, stater)
    return identity


def _order(label: Label) -> tuple[str, int, str, str, str, Seen]:
    """Put labels in the order of days, then of rows: no name of a file decides."""
    last = label.seen.place.rpartition(" ")[2]
    row = int(last) if last.isascii() and last.isdigit() else 0
    who = label.read_by or ""
    return (label.read_on or "", row, label.brand or "", label.model or "", who, label.seen)


def _with_label(device: Device, identity: Identity, label: Label, stater: Stater) -> Identity:
    sentences = set(identity.contradictions)
    brand, maker, kind = identity.brand, identity.maker, identity.kind
    stated = stater.read(label.brand, label.model)
    read = _read_by(label)
    if label.brand is not None:
        name = stater.label(label.brand)
        same = brand.value is not None and folded(brand.value) == folded(name)
        sign = _sign(device, label, "brand", name, f"{read}: {label.brand}.")
        brand = _joined(brand, _word(name, Grade.LIKELY, sign, same, brand.value), sentences)
    if stated.maker is not None and stated.because is not None:
        because = f"{read}. {stated.because}"
        same = maker.value is not None and stater.are_one_house(stated.maker, maker.value)
        sign = _sign(device, label, "maker", stated.maker, because)
        names = [stater.name(one) for one in (stated.maker, maker.value) if one is not None]
        word = _Word(stated.maker, stated.grade, sign, same, _differ(names[0], names[-1]))
        maker = _joined(maker, word, sentences)
    told = stater.kind(label.brand, label.model)
    if told in _PRECISE and not identity.imitation:
        sign = _sign(device, label, "kind", told, f"{read}. Its model is that of a {told}.")
        if kind.value not in _PRECISE:  # the family alone, or nothing: the label says which
            kind = Answer(
                value=told,
                grade=Grade.LIKELY,
                evidence=(*kind.evidence, sign),
                rivals=kind.rivals,
            )
        else:
            word = _word(told, Grade.LIKELY, sign, kind.value == told, kind.value)
            kind = _joined(kind, word, sentences)
    return replace(
        identity, brand=brand, maker=maker, kind=kind, contradictions=tuple(sorted(sentences))
    )


def _word(value: str, grade: Grade, sign: Evidence, agrees: bool, other: str | None) -> _Word:
    return _Word(value, grade, sign, agrees, _differ(value, other or ""))


def _differ(label: str, other: str) -> str:
    return f"Its label was read as {label}; other signs say {other}."


def _read_by(label: Label) -> str:
    """Say who read a label and when."""
    who = label.read_by or "A person"
    day = f" on {label.read_on}" if label.read_on else ""
    return f"{who} read its label{day}"


def _sign(device: Device, label: Label, proves: str, says: str, because: str) -> Evidence:
    of_model = label.model is not None and proves != "brand"
    value = label.model if of_model else label.brand
    return Evidence(
        fact=Fact(
            about=Endpoint(device.mac, device.addresses[0] if device.addresses else None),
            channel=Channel.LABEL_MODEL if of_model else Channel.LABEL_BRAND,
            value=value or "",
            port=None,
            seen=label.seen,
        ),
        rule=RULE,
        proves=proves,
        says=says,
        weight=WEIGHT,
        strong=True,
        because=because,
        references=(),
    )


def _joined(answer: Answer, word: _Word, sentences: set[str]) -> Answer:
    """Put what a label says to an answer; where both are sure and differ, neither is averaged."""
    if answer.value is not None and word.agrees:
        grade = max(answer.grade, word.grade, key=lambda one: one.rank)
        evidence = (*answer.evidence, word.sign)
        return replace(answer, grade=grade, evidence=evidence)
    old = () if answer.value is None else ((answer.value, weight_of(answer.evidence)),)
    if answer.value is None or answer.grade.rank < min(word.grade.rank, Grade.LIKELY.rank):
        return Answer(
            value=word.value,
            grade=word.grade,
            evidence=(word.sign,),
            rivals=(*old, *answer.rivals),
        )
    sentences.add(word.sentence)
    if word.grade.rank < Grade.LIKELY.rank:
        return answer
    sure = answer.grade is Grade.CONFIRMED
    return replace(
        answer,
        grade=answer.grade if sure else lower(answer.grade, Grade.POSSIBLE),
        rivals=(*answer.rivals, (word.value, WEIGHT)),
    )
