"""Equal observations put together: counts add up, the earliest place is kept.

Every function is commutative and associative, so that the order of sources does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Binding, Fact, Flow, LoginSeen, Lookup, Rhythm

MAX_ANSWERS = 64  # addresses kept of one name


def flow_key(flow: Flow) -> str:
    """Give what two flows of one device share that are one."""
    key = f"{flow.peer}|{flow.peer_port}|{flow.local_port}|{flow.transport}|"
    key += f"{flow.initiator}|{flow.action}|{flow.log_country}"
    return key if flow.held_on is None else f"{key}|{flow.held_on!r}"


def flow_order(flow: Flow) -> tuple[int, int, int, str, str, str, float, str]:
    """Give what sorts the flows of a device."""
    return (
        flow.peer.version,
        int(flow.peer),
        flow.peer_port or 0,
        flow.transport,
        flow.initiator,
        flow.action,
        flow.first,
        repr(flow.held_on),
    )


def names_by_answer(lookups: Iterable[Lookup]) -> dict[IPAddress, set[str]]:
    """Give the names under which each address was answered."""
    names: dict[IPAddress, set[str]] = defaultdict(set)
    for lookup in lookups:
        for answer in lookup.answers:
            names[answer].add(lookup.name)
    return names


def merged_bindings(one: Iterable[Binding], other: Iterable[Binding]) -> tuple[Binding, ...]:
    """Put the bindings of one MAC together, by address and kind."""
    return tuple(
        sorted(
            {*one, *other},
            key=lambda each: (
                each.ip.version,
                int(each.ip),
                each.how,
                each.valid_from,
                each.seen,
                repr(each.valid_to),
            ),
        )
    )


def merge_facts(one: Fact, other: Fact) -> Fact:
    """Put two equal facts together."""
    return replace(
        min(one, other, key=lambda fact: fact.seen),
        count=one.count + other.count,
        last=max(one.last or one.seen.at, other.last or other.seen.at),
    )


def merge_lookups(one: Lookup, other: Lookup) -> Lookup:
    """Put two look-ups of one name together."""
    answers = sorted({*one.answers, *other.answers}, key=lambda ip: (ip.version, int(ip)))
    return replace(
        min(one, other, key=lambda lookup: lookup.seen),
        answers=tuple(answers[:MAX_ANSWERS]),
        count=one.count + other.count,
        last=max(one.last or one.seen.at, other.last or other.seen.at),
    )


def merge_logins(one: LoginSeen, other: LoginSeen) -> LoginSeen:
    """Put two equal logins together."""
    return replace(
        min(one, other, key=lambda login: login.seen),
        count=one.count + other.count,
        last=max(one.last or one.seen.at, other.last or other.seen.at),
    )


def merge_flows(one: Flow, other: Flow) -> Flow:
    """Put two flows to one service together; the gaps are those of the busier one."""
    return replace(
        min(one, other, key=lambda flow: flow.seen),
        tries=one.tries + other.tries,
        answered=one.answered + other.answered,
        sent=_sum(one.sent, other.sent),
        received=_sum(one.received, other.received),
        first=min(one.first, other.first),
        last=max(one.last, other.last),
        rhythm=_rhythm(one, other),
        names=tuple(sorted({*one.names, *other.names})),
    )


def same_contacts(one: Flow, other: Flow) -> Flow:
    """Put together what two logs say of the same contacts: each counts once."""
    fuller = max(one, other, key=lambda flow: (flow.tries, flow.answered, flow.seen))
    return replace(
        fuller,
        answered=max(one.answered, other.answered),
        sent=_most(one.sent, other.sent),
        received=_most(one.received, other.received),
        first=min(one.first, other.first),
        last=max(one.last, other.last),
        rhythm=fuller.rhythm or one.rhythm or other.rhythm,
        names=tuple(sorted({*one.names, *other.names})),
    )


def _most(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def _rhythm(one: Flow, other: Flow) -> Rhythm | None:
    """Put two rhythms together; hours that both saw count twice, as their contacts do."""
    if one.rhythm is None or other.rhythm is None:
        return one.rhythm or other.rhythm
    busier = max(one, other, key=lambda flow: (flow.tries, flow.seen)).rhythm or one.rhythm
    by_hour = zip(one.rhythm.by_hour, other.rhythm.by_hour, strict=True)
    return replace(
        busier,
        by_hour=tuple(a + b for a, b in by_hour),
        contacts=one.rhythm.contacts + other.rhythm.contacts,
        hours=one.rhythm.hours + other.rhythm.hours,
        busiest=max(one.rhythm.busiest, other.rhythm.busiest),
    )
