"""How sure a statement is: witnesses vote, and each has one vote however much it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.model.grade import Grade
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.identity import Evidence

# Discovery protocols compiled into a maker's firmware: the label changes, the answer does not.
OWN_PROTOCOLS = frozenset({"sadp", "dhip", "xm", "mhed"})

# One statement, whoever carried it: a name that was looked up, the name of the host.
_VOTES_WITH = {
    Channel.TLS_SNI: "dns",
    Channel.MDNS_HOST: "dhcp",
    Channel.ONVIF_HOSTNAME: "dhcp",
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
