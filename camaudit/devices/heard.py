"""What was said of one endpoint, and what turned out to belong to one device: tallies, bounded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.devices.merge import (
    flow_key,
    merge_facts,
    merge_flows,
    merge_logins,
    merge_lookups,
)
from camaudit.model.observation import Channel, Fact, Flow, LoginSeen, Lookup
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.devices.addressbook import Key
    from camaudit.model.endpoint import IPAddress

MAX_VALUES = 64  # distinct values kept of one device and channel
MAX_FACTS = 4_096  # distinct facts of one endpoint, before it is known whose they are
MAX_PEERS = 4_096  # flows, and look-ups, kept of one device

SERIALS = frozenset(
    {
        Channel.SADP_SERIAL,
        Channel.DHIP_SERIAL,
        Channel.XM_SERIAL,
        Channel.MHED_SERIAL,
        Channel.ONVIF_SERIAL,
        Channel.UPNP_SERIAL,
    }
)


@dataclass(slots=True)
class Heard:
    """Everything said of one endpoint at one site."""

    facts: Smallest[str, Fact] = field(default_factory=lambda: Smallest(MAX_FACTS))
    lookups: Smallest[str, Lookup] = field(default_factory=lambda: Smallest(MAX_PEERS))
    flows: Smallest[str, Flow] = field(default_factory=lambda: Smallest(MAX_PEERS))
    logins: Smallest[str, LoginSeen] = field(default_factory=lambda: Smallest(MAX_PEERS))


@dataclass(slots=True)
class Gathered:
    """Everything that turned out to belong to one device."""

    facts: list[Fact] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    logins: list[LoginSeen] = field(default_factory=list)
    addresses: set[IPAddress] = field(default_factory=set)

    def take(self, other: Gathered) -> None:
        """Take what turned out to belong to the same device."""
        self.facts += other.facts
        self.lookups += other.lookups
        self.flows += other.flows
        self.logins += other.logins
        self.addresses |= other.addresses


def keep(heard: Heard, said: Fact | Flow | LoginSeen | Lookup) -> None:
    """Tally one observation of an endpoint."""
    match said:
        case Fact(about=about, seen=seen):
            # Without a MAC the time decides whose it is, so other times are kept apart.
            moment = "" if about.mac else f"|{seen.at!r}"
            key = f"{said.channel}|{said.port}|{said.value}{moment}"
            heard.facts.add(key, said, merge_facts, lambda one: one.count)
        case Lookup(client=client, seen=seen):
            moment = "" if client.mac else f"|{seen.at!r}"
            key = f"{said.kind}|{said.name}{moment}"
            heard.lookups.add(key, said, merge_lookups, lambda one: one.count)
        case Flow():
            heard.flows.add(flow_key(said), said, merge_flows, lambda one: one.tries)
        case LoginSeen():
            key = f"{said.client}|{said.port}|{said.scheme}|{said.in_clear}|{said.outcome}"
            heard.logins.add(f"{key}|{said.defaults}", said, merge_logins, lambda one: one.count)


def merged_lookups(lookups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Put the look-ups of each name together; those of an unsure time stay apart."""
    found: dict[tuple[str, str, float], Lookup] = {}
    for lookup in lookups:
        key = (lookup.kind.value, lookup.name, lookup.held_on or 0.0)
        old = found.get(key)
        found[key] = lookup if old is None else merge_lookups(old, lookup)
    return tuple(found[key] for key in sorted(found))


def bounded_facts(facts: list[Fact]) -> tuple[tuple[Fact, ...], int]:
    """Keep MAX_VALUES facts of a channel; tell how many messages had no room."""
    by_channel: dict[Channel, Smallest[str, Fact]] = {}
    for fact in facts:
        kept = by_channel.setdefault(fact.channel, Smallest(MAX_VALUES))
        kept.add(f"{fact.port}|{fact.value}", fact, merge_facts, lambda one: one.count)
    every = [fact for kept in by_channel.values() for fact in kept]
    every.sort(key=lambda fact: (fact.channel, fact.port or 0, fact.value))
    return tuple(every), sum(kept.dropped for kept in by_channel.values())


def shared_serials(
    gathered: dict[tuple[str | None, Key], Gathered],
) -> frozenset[tuple[str | None, Key]]:
    """Give who says a serial number that another one says too."""
    holders: dict[tuple[Channel, str], set[tuple[str | None, Key]]] = defaultdict(set)
    for who, found in gathered.items():
        for fact in found.facts:
            if fact.channel in SERIALS and fact.value.strip():
                holders[fact.channel, fact.value].add(who)
    return frozenset(who for whos in holders.values() if len(whos) > 1 for who in whos)
