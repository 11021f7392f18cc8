"""What comes before every send: the scope, the stop file, a turn, a last look, the journal.

`Gate` asks one host through it, `everybody` all on a link; nothing else sends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import RefusedError, StoppedError
from camaudit.model.probe import Asked, Outcome, Reply, Transport
from camaudit.scrub import blot_cookies
from camaudit.wire.breaker import Breaker
from camaudit.wire.journal import Asking
from camaudit.wire.ledger import Ledger, question, wrong_in, wrong_in_frame
from camaudit.wire.pace import Limits, Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Probe
    from camaudit.model.scope import Scope
    from camaudit.wire.interfaces import Link
    from camaudit.wire.journal import Journal
    from camaudit.wire.transport import Wire


@dataclass(slots=True)
class WayOut:
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
    serial: int = field(init=False)  # of the question that was asked last

    def __post_init__(self) -> None:
        """Begin where the journal ends."""
        self.pace = Pace(self.limits, self.ticks or self.clock, self.sleep)
        self.serial = self.journal.last_serial
        self.ledger = self.journal.ledger
        since = max(self.clock() - self.journal.last_at, 0)
        if since < self.limits.between:  # the run before this one ended only just now
            self.pace.rest(self.limits.between - since)
        for halt in self.journal.halts:
            self.breaker.restore(halt)

    def refusal(self, target: IPAddress | None) -> str | None:
        """Say why nothing may be sent now, to a host or (None) at all; None where it may.

        Raises: StoppedError where the stop file is there, or whether it is cannot be told.
        """
        if self.stop_file is not None and _is_there(self.stop_file):
            raise StoppedError(f"{self.stop_file} is there: nothing more is sent")
        if target is None:
            return self.scope.closed(self.clock())
        return self.scope.refusal(target, self.clock()) or self.breaker.refusal(target)

    async def turn(self, target: IPAddress | None, *, begins: bool) -> None:
        """Wait until something may be sent, to a host or (None) to everybody.

        Input:  begins: it opens an exchange.
        Raises: as `allow`, before the wait and after it.
        """
        self.allow(target)
        await self.pace.turn(target, begins=begins)
        self.allow(target)  # hours may have ended while it waited

    async def leave(
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
        await self.turn(target, begins=begins)
        if not serial:
            self.serial += 1
            serial = self.serial
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

    def allow_link(self, link: Link) -> None:
        """See that all of a link's network is declared.

        Raises: RefusedError.
        """
        if link.address not in link.network or not self.scope.holds(link.network):
            raise RefusedError(
                f"{link.name}: its network {link.network} does not lie in one declared network;"
                " declare it in the estate file if it is yours"
            )

    def allow(self, target: IPAddress | None) -> None:
        """See that something may be sent now, to a host or (None) at all; where not, count it.

        Raises: RefusedError; StoppedError, as `refusal`.
        """
        why = self.refusal(target)
        if why is not None:
            self.ledger.refused[why.removeprefix(f"{target} ")] += 1
            raise RefusedError(why)

    def reply(
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
        """Write an answer, or silence, into the journal; give it without its cookies.

        Raises: StoppedError where the journal takes no more.
        """
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
