"""Conversations of one address inside with one peer outside, and the flow that sums them up."""

from __future__ import annotations

from array import array

from camaudit.capture.headers import ACK, RST, SYN, TCP, UDP
from camaudit.capture.rhythm import QUIET, Pulse
from camaudit.model.observation import Action, Initiator

_FIRST_BURSTS = 1_024  # flows; more room is made as they come
_SYSTEM_PORTS = 1024  # RFC 6335 section 6: below it are services

BY_LOCAL = 1
BY_PEER = 2
BY_BOTH = 3
# Whose packets make an answer, by who began.
_ANSWER = {Initiator.LOCAL: BY_PEER, Initiator.PEER: BY_LOCAL, Initiator.UNKNOWN: BY_BOTH}

# Address inside, peer, protocol, local port, peer port.
Ends = tuple[bytes, bytes, int, int, int]


def initiator_of(ends: Ends, flags: int, *, outward: bool) -> Initiator:
    """Tell who began, from the first packet that was seen of a conversation."""
    _, _, protocol, local_port, peer_port = ends
    sender, receiver = Initiator.PEER, Initiator.LOCAL
    own, other = peer_port, local_port
    if outward:
        sender, receiver = receiver, sender
        own, other = other, own
    if protocol == TCP:
        if flags & SYN:
            return receiver if flags & ACK else sender
        return Initiator.UNKNOWN
    # A service speaks to a client's port: the question was asked before the capture began.
    if protocol == UDP and own < _SYSTEM_PORTS <= other:
        return Initiator.UNKNOWN
    return sender


def service_of(ends: Ends, initiator: Initiator) -> tuple[int, int]:
    """Give (local port, peer port), of which the one that is not the service is 0."""
    _, _, _, local_port, peer_port = ends
    if initiator is Initiator.UNKNOWN:  # services have the lower port, as a rule
        initiator = Initiator.PEER if local_port < peer_port else Initiator.LOCAL
    return (local_port, 0) if initiator is Initiator.PEER else (0, peer_port)


class Bursts:
    """When each flow that has bursts had its last packet: an array that a kernel can work on."""

    __slots__ = ("_used", "times")

    def __init__(self) -> None:
        self.times = array("d", bytes(8 * _FIRST_BURSTS))
        self._used = 0

    def add(self, at: float) -> int:
        """Give a flow its place."""
        if self._used == len(self.times):
            self.times = self.times + array("d", bytes(8 * len(self.times)))
        self.times[self._used] = at
        self._used += 1
        return self._used - 1


class FlowSum:
    """A flow while it is being counted."""

    __slots__ = (
        "answered",
        "both",
        "burst_at",
        "ends",
        "first",
        "frame",
        "initiator",
        "last",
        "local_port",
        "mac",
        "peer_port",
        "pulse",
        "received",
        "refused",
        "sent",
        "tries",
    )

    def __init__(self, ends: Ends, mac: bytes | None, initiator: Initiator, frame: int) -> None:
        self.ends = ends  # of its first conversation
        self.mac = mac
        self.initiator = initiator
        self.local_port, self.peer_port = service_of(ends, initiator)  # one of them is 0
        self.frame = frame  # number of its first frame
        self.first = float("inf")  # Unix seconds
        self.last = float("-inf")
        self.tries = self.answered = self.refused = 0  # conversations
        self.sent = self.received = 0  # bytes of IP packets
        self.both = False  # some conversation went both ways
        self.pulse = Pulse()
        self.burst_at = -1  # where the time of the last packet of who began stands, of bursts

    @property
    def action(self) -> Action:
        """What became of the conversations, the best of them deciding."""
        if self.both:
            return Action.ALLOWED
        return Action.DENIED if self.refused else Action.UNKNOWN

    def begin(self, at: float) -> None:
        """Count a conversation that begins."""
        self.tries += 1
        if self.ends[2] == TCP:
            self.pulse.beat(at)

    def burst(self, at: float, bursts: Bursts) -> None:
        """Count a packet of who began, where a conversation has no beginning of its own."""
        if self.burst_at < 0:
            self.burst_at = bursts.add(at)
            self.pulse.beat(at)
            return
        if at - bursts.times[self.burst_at] >= QUIET:
            self.pulse.beat(at)
        bursts.times[self.burst_at] = at


class Conversation:
    """What is remembered of a 5-tuple."""

    __slots__ = ("_answered", "_refused", "_spoke", "flow", "initiator", "keys", "last", "syn")

    def __init__(self, initiator: Initiator, syn: int, flow: FlowSum | None) -> None:
        self.initiator = initiator
        self.syn = syn  # sequence number of the SYN that began it; -1 where none was seen
        self.flow = flow  # None where it has no room
        self.last = 0.0  # Unix seconds of its last packet
        self.keys: list[int] = []  # under which it is read ahead, one a direction
        self._spoke = 0  # BY_LOCAL, BY_PEER or both; a reset is no speech
        self._answered = False
        self._refused = False

    def count(self, speaker: int, size: int, flags: int, at: float, bursts: Bursts) -> None:
        """Count one packet.

        Input: speaker, BY_LOCAL or BY_PEER; size of the IP packet; flags of TCP, else 0.
        """
        self.more(speaker, size, at, at)
        flow = self.flow
        if flow is None:
            return
        if self.has_bursts(speaker):
            flow.burst(at, bursts)
        if flags & RST:
            if speaker == _ANSWER[self.initiator]:
                self.refuse()
        elif not self._spoke & speaker:
            self._speak(flow, speaker)

    def has_bursts(self, speaker: int) -> bool:
        """Tell whether packets of a speaker count as bursts."""
        flow = self.flow
        by_peer = speaker == BY_PEER
        return (
            flow is not None
            and flow.ends[2] != TCP
            and (self.initiator is Initiator.PEER) == by_peer
        )

    def more(self, speaker: int, size: int, first: float, last: float) -> None:
        """Count bytes of packets, the first and the last of which came at these times."""
        self.last = max(self.last, last)
        flow = self.flow
        if flow is None:
            return
        if speaker == BY_LOCAL:
            flow.sent += size
        else:
            flow.received += size
        flow.first = min(flow.first, first)
        flow.last = max(flow.last, last)

    def refuse(self) -> None:
        """Take it that the SYN was refused, unless it had been answered before."""
        if self.flow is None or self.syn < 0 or self._answered or self._refused:
            return
        self._refused = True
        self.flow.refused += 1

    def _speak(self, flow: FlowSum, speaker: int) -> None:
        self._spoke |= speaker
        if self._spoke == BY_BOTH:
            flow.both = True
        needed = _ANSWER[self.initiator]
        if not self._answered and self._spoke & needed == needed:
            self._answered = True
            flow.answered += 1
