"""Flows across the boundary: what devices inside have to do with peers outside, aggregated.

Memory grows with addresses and services, never with packets. One table sees the frames of one
recording, in their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture.addresses import INSIDE, OUTSIDE
from camaudit.capture.conversation import (
    BY_LOCAL,
    BY_PEER,
    Bursts,
    Conversation,
    FlowSum,
    initiator_of,
    service_of,
)
from camaudit.capture.headers import ACK, ICMP, ICMPV6, LINK_RAW, SYN, TCP, UDP, locate
from camaudit.capture.inner import InnerSum, InnerTable
from camaudit.model.observation import Flow, Initiator, Reason, Seen
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from camaudit.capture.addresses import Addresses, Macs, Sides
    from camaudit.capture.conversation import Ends
    from camaudit.capture.headers import Located
    from camaudit.capture.losses import Losses
    from camaudit.model.endpoint import Endpoints

INNER = 4  # stands for a speaker between addresses inside
MAX_DEVICES = 200_000  # addresses inside that have flows
MAX_FLOWS = 4_096  # of one address inside
MAX_ALL_FLOWS = 100_000  # of one capture
MAX_CONVERSATIONS = 65_536  # remembered at once
RECENT = 60.0  # seconds since the last packet for which a conversation is worth a second chance
SECOND_CHANCES = 8  # given when one conversation has to go

_WHOLE_PACKET = 65_575  # bytes: no header quoted by an ICMP message speaks of more

# RFC 792, RFC 4443: the types that quote a packet, and the one that says "unreachable".
_ERRORS = {ICMP: frozenset({3, 4, 5, 11, 12}), ICMPV6: frozenset({1, 2, 3, 4})}
_UNREACHABLE = {ICMP: 3, ICMPV6: 1}


Tally = tuple[Conversation | InnerSum | None, int]


class FlowTable:
    """Aggregates the flows of addresses inside with addresses outside."""

    __slots__ = (
        "_addresses", "_devices", "_endpoints", "_kept", "_live", "_losses", "_macs", "_sides",
        "bursts", "fresh", "inner", "over",
    )  # fmt: skip

    def __init__(
        self,
        *,
        sides: Sides,
        addresses: Addresses,
        macs: Macs,
        endpoints: Endpoints,
        losses: Losses,
    ) -> None:
        self._sides = sides
        self._addresses = addresses
        self._macs = macs
        self._endpoints = endpoints
        self._losses = losses
        self.inner = InnerTable(addresses, losses)
        self._live: dict[Ends, Conversation] = {}
        self._devices: Smallest[bytes, Smallest[bytes, FlowSum]] = Smallest(MAX_DEVICES)
        self._kept = 0  # flows
        self.bursts = Bursts()
        self.over: Callable[[Conversation], None] = _nobody  # hears which is forgotten
        self.fresh: Callable[[Conversation], None] = _nobody  # hears which is looked at

    def add(self, buffer: bytes, found: Located, number: int, at: float) -> Tally:
        """Count one IP packet whose headers were found; later fragments are not given here.

        Output: to what more packets of the same sort add, and who speaks in it.
        """
        (
            _, source_mac, target_mac, _, _, version, source_ip, target_ip, _, protocol,
            source_port, target_port, sequence, flags, payload, end, _, _, size, _, _, _, _,
        ) = found  # fmt: skip
        if protocol in _ERRORS and payload < end and buffer[payload] in _ERRORS[protocol]:
            if buffer[payload] == _UNREACHABLE[protocol]:
                self._unreachable(buffer, payload + 8, end)
            return None, 0
        width = 4 if version == 4 else 16
        source = buffer[source_ip : source_ip + width]
        target = buffer[target_ip : target_ip + width]
        sides = self._sides[source], self._sides[target]
        if sides == (INSIDE, OUTSIDE):
            speaker = BY_LOCAL
            mac_at = source_mac
            ends = (source, target, protocol, source_port, target_port)
        elif sides == (OUTSIDE, INSIDE):
            speaker = BY_PEER
            mac_at = target_mac
            ends = (target, source, protocol, target_port, source_port)
        else:
            if sides == (INSIDE, INSIDE):
                ports = (source_port, target_port)
                inner = self.inner
                return inner.add(source, target, protocol, ports, flags, size, number, at), INNER
            return None, 0

        talk = self._live.get(ends)
        opens = protocol == TCP and flags & (SYN | ACK) == SYN
        if talk is None or (opens and talk.syn != sequence):
            mac = buffer[mac_at : mac_at + 6] if mac_at >= 0 else None
            initiator = initiator_of(ends, flags, outward=speaker == BY_LOCAL)
            flow = self._flow(ends, mac, initiator, number)
            if flow is not None:
                flow.begin(at)
            talk = Conversation(initiator, sequence if opens else -1, flow)
            self._remember(ends, talk, at)
        talk.count(speaker, size, flags, at, self.bursts)
        return talk, speaker

    def flows(self) -> Iterator[Flow]:
        """Yield what was counted, sorted."""
        sums = [flow for flows in self._devices for flow in flows]
        for flow in sorted(sums, key=_order):
            yield self._finish(flow)

    def _flow(
        self, ends: Ends, mac: bytes | None, initiator: Initiator, number: int
    ) -> FlowSum | None:
        """Find the flow that a new conversation belongs to; None where it has no room."""
        local, peer, protocol, _, _ = ends
        device = self._devices.get(local)
        if device is None:
            if self._kept >= MAX_ALL_FLOWS:
                self._lose(1, number)
                return None
            device = Smallest(MAX_FLOWS)
            gone = self._devices.put(local, device)
            if gone is device:
                self._lose(1, number)
                return None
            self._lose(_tries(gone or ()), number)
            self._kept -= len(gone or ())
        ports = service_of(ends, initiator)
        key = b"%b|%b|%d|%d|%d|%b" % (mac or b"", peer, protocol, *ports, initiator.encode())
        flow = device.get(key)
        if flow is None:
            if self._kept >= MAX_ALL_FLOWS:
                self._lose(1, number)
                return None
            flow = FlowSum(ends, mac, initiator, number)
            lost = device.put(key, flow)
            if lost is flow:
                self._lose(1, number)
                return None
            self._lose(_tries(() if lost is None else (lost,)), number)
            self._kept += lost is None
        return flow

    def _lose(self, conversations: int, number: int) -> None:
        if conversations:
            _, place = self._losses.numbers.of(number)
            self._losses.add(Reason.BOUND, "conversations", place, conversations)

    def _remember(self, ends: Ends, talk: Conversation, at: float) -> None:
        """Keep a conversation; where there is no room, an old one that is silent goes."""
        live = self._live
        before = live.pop(ends, None)
        if before is not None:
            self.over(before)
        if len(live) >= MAX_CONVERSATIONS:
            for _ in range(SECOND_CHANCES):
                oldest = next(iter(live))
                self.fresh(live[oldest])
                if at - live[oldest].last > RECENT:
                    break
                live[oldest] = live.pop(oldest)
            self.over(live.pop(next(iter(live))))
        live[ends] = talk

    def _unreachable(self, buffer: bytes, start: int, end: int) -> None:
        """Take an ICMP message that quotes a SYN as the answer to it."""
        if start >= end:
            return
        (
            _, _, _, _, _, version, source_ip, target_ip, _, protocol,
            source_port, target_port, _, _, _, _, _, _, _, _, _, _, _,
        ) = locate(buffer, start, end, _WHOLE_PACKET, LINK_RAW)  # fmt: skip
        if protocol != TCP:
            return
        width = 4 if version == 4 else 16
        source = buffer[source_ip : source_ip + width]
        target = buffer[target_ip : target_ip + width]
        for ends, initiator in (
            ((source, target, TCP, source_port, target_port), Initiator.LOCAL),
            ((target, source, TCP, target_port, source_port), Initiator.PEER),
        ):
            talk = self._live.get(ends)
            if talk is not None and talk.initiator is initiator:
                talk.refuse()

    def _finish(self, flow: FlowSum) -> Flow:
        local, peer, protocol, _, _ = flow.ends
        mac = None if flow.mac is None else self._macs[flow.mac]
        return Flow(
            about=self._endpoints.get(mac, self._addresses[local]),
            peer=self._addresses[peer],
            peer_port=flow.peer_port or None,
            transport={TCP: "tcp", UDP: "udp"}.get(protocol, str(protocol)),
            initiator=flow.initiator,
            tries=flow.tries,
            answered=flow.answered,
            action=flow.action,
            sent=flow.sent,
            received=flow.received,
            first=flow.first,
            last=flow.last,
            rhythm=flow.pulse.rhythm(),
            names=(),
            log_country=None,
            seen=Seen(flow.first, *self._losses.numbers.of(flow.frame)),
            local_port=flow.local_port or None,
        )


def _nobody(_: Conversation) -> None:
    """Stand for nobody who wants to hear of a conversation."""


def _tries(flows: Iterable[FlowSum]) -> int:
    return sum(flow.tries for flow in flows)


def _order(flow: FlowSum) -> tuple[int, bytes, bytes, int, bytes, int, int, int, str]:
    local, peer, protocol, _, _ = flow.ends
    mac = flow.mac or b""
    return (
        len(local), local, mac, len(peer), peer, protocol, flow.peer_port, flow.local_port,
        flow.initiator,
    )  # fmt: skip
