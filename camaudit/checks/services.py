"""Whom a device asks for names (DNS) and for the time (NTP), past the site's own servers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.checks.calls import MAX_PROOFS, done, parted, proofs, told, who
from camaudit.checks.together import DNS, NTP
from camaudit.geo.place import Where
from camaudit.model.finding import Proof, Severity
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.checks.calls import Call
    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding
    from camaudit.model.observation import Lookup

_RESOLVER = (
    "Set your own DNS server in its settings, and let the firewall pass DNS to outside from that "
    "server alone."
)
_CLOCK = (
    "Set a time server (NTP) of your own network in its settings. Do so before anything is "
    "blocked: a wrong clock spoils recordings."
)
_FOREIGN = {
    Where.CHINA: (Grade.CONFIRMED, "that two databases place in China"),
    Where.DISAGREE: (Grade.POSSIBLE, "that one database places in China and another does not"),
    Where.OPERATED: (Grade.LIKELY, "in a network outside China that a Chinese company runs"),
}


def find(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    """Yield what is to be said of the servers it asks."""
    yield from _resolvers(subject, [one for one in every if one.flow.peer_port in DNS])
    asked = [one for one in every if one.flow.peer_port == NTP and not one.flow.names]
    yield from _clocks(subject, asked)
    yield from _named_clocks(subject)


def _resolvers(subject: Subject, every: Sequence[Call]) -> Iterator[Finding]:
    grouped: dict[str, list[Call]] = defaultdict(list)
    for call in every:
        site = subject.device.site, call.flow.peer
        if call.place.where in _FOREIGN:
            grouped[call.place.where].append(call)
        elif site not in subject.known.around.together.resolvers:
            grouped[""].append(call)
    for where, asked in sorted(grouped.items()):
        grade, words = Grade.LIKELY, "outside, past the network's own"
        if where:
            grade, words = _FOREIGN[Where(where)]
        for part in parted(asked):
            whose, apart, sure = told(part, grade)
            verb = done(part, "asked", "tried to ask")
            yield subject.finding(
                "outbound.dns-server",
                f"{where or 'outside'}{apart}",
                Severity.DECISION if where else Severity.NOTE,
                sure,
                f"{whose} {verb} a DNS server {words}.",
                _RESOLVER,
                proofs(part),
            )


def _clocks(subject: Subject, asked: Sequence[Call]) -> Iterator[Finding]:
    """Tell of time servers without a name: one of a public pool cannot be ruled out."""
    grouped: dict[Where, list[Call]] = defaultdict(list)
    for call in asked:
        if call.place.where in _FOREIGN:
            grouped[call.place.where].append(call)
    for where, calls in sorted(grouped.items()):
        grade, words = _FOREIGN[where]
        for part in parted(calls):
            whose, apart, sure = told(part, min(grade, Grade.LIKELY, key=lambda one: one.rank))
            verb = done(part, "asked", "tried to ask")
            yield subject.finding(
                "outbound.time-server",
                f"{where}{apart}",
                Severity.NOTE,
                sure,
                f"{whose} {verb} a time server {words}; under which name is not known.",
                _CLOCK,
                proofs(part),
            )


def _named_clocks(subject: Subject) -> Iterator[Finding]:
    found: dict[tuple[str, bool], list[tuple[Lookup, Proof]]] = defaultdict(list)
    for lookup in subject.device.lookups:
        server = subject.known.time_server(lookup.name)
        if server is not None:
            proof = Proof(
                what=f"It asked for {lookup.name} ({lookup.kind}).",
                seen=lookup.seen,
                rule=None,
                references=server.references,
            )
            found[server.runs, lookup.held_on is None].append((lookup, proof))
    for (runs, sure), asked in sorted(found.items()):
        whose = who(lookup.held_on for lookup, _ in asked)
        yield subject.finding(
            "outbound.time-server",
            runs if sure else f"{runs}, by its address",
            Severity.NOTE,
            Grade.LIKELY if sure else Grade.POSSIBLE,
            f"{whose} asked for the name of a time server that is run in or for China: {runs}.",
            _CLOCK,
            tuple(proof for _, proof in asked[:MAX_PROOFS]),
        )
