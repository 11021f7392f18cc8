"""Where a device stands: among office devices, reaching offices, speaking to other cameras."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.checks.around import is_office
from camaudit.identify.votes import lower
from camaudit.model.estate import Purpose
from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade
from camaudit.model.identity import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.checks.around import Spoke
    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding

MAX_PROOFS = 8
FEW = 3  # other devices: with fewer, a network of mixed use is not worth a word
# Searches, and what every network serves: names, addresses, time.
_NO_TALK = frozenset({53, 67, 68, 123, 546, 547, 1900, 3702, 5353, 23456, 34569, 37020, 37810})
_CAMERAS = frozenset({Kind.CAMERA, Kind.ENCODER, Kind.INTERCOM})
_UK = "Written ministerial statement of 24 November 2022 (United Kingdom, for central government)"


def find(subject: Subject) -> Iterator[Finding]:
    """Yield what is to be said of a device's place."""
    if subject.identity.imitation:
        return
    yield from _office(subject)
    yield from _reaches(subject)
    yield from _peers(subject)
    yield from _hides(subject)


def _office(subject: Subject) -> Iterator[Finding]:
    """Tell only of networks whose purpose is declared: a range alone says nothing of its use."""
    device, near = subject.device, subject.known.around
    place = (device.site, device.network)
    purpose, others = near.purposes.get(place), near.others.get(place, 0)
    office = is_office(purpose)
    if not office and (purpose != Purpose.MIXED or others < FEW):
        return
    yield subject.finding(
        "placement.office",
        "network",
        Severity.DECISION,
        lower(
            subject.identity.kind.grade,  # no surer than that it is a camera
            Grade.CONFIRMED if office and others else Grade.LIKELY,
        ),
        "It shares a network with office devices."
        if office
        else "It shares a network of mixed use with other devices.",
        "Ask the installer to move it to a network of its own; check first what must reach it.",
        (
            Proof(
                what=(
                    f"Network {device.network}, declared as {purpose}: {others} devices that are "
                    "no video devices were seen in it."
                ),
                seen=device.facts[0].seen if device.facts else None,
                rule=None,
                references=(_UK,),
            ),
        ),
    )


def _talk(subject: Subject) -> list[Spoke]:
    """Give whom it spoke with, both ways, searches left out."""
    every = subject.known.around.spoke.get(subject.device.id, ())
    return [one for one in every if one.received and one.port not in _NO_TALK]


def _reaches(subject: Subject) -> Iterator[Finding]:
    place = (subject.device.site, subject.device.network)
    if is_office(subject.known.around.purposes.get(place)):
        return  # it is in one: told already
    spoke = [one for one in _talk(subject) if is_office(one.purpose)]
    if spoke:
        yield subject.finding(
            "placement.reaches-office",
            "office",
            Severity.DECISION,
            subject.identity.kind.grade,
            "It speaks with devices of an office network.",
            "Let a firewall pass only what viewing needs, from named computers to the recorder.",
            tuple(_proof(one, f"an address of {one.network}") for one in spoke[:MAX_PROOFS]),
        )


def _peers(subject: Subject) -> Iterator[Finding]:
    if subject.identity.kind.value not in _CAMERAS:
        return
    spoke = [one for one in _talk(subject) if one.kind in _CAMERAS]
    if spoke:
        yield subject.finding(
            "placement.cameras-talk",
            "cameras",
            Severity.DECISION,
            lower(subject.identity.kind.grade, max(spoke, key=_surest).sure),
            "It speaks with another camera.",
            "Ask the installer what for; where nothing needs it, keep cameras apart at the switch.",
            tuple(_proof(one, f"device {one.other}") for one in spoke[:MAX_PROOFS]),
        )


def _surest(one: Spoke) -> int:
    return one.sure.rank


def _proof(one: Spoke, whom: str) -> Proof:
    port = f" port {one.port}" if one.port else ""
    return Proof(
        what=f"With {whom}, {one.transport}{port}: {one.sent} bytes out, {one.received} in.",
        seen=one.seen,
        rule=None,
        references=("docs/checks.md, placement",),
    )


def _hides(subject: Subject) -> Iterator[Finding]:
    identity = subject.identity
    if identity.kind.value != Kind.RECORDER or identity.kind.grade.rank < Grade.LIKELY.rank:
        return
    if subject.device.id in subject.known.listed:
        return  # its own list says what hangs on it
    fed_by = subject.known.around.fed_by(subject.device.id)
    if not identity.channels or identity.channels <= len(fed_by):
        return
    hidden = identity.channels - len(fed_by)
    yield subject.finding(
        "recorder.may-hide",
        "channels",
        Severity.NOTE,
        Grade.POSSIBLE,
        "More cameras may hang on it than were seen to send to it.",
        "Export its camera list, and walk and look.",
        (
            Proof(
                what=(
                    f"It announces {identity.channels} channels; cameras seen to send video to it: "
                    f"{len(fed_by)}; so up to {hidden} more may hang on it."
                ),
                seen=next((o.seen for o in subject.device.facts if "channels" in o.channel), None),
                rule=None,
                references=("docs/checks.md, recorder.may-hide",),
            ),
        ),
    )
