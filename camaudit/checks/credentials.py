"""Factory logins that were seen, and devices that say they were never set up.

A verdict rests on a login that somebody else sent and that this audit read; none is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade
from camaudit.model.observation import Channel, LoginOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Fact, LoginSeen

_CHANGE = "Set a new password on the device and wherever it is stored (recorder, software)."
_SET_UP = "Set it up now, with a password of your own, before somebody else does."


_IN_CLEAR = {
    "http-basic": "RFC 7617 section 4",
    "rtsp-basic": "RFC 7617 section 4",
    "ftp": "RFC 2577 section 5",
    "snmp-community": "RFC 3410 section 3",
}


def find(subject: Subject) -> Iterator[Finding]:
    """Yield the findings about logins of one device."""
    yield from _defaults(subject)
    yield from _no_login(subject)
    yield from _never_set_up(subject)
    yield from _in_clear(subject)


def _defaults(subject: Subject) -> Iterator[Finding]:
    by_service: dict[str, list[LoginSeen]] = {}
    for login in subject.device.logins:
        if login.defaults:
            by_service.setdefault(f"{login.scheme.partition('-')[0]} {login.port}", []).append(
                login
            )
    for service, logins in sorted(by_service.items()):
        accepted = [one for one in logins if one.outcome is LoginOutcome.ACCEPTED]
        proofs = tuple(_proof(subject, one) for one in (accepted or logins)[:8])
        if accepted:
            yield subject.finding(
                "credentials.default",
                service,
                Severity.URGENT,
                Grade.CONFIRMED,
                f"It has {_whose(subject, accepted)}: a login with one was seen, and the device "
                "accepted it.",
                _CHANGE,
                proofs,
            )
        else:
            yield subject.finding(
                "credentials.default-tried",
                service,
                Severity.WARNING,
                Grade.POSSIBLE,
                f"Somebody tried {_whose(subject, logins)}; it was refused, or the answer was not "
                "seen.",
                f"Find out who tried it. {_CHANGE}",
                proofs,
            )


def _own(subject: Subject, login: LoginSeen) -> list[str]:
    """Give the defaults that verify and that the identified maker itself documents."""
    maker = subject.identity.maker.value
    ids = login.defaults or ()
    return [one for one in ids if maker and subject.known.defaults[one].maker == maker]


def _whose(subject: Subject, logins: list[LoginSeen]) -> str:
    own = any(_own(subject, one) for one in logins)
    return "the factory password of its maker" if own else "a common factory password"


def _proof(subject: Subject, login: LoginSeen) -> Proof:
    own = _own(subject, login)
    whose = "of its maker" if own else "that other makers document"
    chosen = (own or list(login.defaults or ()))[0]
    return Proof(
        what=f"A login ({login.scheme}) verifies against a factory default {whose}; "
        f"answer: {login.outcome}.",
        seen=login.seen,
        rule=chosen,
        references=subject.known.defaults[chosen].references,
    )


# What was given -> (subject, severity, grade, sentence).
_GIVEN = {
    "rtsp": ("video", Severity.URGENT, Grade.CONFIRMED, "It shows its video to anybody who asks"),
    "http-video": (
        "video",
        Severity.URGENT,
        Grade.CONFIRMED,
        "It shows its video to anybody who asks",
    ),
    "http-picture": (
        "picture",
        Severity.URGENT,
        Grade.LIKELY,
        "It gives a picture to anybody who asks",
    ),
    "rtsp-described": (
        "description",
        Severity.WARNING,
        Grade.LIKELY,
        "It describes its video to anybody who asks, and may show it as well",
    ),
    "onvif": (
        "onvif",
        Severity.WARNING,
        Grade.LIKELY,
        "It answers questions of ONVIF that the standard keeps for those who log in",
    ),
}


def _no_login(subject: Subject) -> Iterator[Finding]:
    given: dict[str, list[LoginSeen]] = {}
    for login in subject.device.logins:
        if login.outcome is LoginOutcome.NOT_ASKED and login.scheme in _GIVEN:
            given.setdefault(_GIVEN[login.scheme][0], []).append(login)
    if "video" in given:
        given.pop("description", None)  # it says less of the same
    for name, logins in sorted(given.items()):
        _, severity, grade, sentence = _GIVEN[logins[0].scheme]
        yield subject.finding(
            "credentials.no-login",
            name,
            severity,
            grade,
            f"{sentence}: no login was asked for.",
            "Switch on the login for streams, pictures and ONVIF, and set a password of your own.",
            tuple(
                Proof(
                    what=f"A request without a login was answered ({one.scheme}, port {one.port}).",
                    seen=one.seen,
                    rule=None,
                    references=("docs/checks.md, credentials.no-login",),
                )
                for one in logins[:8]
            ),
        )


def _never_set_up(subject: Subject) -> Iterator[Finding]:
    for fact in subject.device.facts:
        if _says_not_set_up(fact):
            yield subject.finding(
                "credentials.never-set-up",
                fact.channel,
                Severity.URGENT,
                # That the bits of DHDiscover mean this is inferred; others say it in words.
                Grade.CONFIRMED if fact.channel in _IN_WORDS else Grade.LIKELY,
                "It announces that no password was ever set.",
                _SET_UP,
                (
                    Proof(
                        what=f"{_answer(fact)} says so ({fact.channel}: {fact.value}).",
                        seen=fact.seen,
                        rule=None,
                        references=("docs/checks.md, credentials.never-set-up",),
                    ),
                ),
            )


_IN_WORDS = frozenset({Channel.SADP_ACTIVATED, Channel.HTTP_ACTIVATED})


def _answer(fact: Fact) -> str:
    web = fact.channel is Channel.HTTP_ACTIVATED
    return "Its answer to /SDK/activateStatus" if web else "Its discovery answer"


def _says_not_set_up(fact: Fact) -> bool:
    if fact.channel in _IN_WORDS:
        return fact.value == "false"
    if fact.channel is Channel.DISCOVERY_DEFAULT:
        return fact.value == "true"
    # DHDiscover: bits 0 and 1 of Init, 1 = not initialised (Dahua NetSDK, byInitStatus).
    init = fact.value if fact.channel is Channel.DHIP_INIT else ""
    return init.isascii() and init.isdigit() and int(init[:6]) & 3 == 1


def _in_clear(subject: Subject) -> Iterator[Finding]:
    mail = [one for one in subject.device.facts if one.channel is Channel.SMTP_LOGIN]
    if mail:
        yield subject.finding(
            "credentials.in-clear",
            "mailbox",
            Severity.WARNING,
            Grade.CONFIRMED,
            "It sends mail, and the password of the mailbox so that anybody on the way could read "
            "it.",
            "Switch on encryption (TLS) for mail on the device, then change that password.",
            tuple(
                Proof(
                    what=f"It logged in to a mail server in clear, port {one.port}; nothing of the "
                    "login was read.",
                    seen=one.seen,
                    rule=None,
                    references=("RFC 4954 section 9",),
                )
                for one in mail[:8]
            ),
        )
    clear = [one for one in subject.device.logins if one.in_clear]
    if clear:
        yield subject.finding(
            "credentials.in-clear",
            "password",
            Severity.WARNING,
            Grade.CONFIRMED,
            "A password was sent to it that anybody on the way could read.",
            "Switch to HTTPS or Digest on the device and in whatever logs in to it.",
            tuple(
                Proof(
                    what=f"A login ({one.scheme}) in clear; its value was not kept.",
                    seen=one.seen,
                    rule=None,
                    references=(_IN_CLEAR.get(one.scheme, "docs/protocols.md, Logins"),),
                )
                for one in clear[:8]
            ),
        )
