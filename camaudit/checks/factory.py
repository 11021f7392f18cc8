"""What is known of a device without a login having been seen: it could have a factory password.

Knowledge alone never says "has": these findings are *possible* at most, and a device that took
another password, or that says it was set up, gives none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade
from camaudit.model.observation import Channel, LoginOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding
    from camaudit.rulebook.types import Default

_LOOK = (
    "Ask whoever set it up whether a password of your own was set; if nobody knows, set one, on "
    "the device and wherever it is stored."
)
_NUMBERS = re.compile(r"\d{1,6}(?:\.\d{1,6})+")


def find(subject: Subject) -> Iterator[Finding]:
    """Yield what era and model tell of one device, unless a login or its own word tells more."""
    if _told_otherwise(subject):
        return
    announced = list(_announced(subject))
    yield from announced
    documented = _documented(subject)
    if not announced:
        yield from _by_era(subject, documented)
    yield from _by_model(subject, documented)


def _told_otherwise(subject: Subject) -> bool:
    """Tell whether its password is known to be another, or a worse finding says it already."""
    accepted = [one for one in subject.device.logins if one.outcome is LoginOutcome.ACCEPTED]
    if any(one.defaults is not None for one in accepted):
        return True
    return any(
        (fact.channel in {Channel.SADP_ACTIVATED, Channel.HTTP_ACTIVATED})
        or (fact.channel is Channel.DISCOVERY_DEFAULT and fact.value == "true")
        or (fact.channel is Channel.DHIP_INIT and _bits(fact.value) in {1, 2})
        for fact in subject.device.facts
    )


def _bits(value: str) -> int:
    return int(value[:6]) & 3 if value.isascii() and value.isdigit() else 3


def _announced(subject: Subject) -> Iterator[Finding]:
    """Yield what a discovery answer tells of the age of the firmware."""
    for fact in subject.device.facts:
        if fact.channel is Channel.DHIP_INIT and _bits(fact.value) == 0:
            what = (
                f"Its discovery answer says that its firmware knows no set-up (Init {fact.value})."
            )
        elif fact.channel is Channel.SADP_FIRMWARE:
            what = "Its discovery answer has no word on activation, as from firmware before 2015."
        else:
            continue
        proof = Proof(
            what=what,
            seen=fact.seen,
            rule=None,
            references=("docs/checks.md, credentials.could-have-default",),
        )
        yield _could(subject, proof)
        return


def _documented(subject: Subject) -> tuple[Default, ...]:
    """Give what the maker documents, where the maker is more than a guess."""
    answer = subject.identity.maker
    sure = answer.value is not None and Grade(answer.grade).rank >= Grade.LIKELY.rank
    maker = subject.known.rulebook.maker(answer.value or "") if sure else None
    return maker.defaults if maker is not None else ()


def _by_era(subject: Subject, documented: tuple[Default, ...]) -> Iterator[Finding]:
    identity = subject.identity
    for one in documented:
        old = False
        if one.built_before and identity.built_on:
            old = identity.built_on < one.built_before
        elif one.firmware_before and identity.firmware:
            found = _NUMBERS.search(identity.firmware)
            old = found is not None and _parts(found[0]) < _parts(one.firmware_before)
        if old:
            said = identity.built_on if one.built_before else identity.firmware
            proof = Proof(
                what=f"Its firmware ({said}) is older than the first that asks for a password of "
                f"one's own ({one.until}).",
                seen=None,
                rule=one.id,
                references=one.references,
            )
            yield _could(subject, proof)
            return


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _could(subject: Subject, proof: Proof) -> Finding:
    return subject.finding(
        "credentials.could-have-default",
        "firmware",
        Severity.WARNING,
        Grade.POSSIBLE,
        "It could still have its factory password: its firmware does not ask for another.",
        _LOOK,
        (proof,),
    )


def _by_model(subject: Subject, documented: tuple[Default, ...]) -> Iterator[Finding]:
    model = (subject.identity.model or "").lower()
    for one in documented:
        fits = any(name == "*" or model.startswith(name.lower()) for name in one.models)
        if fits and (model or "*" in one.models):
            yield subject.finding(
                "credentials.ships-with-default",
                "model",
                Severity.NOTE,
                Grade.POSSIBLE,
                "Its model ships with a factory password that is publicly documented.",
                _LOOK,
                (
                    Proof(
                        what="The factory login of the model is documented; whether it was "
                        "changed is not known.",
                        seen=None,
                        rule=one.id,
                        references=one.references,
                    ),
                ),
            )
            return
