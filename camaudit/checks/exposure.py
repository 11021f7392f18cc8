"""Doors that a device was seen to have open, and signs of how it is looked after.

Only what was seen on the wire counts: that nothing is told of a door says nothing about it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.checks.calls import Call, amount, is_outside, minute, parted, place_of, told, who
from camaudit.geo.place import Where
from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade
from camaudit.model.observation import Channel, Initiator
from camaudit.protocols.clock import WRONG, seconds_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Fact

MAX_PROOFS = 8
_SHORT = {"RSA": 2048, "DSA": 2048, "EC": 224}  # bits: fewer are weak (NIST SP 800-131A rev. 2)
_OLD_HASHES = ("MD5", "SHA1")
_KEY = re.compile(r"(RSA|DSA|EC) ([0-9]{1,6})")
_THAT = {True: "it", False: "that address"}
_FORWARD = re.compile(r"(asked|granted): (.{1,120})")


def find(subject: Subject) -> Iterator[Finding]:
    """Yield the doors of a device."""
    if subject.identity.imitation:
        return
    yield from _open(subject)
    yield from _services(subject)
    yield from _firmware(subject)
    yield from _certificates(subject)
    yield from _mappings(subject)
    yield from _reached(subject)
    yield from _cloud(subject)
    yield from _clock(subject)


def _open(subject: Subject) -> Iterator[Finding]:
    given = _facts(subject, Channel.HTTP_OPEN)
    if given:
        yield subject.finding(
            "exposure.open-interface",
            "http",
            Severity.WARNING,
            Grade.CONFIRMED,
            "It gave what should need a login to a request without one.",
            "Switch on the login for its web interface, set a password, and update its firmware.",
            _proofs(
                given,
                lambda one: f"A request for {one.value} without a login was answered.",
                "Hikvision ISAPI guide: its calls need a login, but for login and activation",
            ),
        )


def _services(subject: Subject) -> Iterator[Finding]:
    telnet = _facts(subject, Channel.TELNET_BANNER)
    if telnet:
        yield subject.finding(
            "exposure.telnet",
            "telnet",
            Severity.WARNING,
            Grade.CONFIRMED,
            "It answers Telnet: who gets in there has the whole device, and passwords go in clear.",
            "Switch Telnet off in its settings; where there is no such setting, block the port.",
            _proofs(telnet, lambda one: f"Its Telnet service greets: {one.value}", "RFC 854"),
        )
    ftp = _facts(subject, Channel.FTP_BANNER)
    if ftp:
        yield subject.finding(
            "exposure.ftp",
            "ftp",
            Severity.DECISION,
            Grade.CONFIRMED,
            "It answers FTP, where passwords and files go in clear.",
            "Switch FTP off in its settings unless something needs it; block the port otherwise.",
            _proofs(ftp, lambda one: f"Its FTP service greets: {one.value}", "RFC 2577 section 5"),
        )


def _firmware(subject: Subject) -> Iterator[Finding]:
    asked = _facts(subject, Channel.HTTP_FETCHED)
    if asked:
        yield subject.finding(
            "exposure.firmware-in-clear",
            "firmware",
            Severity.WARNING,
            Grade.LIKELY,  # by the name of the file; whether it checks a signature is not seen
            "It fetches what looks like firmware without TLS: somebody on the way could change it.",
            "Switch automatic updates off, and install firmware by hand from the maker's own page.",
            _proofs(
                asked,
                lambda one: f"It asked for {one.value} over plain HTTP.",
                "OWASP Internet of Things, 2018: I4, lack of secure update mechanism",
            ),
        )


def _certificates(subject: Subject) -> Iterator[Finding]:
    weak = [one for one in _facts(subject, Channel.TLS_KEY) if is_weak(one.value)]
    if weak:
        yield subject.finding(
            "exposure.certificate-weak",
            "certificate",
            Severity.DECISION,
            Grade.CONFIRMED,
            "Its certificate uses a key or a hash that is too weak today.",
            "Make a new certificate in its settings (RSA 2048 or more, SHA-256), or update it.",
            _proofs(
                weak,
                lambda one: f"Certificate on port {one.port}: {one.value}.",
                "NIST SP 800-131A revision 2, sections 3 and 9",
            ),
        )
    over = [one for one in _facts(subject, Channel.TLS_UNTIL) if one.value < _day(one.seen.at)]
    if over:
        yield subject.finding(
            "exposure.certificate-expired",
            "certificate",
            Severity.DECISION,
            Grade.CONFIRMED,
            "Its certificate had run out when it was seen.",
            "Make a new certificate in its settings; people learn to click warnings away.",
            _proofs(
                over,
                lambda one: (
                    f"Certificate on port {one.port}: valid until {one.value}, seen on "
                    f"{_day(one.seen.at)}."
                ),
                "RFC 5280 section 4.1.2.5",
            ),
        )
    keys = subject.known.around.keys
    shared = [one for one in _facts(subject, Channel.TLS_PRINT) if keys.get(one.value, 0) > 1]
    if shared:
        yield subject.finding(
            "exposure.certificate-shared",
            "key",
            Severity.WARNING,
            Grade.CONFIRMED,
            "It has the same secret key as another device: who has one can pose as the other.",
            "Make a certificate of its own for each device.",
            _proofs(
                shared,
                lambda one: (
                    f"{keys[one.value]} devices here have the key {one.value[:16]} (first half of "
                    "the SHA-256 of its public part)."
                ),
                "OWASP Internet of Things, 2018: I1 and I9",
            ),
        )


def is_weak(text: str) -> bool:
    """Tell of "RSA 1024, SHA1" whether key or hash is too weak."""
    found = _KEY.match(text)
    short = found is not None and int(found[2]) < _SHORT[found[1]]
    return short or text.endswith(_OLD_HASHES)


def _mappings(subject: Subject) -> Iterator[Finding]:
    said = [
        (one, parts)
        for one in _facts(subject, Channel.ROUTER_MAPPING)
        if (parts := _FORWARD.fullmatch(one.value))
    ]
    if said:
        granted = any(parts[1] == "granted" for _, parts in said)
        done = "and the router did" if granted else "whether the router did was not seen"
        yield subject.finding(
            "exposure.port-mapping",
            "router",
            Severity.WARNING,
            Grade.CONFIRMED if granted else Grade.LIKELY,
            f"It asked a router to let the Internet in to it, {done}.",
            "Switch UPnP and NAT-PMP off, on the device and on the router; remove what is open.",
            _proofs(
                [one for one, _ in said],
                lambda one: f"Port mapping, {one.value}.",
                "RFC 6886; RFC 6887; UPnP WANIPConnection:1 section 2.4.16",
            ),
        )


def _reached(subject: Subject) -> Iterator[Finding]:
    answered = [
        Call(flow=one, place=place)
        for one in subject.device.flows
        if one.initiator is Initiator.PEER and one.answered and is_outside(one.peer)
        for place in (place_of(subject.known, subject.device, one),)
        if place.where is not Where.NOT_PUBLIC  # another site's, or a provider's own
    ]
    for part in parted(answered):
        sure = any(one.flow.transport == "tcp" for one in part)  # its SYN was seen
        _, apart, grade = told(part, Grade.CONFIRMED if sure else Grade.POSSIBLE)
        held = who(one.flow.held_on for one in part)
        whom = "it" if held == "It" else f"{held[0].lower()}{held[1:]}"
        yield subject.finding(
            "exposure.reached",
            f"outside{apart}",
            Severity.URGENT if sure and part[0].is_sure else Severity.WARNING,
            grade,
            f"Somebody outside opened a connection to {whom}, and {_THAT[whom == 'it']} answered.",
            "Close the way in on the router or firewall; for viewing from outside use a VPN.",
            tuple(
                Proof(
                    what=(
                        f"From {one.flow.peer} ({one.place.label}) to {one.flow.transport} port "
                        f"{one.flow.local_port or 'unknown'} of the device: "
                        f"{one.flow.answered:,} of {one.flow.tries:,} answered, "
                        f"{minute(one.flow.first)} to {minute(one.flow.last)} UTC; "
                        f"{amount(one.flow)}."
                    ),
                    seen=one.flow.seen,
                    rule=None,
                    references=("docs/checks.md, exposure.reached", one.place.sources),
                )
                for one in part[:MAX_PROOFS]
            ),
        )


def _cloud(subject: Subject) -> Iterator[Finding]:
    on = [one for one in _facts(subject, Channel.SADP_CLOUD) if one.value == "true"]
    if on:
        yield subject.finding(
            "exposure.cloud-on",
            "cloud",
            Severity.DECISION,
            Grade.CONFIRMED,
            "It announces that its maker's cloud is switched on.",
            "Decide whether anybody needs it, and write down why; else switch it off.",
            _proofs(
                on, lambda one: f"Its discovery answer says so ({one.channel}).", "SADP answer"
            ),
        )
    p2p = _facts(subject, Channel.PPPP_DEVICE)
    if p2p:
        yield subject.finding(
            "exposure.peer-to-peer",
            "p2p",
            Severity.DECISION,
            Grade.LIKELY,
            "It speaks a peer-to-peer protocol, by which such devices are reached from outside.",
            "Decide whether anybody needs it, and write down why; else switch P2P off.",
            _proofs(
                p2p,
                lambda one: f"It announced itself: {one.value}.",
                "docs/protocols.md, pppp",
            ),
        )


def _clock(subject: Subject) -> Iterator[Finding]:
    off = [
        one
        for channel in (
            Channel.NTP_CLOCK,
            Channel.HTTP_CLOCK,
            Channel.RTSP_CLOCK,
            Channel.ONVIF_CLOCK,
        )
        for one in _facts(subject, channel)
        # Many NTP clients send chance numbers: an offset counts where it comes again.
        if (channel is not Channel.NTP_CLOCK or one.count > 1)
        and (seconds_in(one.value) or 0) > WRONG
    ]
    if off:
        witnesses = {one.channel.witness for one in off}
        yield subject.finding(
            "exposure.clock",
            "clock",
            Severity.DECISION,
            Grade.CONFIRMED if len(witnesses) > 1 else Grade.LIKELY,
            "Its clock is wrong by more than an hour: its pictures bear the wrong time.",
            "Set a time server of your own network on it, and check its time zone.",
            _proofs(
                off,
                lambda one: f"Its clock was {one.value}, against the capture's ({one.channel}).",
                "RFC 5905 section 7.3; RFC 9110 section 6.6.1",
            ),
        )


def _facts(subject: Subject, channel: Channel) -> list[Fact]:
    return [one for one in subject.device.facts if one.channel is channel]


def _proofs(
    facts: Iterable[Fact], words: Callable[[Fact], str], reference: str
) -> tuple[Proof, ...]:
    return tuple(
        Proof(what=words(one), seen=one.seen, rule=None, references=(reference,))
        for one in list(facts)[:MAX_PROOFS]
    )


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
