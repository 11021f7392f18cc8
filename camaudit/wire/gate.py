"""Questions to one host: a datagram, a frame, a connection; how often, and until when."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import RefusedError
from camaudit.model.probe import Outcome, Reply, Transport
from camaudit.model.scope import plain
from camaudit.wire.frames import sender_of
from camaudit.wire.journal import CONNECT, Asking
from camaudit.wire.ledger import CONNECTION, NEVER_PORTS, SEGMENT
from camaudit.wire.wayout import WayOut

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Probe
    from camaudit.wire.interfaces import Link
    from camaudit.wire.transport import Connected

TWICE = 2  # nobody is asked the same a third time, whatever cuts runs off
MOST_CONNECTIONS = 8  # to one host; one that is in doubt is tried no oftener
BRIEF = 0.9  # seconds: systems repeat the first packet of a connection after one (RFC 6298 2.1)
_QUESTION = 4  # packets: it, and what acknowledges the shortest answer


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to a host, or what came of trying."""

    outcome: Outcome  # ANSWERED: it is open
    # Where it is not open nothing is sent, and the reply tells why.
    ask: Callable[[Probe], Awaitable[Reply]]


class Gate(WayOut):
    """The way out, for one host at a time: it is held while it is asked."""

    __slots__ = ()

    async def ask(self, target: IPAddress, probe: Probe, *, again: bool) -> tuple[Reply, ...]:
        """Send one datagram to one host.

        Input:  again: send it once more where it meets silence.
        Output: its answers, at least one Reply, which tells of silence where there was nothing.
        Raises: RefusedError, StoppedError before anything is sent.
        """
        target, port = plain(target), probe.ports[0]
        async with self.pace.alone(target):
            serial, own, data = 0, 0, b""
            got: list[tuple[int, bytes]] | Outcome = Outcome.SILENT
            for _ in range(self._tries(probe, target, port, again=again)):
                serial, data = await self.leave(target, port, probe, begins=True, serial=serial)
                own, got = await self.wire.ask(
                    target, port, data, wait=self.limits.wait, most=self.limits.read
                )
                if got is not Outcome.SILENT:
                    break
        if isinstance(got, Outcome):
            return (self.reply(serial, probe, target, port, own, data, b"", got),)
        return tuple(
            self.reply(serial, probe, target, theirs, own, data, part, Outcome.ANSWERED)
            for theirs, part in got
        )

    @asynccontextmanager
    async def connect(
        self, target: IPAddress, port: int, *, again: bool = True, brief: bool = False
    ) -> AsyncIterator[Line]:
        """Hold a host, and open one connection to it.

        Input:  again: try once more where it meets silence. The system itself sends a first packet
                that is lost once more, within the wait; brief: give up before it does.
        Raises: RefusedError, StoppedError before anything is sent.
        """
        target = plain(target)
        async with self.pace.alone(target):
            self._afford(target, 2 * CONNECTION + _QUESTION)
            self._recall(target)
            # A cut takes one more at most: it may have been open when it came.
            before, most = self.journal.tried(target, port), 1 + self.limits.retries * again
            tries = max(most - before, 1) if before <= most else 0
            wait = min(BRIEF, self.limits.wait) if brief else self.limits.wait
            stream = await self._connected(target, port, tries, wait)
            if isinstance(stream, Outcome):
                outcome = stream
                self._note(target, port, outcome)

                async def tell(probe: Probe) -> Reply:
                    self.serial += 1
                    return self.reply(self.serial, probe, target, port, 0, b"", b"", outcome)

                yield Line(outcome, tell)
            else:
                line = stream

                async def ask(probe: Probe) -> Reply:
                    return await self._exchange(line, target, port, probe)

                try:
                    yield Line(Outcome.ANSWERED, ask)
                finally:
                    await line.close()
            await self._prove(target)

    async def whois(self, link: Link, target: IPAddress, probe: Probe, *, again: bool) -> Reply:
        """Ask on a link who has an address, by a frame (ARP).

        Raises: RefusedError where the link or the address is not in the scope, or the address is
                not of this link.
        """
        self.allow_link(link)
        if target not in link.network:
            raise RefusedError(f"{target} is not of {link.name}, whose network is {link.network}")
        async with self.pace.alone(target):
            serial, data = 0, b""
            got: list[bytes] | Outcome = Outcome.SILENT
            for _ in range(self._tries(probe, target, 0, again=again)):
                serial, data = await self.leave(
                    target, 0, probe, begins=True, serial=serial, link=link
                )
                got = await self.wire.frame(
                    link,
                    data,
                    lambda frame: (sender_of(frame) or ("", None))[1] == target,
                    wait=self.limits.wait,
                    first=True,
                )
                if got:
                    break
        if isinstance(got, Outcome) or not got:
            outcome = got if isinstance(got, Outcome) else Outcome.SILENT
            return self.reply(serial, probe, target, 0, 0, data, b"", outcome)
        mac = got[0][6:12].hex(":")
        return self.reply(serial, probe, target, 0, 0, data, got[0], Outcome.ANSWERED, mac)

    async def _exchange(self, line: Connected, target: IPAddress, port: int, probe: Probe) -> Reply:
        if self.journal.under_way(probe.name, target, port) >= TWICE:
            # Runs were cut off while it was under way: it may be why.
            self.serial += 1
            silent = Outcome.SILENT
            return self.reply(self.serial, probe, target, port, 0, b"", b"", silent)
        self._afford(target, _QUESTION)
        serial, data = await self.leave(target, port, probe, begins=False)
        # Each packet that is read is acknowledged: so a host is read as far as it may be sent to.
        left = self._left(target) - 1
        outcome, got = await line.exchange(
            data,
            probe.complete,
            wait=self.limits.wait,
            most=min(self.limits.read, left * SEGMENT),
        )
        self.ledger.answered(probe.name, target, len(got))
        self._note(target, port, outcome)
        return self.reply(serial, probe, target, port, line.own_port, data, got, outcome)

    def _left(self, target: IPAddress) -> int:
        """Count the packets that may still go to a host."""
        return self.limits.packets - self.ledger.packets_to(target)

    def _afford(self, target: IPAddress, packets: int) -> None:
        """See that so many packets may still go to a host.

        Raises: RefusedError where they may not.
        """
        if self._left(target) < packets:
            most = self.limits.packets
            raise RefusedError(f"{target} was sent as much as one device is: {most} packets")

    def _tries(self, probe: Probe, target: IPAddress, port: int, *, again: bool) -> int:
        """Count how often a datagram may go; runs that were cut off took of it."""
        before = self.journal.under_way(probe.name, target, port)
        wanted = 1 + self.limits.retries if again else 1
        return max(min(max(wanted - before, 1), max(1 + self.limits.retries, TWICE) - before), 0)

    def _recall(self, target: IPAddress) -> None:
        """Take note of how a host did in a run before this one."""
        if not self.breaker.knows(target):
            for reply in self.journal.met(target):
                if reply.sent:
                    self.breaker.opened(target, reply.port)
                self._note(target, reply.port, reply.outcome)

    def _note(self, target: IPAddress, port: int, outcome: Outcome) -> None:
        halt = self.breaker.note(target, port, outcome, self.clock())
        if halt is not None:
            self.journal.halted(halt)

    async def _prove(self, target: IPAddress) -> None:
        """See whether a host in doubt still lives: connect, ask nothing, close."""
        port = self.breaker.doubtful(target)
        if port is None or self.ledger.connections_to(target) >= MOST_CONNECTIONS:
            return
        if self._left(target) < CONNECTION:
            return
        stream = await self._connected(target, port, 1, self.limits.wait)
        if isinstance(stream, Outcome):
            self._note(target, port, stream)
        else:
            self.breaker.lives(target)
            await stream.close()

    async def _connected(
        self, target: IPAddress, port: int, tries: int, wait: float
    ) -> Connected | Outcome:
        stream: Connected | Outcome = Outcome.SILENT
        for _ in range(tries):
            await self.turn(target, begins=True)
            if port in NEVER_PORTS[Transport.TCP]:
                raise AssertionError(f"TCP port {port} would have been opened")
            self.serial += 1
            self.journal.asking(
                Asking(serial=self.serial, probe=CONNECT, to=target, port=port, at=self.clock())
            )
            self.ledger.connected(target)
            stream = await self.wire.connect(target, port, wait=wait)
            if stream is not Outcome.SILENT:
                break
        if not isinstance(stream, Outcome):
            self.breaker.opened(target, port)
        return stream
