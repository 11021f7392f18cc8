"""The one way out: checks the scope, waits its turn, writes the journal, and only then sends."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import RefusedError, StoppedError
from camaudit.model.probe import Asked, Outcome, Reply, Transport
from camaudit.model.scope import plain
from camaudit.scrub import blot_cookies
from camaudit.wire.breaker import Breaker
from camaudit.wire.frames import sender_of
from camaudit.wire.journal import CONNECT, Asking
from camaudit.wire.ledger import (
    CONNECTION,
    NEVER_PORTS,
    SEGMENT,
    Ledger,
    question,
    wrong_in,
    wrong_in_frame,
)
from camaudit.wire.pace import Limits, Pace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Call, Probe
    from camaudit.model.scope import Scope
    from camaudit.wire.interfaces import Link
    from camaudit.wire.journal import Journal
    from camaudit.wire.transport import Connected, Wire

TWICE = 2  # nobody is asked the same a third time, whatever cuts runs off
MOST_CALLS = 3  # of one question to everybody on a link, runs that were cut off included
MOST_CONNECTIONS = 8  # to one host; one that is in doubt is tried no oftener
BRIEF = 0.9  # seconds: systems repeat the first packet of a connection after one (RFC 6298 2.1)
_QUESTION = 4  # packets: it, and what acknowledges the shortest answer
_EVERYBODY = IPv4Address("255.255.255.255")


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to a host, or what came of trying."""

    outcome: Outcome  # ANSWERED: it is open
    # Where it is not open nothing is sent, and the reply tells why.
    ask: Callable[[Probe], Awaitable[Reply]]


class _Heard:
    """What is heard of those who were all asked, each thing once."""

    def __init__(self, replies: list[Reply]) -> None:
        self.replies = replies  # those of a run that was cut off come first
        self.seen = {(one.address, one.port, one.received) for one in replies}
        self.failed: StoppedError | None = None  # the journal takes no more

    def end(self) -> None:
        """Raise what was met while answers came in: nobody stood above to hear of it."""
        if self.failed is not None:
            raise self.failed


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
    ticks: Callable[[], float] | None = None  # seconds, for the pace; None: those of the clock
    pace: Pace = field(init=False)
    ledger: Ledger = field(init=False)  # of the runs before this one too
    _serial: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin where the journal ends."""
        self.pace = Pace(self.limits, self.ticks or self.clock, self.sleep)
        self._serial = self.journal.last_serial
        self.ledger = self.journal.ledger
        since = max(self.clock() - self.journal.last_at, 0)
        if since < self.limits.between:  # the run before this one ended only just now
            self.pace.rest(self.limits.between - since)
        for halt in self.journal.halts:
            self.breaker.restore(halt)

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
                serial, data = await self._leave(target, port, probe, begins=True, serial=serial)
                own, got = await self.wire.ask(
                    target, port, data, wait=self.limits.wait, most=self.limits.read
                )
                if got is not Outcome.SILENT:
                    break
        if isinstance(got, Outcome):
            return (self._reply(serial, probe, target, port, own, data, b"", got),)
        return tuple(
            self._reply(serial, probe, target, theirs, own, data, part, Outcome.ANSWERED)
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
                    self._serial += 1
                    return self._reply(self._serial, probe, target, port, 0, b"", b"", outcome)

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

    async def call(self, link: Link, call: Call) -> tuple[Reply, ...]:
        """Ask everybody on a link, as often as the call says.

        Output: the answers of hosts in the scope; others are dropped and counted.
        Raises: RefusedError where the link, or all of its network, is not in one declared network.
        """
        self._allow_link(link)
        probe, group = call.probe, call.group
        if not group.is_multicast and group != _EVERYBODY:
            raise AssertionError(f"{group} is no address of everybody on a link")
        if self.journal.is_done(probe.name, group, link.text):
            return ()
        before = self.journal.called(probe.name, group, link.text)
        # The answers to the latest of a run that was cut off may be lost.
        times = min(max(call.times - before, 1), MOST_CALLS - before)
        heard = _Heard(self.journal.begun(probe.name, group, link.text))
        for _ in range(times):
            serial, data = await self._leave(
                group, probe.ports[0], probe, begins=True, link=link, everybody=True,
                joins=call.joins is not None,
            )  # fmt: skip

            def hear(
                sender: IPAddress, port: int, raw: bytes, own: int,
                serial: int = serial, data: bytes = data,
            ) -> None:  # fmt: skip
                address, part = plain(sender), blot_cookies(raw)
                if address != link.address:
                    said = (serial, probe, address, port, own, data, part)
                    self._hear(heard, said, group, link)

            await self.wire.call(link, call, data, wait=self.limits.wait, hear=hear)
            heard.end()
        self.journal.done(probe.name, group, link.text)
        return tuple(heard.replies)

    async def whois(self, link: Link, target: IPAddress, probe: Probe, *, again: bool) -> Reply:
        """Ask on a link who has an address, by a frame (ARP).

        Raises: RefusedError where the link or the address is not in the scope, or the address is
                not of this link.
        """
        self._allow_link(link)
        if target not in link.network:
            raise RefusedError(f"{target} is not of {link.name}, whose network is {link.network}")
        async with self.pace.alone(target):
            serial, data = 0, b""
            got: list[bytes] | Outcome = Outcome.SILENT
            for _ in range(self._tries(probe, target, 0, again=again)):
                serial, data = await self._leave(
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
            return self._reply(serial, probe, target, 0, 0, data, b"", outcome)
        mac = got[0][6:12].hex(":")
        return self._reply(serial, probe, target, 0, 0, data, got[0], Outcome.ANSWERED, mac)

    async def whois_all(self, link: Link, probe: Probe) -> tuple[Reply, ...]:
        """Ask everybody on a link by a frame (SADP), once.

        Output: as of `call`.
        Raises: RefusedError as `call` does.
        """
        self._allow_link(link)
        if self.journal.is_done(probe.name, _EVERYBODY, link.text):
            return ()
        if self.journal.called(probe.name, _EVERYBODY, link.text) >= TWICE:
            return tuple(self.journal.begun(probe.name, _EVERYBODY, link.text))
        serial, data = await self._leave(
            _EVERYBODY, 0, probe, begins=True, link=link, everybody=True
        )
        heard = _Heard(self.journal.begun(probe.name, _EVERYBODY, link.text))

        def hear(frame: bytes) -> bool:
            sender = sender_of(frame)
            if sender is None:
                self.ledger.outside += 1
                return False
            mac, address = sender
            self._hear(heard, (serial, probe, address, 0, 0, data, frame), _EVERYBODY, link, mac)
            return False

        await self.wire.frame(link, data, hear, wait=self.limits.wait, first=False)
        heard.end()
        self.journal.done(probe.name, _EVERYBODY, link.text)
        return tuple(heard.replies)

    def _hear(
        self,
        heard: _Heard,
        said: tuple[int, Probe, IPAddress, int, int, bytes, bytes],
        group: IPAddress,
        link: Link,
        mac: str | None = None,
    ) -> None:
        """Note an answer at once: a run that is cut off while others are awaited has it.

        Input: said: as `_reply` takes it.
        """
        address, port, received = said[2], said[3], said[6]
        if self.scope.outside(address) is not None:
            self.ledger.outside += 1
        elif heard.failed is None and (address, port, received) not in heard.seen:
            heard.seen.add((address, port, received))
            try:
                reply = self._reply(*said, Outcome.ANSWERED, mac, call=(group, link.text))
            except StoppedError as error:
                heard.failed = error
            else:
                heard.replies.append(reply)

    def refusal(self, target: IPAddress | None) -> str | None:
        """Say why nothing may be sent now, to a host or (None) at all; None where it may.

        Raises: StoppedError where the stop file is there, or whether it is cannot be told.
        """
        if self.stop_file is not None and _is_there(self.stop_file):
            raise StoppedError(f"{self.stop_file} is there: nothing more is sent")
        if target is None:
            return self.scope.closed(self.clock())
        return self.scope.refusal(target, self.clock()) or self.breaker.refusal(target)

    async def _exchange(self, line: Connected, target: IPAddress, port: int, probe: Probe) -> Reply:
        if self.journal.under_way(probe.name, target, port) >= TWICE:
            # Runs were cut off while it was under way: it may be why.
            self._serial += 1
            silent = Outcome.SILENT
            return self._reply(self._serial, probe, target, port, 0, b"", b"", silent)
        self._afford(target, _QUESTION)
        serial, data = await self._leave(target, port, probe, begins=False)
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
        return self._reply(serial, probe, target, port, line.own_port, data, got, outcome)

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
            self._allow(target)
            await self.pace.turn(target, begins=True)
            self._allow(target)
            if port in NEVER_PORTS[Transport.TCP]:
                raise AssertionError(f"TCP port {port} would have been opened")
            self._serial += 1
            self.journal.asking(
                Asking(serial=self._serial, probe=CONNECT, to=target, port=port, at=self.clock())
            )
            self.ledger.connected(target)
            stream = await self.wire.connect(target, port, wait=wait)
            if stream is not Outcome.SILENT:
                break
        if not isinstance(stream, Outcome):
            self.breaker.opened(target, port)
        return stream

    async def _leave(
        self,
        to: IPAddress,
        port: int,
        probe: Probe,
        *,
        begins: bool,
        serial: int = 0,  # of a question that is asked again
        link: Link | None = None,
        everybody: bool = False,  # on the link: the caller has seen that it is in the scope
        joins: bool = False,  # a group, for the answers
    ) -> tuple[int, bytes]:
        """Do all that comes before a send; give the serial number of the question and its bytes."""
        target = None if everybody else to
        self._allow(target)
        await self.pace.turn(target, begins=begins)
        self._allow(target)  # hours may have ended while it waited
        if not serial:
            self._serial += 1
            serial = self._serial
        data = self._bytes(probe, to, port, serial, link)
        sent = question(probe, data, joins=joins)
        self.journal.asking(
            Asking(
                serial=serial,
                probe=probe.name,
                to=to,
                port=port,
                at=self.clock(),
                link=link.text if link is not None and everybody else None,
                question=sent,
            )
        )
        self.ledger.asked(probe.name, target, sent)
        return serial, data

    def _bytes(
        self, probe: Probe, to: IPAddress, port: int, serial: int, link: Link | None
    ) -> bytes:
        """Make the bytes of a question; what is of a login, or no question, ends the program."""
        asked = Asked(
            address=to,
            port=port,
            agent=self.agent,
            serial=serial,
            own_mac=None if link is None else link.mac,
            own_address=None if link is None else link.address,
        )
        data = probe.payload(asked)
        if probe.transport is not Transport.LINK:
            wrong = wrong_in(data, probe.transport, port)
        elif link is None or link.mac is None:
            wrong = "a frame of nobody"
        else:
            own = bytes.fromhex(link.mac.replace(":", ""))
            wrong = wrong_in_frame(data, own, link.address.packed)
        if wrong is not None:
            raise AssertionError(f"{probe.name} would have sent {wrong}")
        return data

    def _allow_link(self, link: Link) -> None:
        if link.address not in link.network or not self.scope.holds(link.network):
            raise RefusedError(
                f"{link.name}: its network {link.network} does not lie in one declared network;"
                " declare it in the estate file if it is yours"
            )

    def _allow(self, target: IPAddress | None) -> None:
        why = self.refusal(target)
        if why is not None:
            self.ledger.refused[why.removeprefix(f"{target} ")] += 1
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
        mac: str | None = None,
        *,
        call: tuple[IPAddress, str] | None = None,  # group and link of a question to everybody
    ) -> Reply:
        reply = Reply(
            probe=probe.name,
            address=address,
            port=port,
            own_port=own_port,
            sent=sent,
            received=received if probe.transport is Transport.LINK else blot_cookies(received),
            outcome=outcome,
            at=self.clock(),
            mac=mac,
        )
        self.journal.answer(serial, reply, call)
        return reply


def _is_there(file: Path) -> bool:
    """Tell whether a file is there; where that cannot be told it is better to stop."""
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
