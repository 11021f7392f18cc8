"""What a scan would send: to whom, how often, how many packets at most, in what time. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from camaudit.model.probe import Level
from camaudit.protocols.order import MAX_CONNECTIONS, MAX_REQUESTS
from camaudit.protocols.questions import ASK_GROUP, ASK_LINK, ASK_UNICAST, LOOK, WHO_HAS
from camaudit.wire.ledger import JOINING

if TYPE_CHECKING:
    from camaudit.model.probe import Probe
    from camaudit.model.scope import Scope
    from camaudit.scan.targets import Targets
    from camaudit.wire.pace import Limits

STEP = 300  # seconds between the times at which the authority's hours are asked
DAY = 86_400
LONGEST = 400 * DAY  # seconds that are looked ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question and whom it goes to."""

    probe: Probe
    whom: str  # "everybody on eth0 (10.20.2.0/24)"
    addresses: int  # 1 for a group
    times: int  # that it is sent, at most
    packets: int  # at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a scan would send."""

    level: Level
    rows: tuple[
        Row, ...
    ]  # by datagram and frame: each is counted exactly, repeats for silence among them
    looked: tuple[Probe, ...]  # what may be asked of one that is looked at; empty: nobody is
    known: int  # addresses that files name, or that are swept: each is looked at
    perhaps: int  # addresses that are looked at if somebody answers there
    connections: int  # to one that is looked at, at most
    requests: int
    packets_each: int
    seconds: float  # at least what the pace takes, where every address answers
    passed: tuple[str, ...]  # what is not asked, and why

    @property
    def packets(self) -> int:
        """All packets, at most."""
        hosts = self.known + self.perhaps
        return sum(one.packets for one in self.rows) + hosts * self.packets_each


def plan(targets: Targets, limits: Limits) -> Plan:
    """Work out a scan of targets at a pace; nothing is sent."""
    rows = [*_calls(targets), *_frames(targets), *_unicast(targets)]
    look = targets.level is Level.LOOK
    asked = sum(1 for _ in targets.unicast())
    known = sum(1 for _ in targets.looked(())) if look else 0
    perhaps = 0
    if look:
        seen = set(targets.known)
        reached = sum(link.network.num_addresses - 2 for link in targets.links)
        perhaps = max(reached + asked - len(seen), 0) if not targets.sweep else 0
    sends = sum(one.times for one in rows)
    hosts = known + perhaps
    turns = sends + hosts * (MAX_CONNECTIONS + MAX_REQUESTS)
    return Plan(
        level=targets.level,
        rows=tuple(rows),
        looked=LOOK if look else (),
        known=known,
        perhaps=perhaps,
        connections=MAX_CONNECTIONS if look else 0,
        requests=MAX_REQUESTS if look else 0,
        packets_each=limits.packets if look else 0,
        seconds=turns / limits.per_second + (MAX_CONNECTIONS * limits.between if look else 0),
        passed=targets.passed,
    )


def _calls(targets: Targets) -> list[Row]:
    return [
        Row(
            probe=call.probe,
            whom=f"everybody on {link.name} ({link.network})",
            addresses=1,
            times=call.times,
            packets=call.times * (1 + (JOINING if call.joins is not None else 0)),
        )
        for link in targets.links
        for call in ASK_GROUP
        if call.group.version == link.address.version
    ]


def _frames(targets: Targets) -> list[Row]:
    """List the frames: one to everybody, and one for each address of the link."""
    rows = []
    asked = Counter(link for link, _ in targets.asked_for())
    for link in targets.framed:
        whom = f"everybody on {link.name} ({link.network})"
        rows += [Row(probe=probe, whom=whom, addresses=1, times=1, packets=1) for probe in ASK_LINK]
        if count := asked[link]:
            rows.append(
                Row(
                    probe=WHO_HAS,
                    whom=f"each address of {link.network}",
                    addresses=count,
                    times=count,
                    packets=count,
                )
            )
    return rows


def _unicast(targets: Targets) -> list[Row]:
    rows = []
    for network in targets.routed:
        count = sum(1 for _ in targets.addresses(network))
        for at, probe in enumerate(ASK_UNICAST):
            # Only the first is asked again, and in a sweep none.
            times = count * (2 if at == 0 and not targets.sweep else 1)
            rows.append(
                Row(
                    probe=probe,
                    whom=f"each address of {network}",
                    addresses=count,
                    times=times,
                    packets=times,
                )
            )
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """When a scan could run."""

    opens: float | None  # Unix seconds at which something may be sent next; None: not this year
    ends: float | None  # when it would be over; None: not within the authority
    spans: int  # of allowed time that it takes: nights


def nights(scope: Scope, now: float, seconds: float) -> Nights:
    """Tell over how many spans of allowed time a scan of so many seconds is spread."""
    opens, spans, left, was_open = None, 0, seconds, False
    for at in (now + STEP * step for step in range(ceil(LONGEST / STEP))):
        is_open = scope.closed(at) is None
        if is_open:
            opens = at if opens is None else opens
            spans += not was_open
            left -= STEP
            if left <= 0:
                return Nights(opens=opens, ends=at + STEP, spans=spans)
        was_open = is_open
    return Nights(opens=opens, ends=None, spans=spans)
