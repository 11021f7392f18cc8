"""The one way out: checks the scope, waits its turn, writes the journal, and only then sends."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from camaudit.errors import RefusedError, StoppedError
from camaudit.model.probe import Asked, Outcome, Reply, Transport
from camaudit.model.scope import plain
from camaudit.scrub import blot_cookies
from camaudit.wire.breaker import Breaker
from camaudit.wire.journal import Asking
from camaudit.wire.ledger import NEVER_PORTS, Ledger, wrong_in
from camaudit.wire.pace import Limits, Pace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Call, Probe
    from camaudit.model.scope import Scope
    from camaudit.wire.interfaces import Link
    from camaudit.wire.journal import Journal

CONNECT = "connect"  # in journals: a connection is opened


class Connected(Protocol):
    """One open TCP connection: camaudit/wire/sockets.py in life, a script in tests."""

    own_port: int

    async def exchange(
        self, data: bytes, complete: Callable[[bytes], bool], *, wait: float, most: int
    ) -> tuple[Outcome, bytes]:
        """Send a request and read its answer."""

    async def close(self) -> None:
        """Close it."""


class Wire(Protocol):
    """What carries bytes."""

    async def connect(self, target: IPAddress, port: int, *, wait: float) -> Connected | Outcome:
        """Open a TCP connection."""

    async def ask(
        self, target: IPAddress, port: int, data: bytes, *, wait: float, most: int
    ) -> tuple[int, list[tuple[int, bytes]] | Outcome]:
        """Send a datagram; give the own port, and port and bytes of each answer."""

    async def call(
        self, link: Link, call: Call, data: bytes, *, wait: float
    ) -> tuple[int, list[tuple[IPAddress, int, bytes]] | Outcome]:
        """Send a datagram to everybody on a link; give the own port and who answered what."""


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to a host, or what came of trying."""

    outcome: Outcome  # ANSWERED: it is open
    # Where it is not open nothing is sent, and the reply tells why.
    ask: Callable[[Probe], Awaitable[Reply]]


@dataclass(slots=True)
class Gate:
    """Every send passes here."""

    scope: Scope
    wire: Wire
    journal: Journal
    clock: Callable[[], float]  # Unix seconds
    sleep: Callable[[float], Awaitable[None]]
    agent: str  # of HTTP and RTSP: who asks, and whom to call about it
    limits: Limits = field(default_factory=Limits)
    stop_file: Path | None = None
    breaker: Breaker = field(default_factory=Breaker)
    ledger: Ledger = field(default_factory=Ledger)
    pace: Pace = field(init=False)
    _serial: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin where the journal ends."""
        self.pace = Pace(self.limits, self.clock, self.sleep)
        self._serial = self.journal.last_serial

    async def ask(self, target: IPAddress, probe: Probe, *, again: bool) -> tuple[Reply, ...]:
        """Send one datagram to one host.

        Input:  again: send it once more where it meets silence.
        Output: its answers, at least one Reply, which tells of silence where there was nothing.
        Raises: RefusedError, StoppedError before anything is sent.
        """
        target, port = plain(target), probe.ports[0]
        async with self.pace.alone(target):
            serial = 0
            for _ in range(self.limits.retries + 1 if again else 1):
                serial, data = await self._leave(target, port, probe, begins=True, serial=serial)
                own, got = await self.wire.ask(
                    target, port, data, wait=self.limits.wait, most=self.limits.read
                )
                if not isinstance(got, Outcome) or got is not Outcome.SILENT:
                    break
        if isinstance(got, Outcome):
            return (self._reply(serial, probe, target, port, own, data, b"", got),)
        return tuple(
            self._reply(serial, probe, target, theirs, own, data, part, Outcome.ANSWERED)
            for theirs, part in got
        )

    @asynccontextmanager
    async def connect(self, target: IPAddress, port: int) -> AsyncIterator[Line]:
        """Hold a host, and open one connection to it; once more where it meets silence.

        Raises: RefusedError, StoppedError before anything is sent.
        """
        target = plain(target)
        async with self.pace.alone(target):
            stream = await self._connected(target, port)
            if isinstance(stream, Outcome):
                outcome = stream
                self.breaker.note(target, port, outcome, self.clock())

                async def tell(probe: Probe) -> Reply:
                    self._serial += 1
                    return self._reply(self._serial, probe, target, port, 0, b"", b"", outcome)

                yield Line(outcome, tell)
                return

            async def ask(probe: Probe) -> Reply:
                serial, data = await self._leave(target, port, probe, begins=False)
                outcome, got = await stream.exchange(
                    data, probe.complete, wait=self.limits.wait, most=self.limits.read
                )
                self.ledger.answered(probe, target, len(got))
                self.breaker.note(target, port, outcome, self.clock())
                return self._reply(serial, probe, target, port, stream.own_port, data, got, outcome)

            try:
                yield Line(Outcome.ANSWERED, ask)
            finally:
                await stream.close()

    async def call(self, link: Link, call: Call) -> tuple[Reply, ...]:
        """Ask everybody on a link, as often as the call says.

        Output: the answers of hosts in the scope; others are dropped and counted.
        Raises: RefusedError where the link, or all of its network, is not in one declared network.
        """
        if not self.scope.holds(link.network):
            raise RefusedError(
                f"{link.name}: its network {link.network} does not lie in one declared network"
            )
        if self.journal.is_done(call.probe.name, link.network):
            return ()
        replies: list[Reply] = []
        seen: set[tuple[IPAddress, int, bytes]] = set()
        for _ in range(call.times):
            serial, data = await self._leave(
                call.group, call.probe.ports[0], call.probe, begins=True
            )
            own, got = await self.wire.call(link, call, data, wait=self.limits.wait)
            for sender, port, part in () if isinstance(got, Outcome) else got:
                address = plain(sender)
                if self.scope.outside(address) is not None:
                    self.ledger.outside += 1
                elif (address, port, part) not in seen:
                    seen.add((address, port, part))
                    replies.append(
                        self._reply(
                            serial, call.probe, address, port, own, data, part, Outcome.ANSWERED
                        )
                    )
        self.journal.done(call.probe.name, link.network)
        return tuple(replies)

    def refusal(self, target: IPAddress | None) -> str | None:
        """Say why nothing may be sent now, to a host or (None) at all; None where it may."""
        if self.stop_file is not None and self.stop_file.exists():
            raise StoppedError(f"{self.stop_file} is there: nothing more is sent")
        if target is None:
            return self.scope.closed(self.clock())
        return self.scope.refusal(target, self.clock()) or self.breaker.refusal(target)

    async def _connected(self, target: IPAddress, port: int) -> Connected | Outcome:
        stream: Connected | Outcome = Outcome.SILENT
        for _ in range(self.limits.retries + 1):
            self._allow(target)
            await self.pace.turn(target, begins=True)
            self._allow(target)
            if port in NEVER_PORTS:
                raise AssertionError(f"TCP port {port} would have been opened")
            self._serial += 1
            self.journal.asking(
                Asking(serial=self._serial, probe=CONNECT, to=target, port=port, at=self.clock())
            )
            self.ledger.connected(target)
            stream = await self.wire.connect(target, port, wait=self.limits.wait)
            if stream is not Outcome.SILENT:
                break
        return stream

    async def _leave(
        self,
        to: IPAddress,
        port: int,
        probe: Probe,
        *,
        begins: bool,
        serial: int = 0,  # of a question that is asked again
    ) -> tuple[int, bytes]:
        """Do all that comes before a send; give the serial number of the question and its bytes."""
        target = None if is_shared(to) else to
        self._allow(target)
        await self.pace.turn(target, begins=begins)
        self._allow(target)  # hours may have ended while it waited
        if not serial:
            self._serial += 1
            serial = self._serial
        asked = Asked(address=to, port=port, agent=self.agent, serial=serial)
        data = probe.payload(asked)
        wrong = wrong_in(data, probe.transport, port)
        if wrong is not None:
            raise AssertionError(f"{probe.name} would have sent {wrong}")
        now = self.clock()
        self.journal.asking(Asking(serial=serial, probe=probe.name, to=to, port=port, at=now))
        self.ledger.asked(probe, target, data)
        return serial, data

    def _allow(self, target: IPAddress | None) -> None:
        why = self.refusal(target)
        if why is not None:
            self.ledger.refused[why.partition(" ")[2] if target else why] += 1
            raise RefusedError(why)

    def _reply(
        self,
        serial: int,
        probe: Probe,
        address: IPAddress,
        port: int,
        own_port: int,
        sent: bytes,
        received: bytes,
        outcome: Outcome,
    ) -> Reply:
        reply = Reply(
            probe=probe.name,
            address=address,
            port=port,
            own_port=own_port,
            sent=sent,
            received=blot_cookies(received) if probe.transport is Transport.TCP else received,
            outcome=outcome,
            at=self.clock(),
        )
        self.journal.answer(serial, reply)
        return reply


def is_shared(address: IPAddress) -> bool:
    """Tell whether an address is that of a group, or of everybody on a link."""
    return address.is_multicast or str(address) == "255.255.255.255"
