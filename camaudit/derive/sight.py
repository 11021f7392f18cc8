"""What an audit could have seen: without it, "gone" and "closed" would be guesses."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.counts.sights import CAPTURES, Sight, sights
from camaudit.data import is_day
from camaudit.model.observation import Channel, Fact, Flow, LoginSeen, Lookup

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Coverage
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding

Said = Fact | Flow | Lookup | LoginSeen


def covering(device: Device, audit: Audit) -> tuple[Coverage, ...]:
    """Give the networks of an audit in which a device would stand."""
    return tuple(
        one
        for one in audit.coverage
        if one.site == device.site
        and ((device.network is not None and one.network == device.network) or _holds(one, device))
    )


def _holds(one: Coverage, device: Device) -> bool:
    wanted = ip_network(one.cidr, strict=False)
    return any(ip in wanted for ip in device.addresses)


def looked(device: Device, audit: Audit) -> tuple[str, ...] | None:
    """Say by whom an audit looked where a device would stand; None: it did not look there.

    A device of which no network is known could stand in any of its site: only where all of them
    were looked at was it looked for.
    """
    here = covering(device, audit)
    if not here:
        here = tuple(one for one in audit.coverage if one.site == device.site)
        if device.network is not None or device.addresses or not all(one.looks for one in here):
            return None
    vantages = {look.vantage for one in here for look in one.looks}
    return tuple(sorted(vantages)) or None


def behind(finding: Finding, device: Device) -> tuple[Said, ...]:
    """Give what a device said or did that a finding rests on."""
    places = {proof.seen for proof in finding.proofs if proof.seen is not None}
    words = " ".join(proof.what for proof in finding.proofs)
    return tuple(one for one in _said(device) if one.seen in places and _is_named(one, words))


def _is_named(one: Said, words: str) -> bool:
    """Tell whether the words of the proofs may mean it: one frame says much else."""
    match one:
        case Flow():
            return str(one.peer) in words
        case Lookup():
            return one.name in words
        case Fact():
            return True
    return True


def _said(device: Device) -> Iterator[Said]:
    yield from device.facts
    yield from device.flows
    yield from device.lookups
    yield from device.logins


def key(one: Said) -> Hashable:
    """Give what two such observations of two audits share that say the same."""
    match one:
        case Fact():
            return "fact", one.channel, one.value, one.port
        case Flow():
            return "flow", one.peer, one.peer_port, one.transport, one.initiator, one.local_port
        case Lookup():
            return "lookup", one.kind, one.name
    return "login", one.scheme, one.port, one.outcome, one.defaults


def said_so(rests: tuple[Said, ...], device: Device) -> bool:
    """Tell whether a device of another audit said and did all the same."""
    known = {key(one) for one in _said(device)}
    return bool(rests) and all(key(one) in known for one in rests)


def could_see(rests: tuple[Said, ...], device: Device, audit: Audit, logs: frozenset[str]) -> bool:
    """Tell whether an audit would have seen such things of a device, had they been there.

    Input:  logs: the sources of the audit that has them which are logs of traffic on its way out.
    """
    if not rests:  # talk between addresses inside: a capture of a declared network shows it
        return any(
            look.vantage in CAPTURES
            for one in covering(device, audit)
            if one.declared
            for look in one.looks
        )
    return any(_would_see(one, device, audit, logs) for one in rests)


def logs_of(audit: Audit) -> frozenset[str]:
    """Give the sources that are logs of traffic on its way out."""
    return frozenset(look.source for one in audit.coverage for look in one.logs)


def _would_see(one: Said, device: Device, audit: Audit, logs: frozenset[str]) -> bool:
    match one:
        case Fact():
            return any(fact.channel.witness == one.channel.witness for fact in device.facts)
        case Flow():
            if any(each.logs for each in covering(device, audit)):
                return True
            if one.seen.source in logs:
                return False  # a capture of a minute does not see what a log of days does
            place = (device.site, device.network)
            return any(
                (each.site, each.network) == place and each.sight is Sight.SEEN
                for each in sights(audit)
            )
        case Lookup():
            return bool(device.lookups)
    return any(login.scheme == one.scheme for login in device.logins)


def facts_with(text: str, device: Device) -> frozenset[tuple[Channel, str, int | None]]:
    """Give the facts in which a value stands, by its first word; a day as devices write it too."""
    words = {(text.split() or [text])[0].casefold()}
    if is_day(text):
        words |= {text.replace("-", ""), text.replace("-", "")[2:]}
    return frozenset(
        (one.channel, one.value, one.port)
        for one in device.facts
        if any(word in one.value.casefold() for word in words)
    )
