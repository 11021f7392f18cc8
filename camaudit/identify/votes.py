"""How sure a statement is: witnesses vote, and each has one vote however much it said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.model.grade import Grade
from camaudit.model.identity import Answer
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from camaudit.model.identity import Evidence

# Discovery protocols compiled into a maker's firmware: the label changes, the answer does not.
OWN_PROTOCOLS = frozenset({"sadp", "dhip", "xm", "mhed"})

# One statement, whoever carried it: a name that was looked up, the name of the host.
_VOTES_WITH = {
    Channel.TLS_SNI: "dns",
    Channel.MDNS_HOST: "dhcp",
    Channel.ONVIF_HOSTNAME: "dhcp",
    Channel.LLDP_NAME: "dhcp",
    Channel.CDP_NAME: "dhcp",
}


def voter(channel: Channel) -> str:
    """Give the witness whose vote a channel shares."""
    return _VOTES_WITH.get(channel, channel.witness)


def is_own_word(evidence: Iterable[Evidence]) -> bool:
    """Tell whether the device answered in its maker's own discovery protocol."""
    return any(one.strong and one.fact.channel.witness in OWN_PROTOCOLS for one in evidence)


def grade_of(evidence: Iterable[Evidence]) -> Grade:
    """Grade what agrees.

    Output: confirmed for an answer in the maker's own discovery protocol or two strong witnesses;
            likely for one strong witness or two weak ones; possible for one weak one.
    """
    evidence = list(evidence)
    every = {voter(one.fact.channel) for one in evidence}
    strong = {voter(one.fact.channel) for one in evidence if one.strong}
    if is_own_word(evidence) or len(strong) >= 2:
        return Grade.CONFIRMED
    if strong or len(every) >= 2:
        return Grade.LIKELY
    return Grade.POSSIBLE if every else Grade.UNKNOWN


def weight_of(evidence: Iterable[Evidence]) -> float:
    """Sum the weights, the heaviest of each witness. Orders rivals and nothing else."""
    best: dict[str, float] = {}
    for one in evidence:
        name = voter(one.fact.channel)
        best[name] = max(best.get(name, one.weight), one.weight)
    return round(sum(sorted(best.values())), 3)


@dataclass(frozen=True, slots=True)
class Standing:
    """One value, and all that speaks for it."""

    value: str
    evidence: tuple[Evidence, ...]

    @property
    def grade(self) -> Grade:
        """Grade it as if there were no rival."""
        return grade_of(self.evidence)

    @property
    def own(self) -> bool:
        """Tell whether the maker's own protocol says so."""
        return is_own_word(self.evidence)

    @property
    def weight(self) -> float:
        """Give the weight that orders it among rivals."""
        return weight_of(self.evidence)

    @property
    def order(self) -> tuple[int, bool, float, str]:
        """Sort the best first."""
        return (-self.grade.rank, not self.own, -self.weight, self.value)

    def answer(self, grade: Grade, rivals: Iterable[Standing] = ()) -> Answer:
        """Make it the answer."""
        ordered = sorted(rivals, key=lambda one: one.order)
        return Answer(
            value=self.value,
            grade=grade,
            evidence=sort_evidence(self.evidence),
            rivals=tuple((one.value, one.weight) for one in ordered),
        )


NO_ANSWER = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())


def ranked(said: Mapping[str, Iterable[Evidence]]) -> list[Standing]:
    """Give what was said of each value, the best first."""
    every = [Standing(value, tuple(evidence)) for value, evidence in said.items()]
    return sorted(every, key=lambda one: one.order)


def lower(one: Grade, other: Grade) -> Grade:
    """Give the lower of two grades."""
    return min(one, other, key=lambda grade: grade.rank)


def sort_evidence(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Sort the strongest first, each once."""
    return tuple(
        sorted(
            set(evidence),
            key=lambda one: (
                not one.strong,
                -one.weight,
                one.rule,
                one.fact.channel,
                one.fact.value,
                one.fact.port or 0,
                one.fact.seen,
                one.proves,  # a model name tells kind and maker by one rule
                one.says,
                one.because,
                one.fact.about.mac or "",
                str(one.fact.about.ip),
                one.fact.count,
            ),
        )
    )
