"""A scan made ready: what the operator asked for, turned into a gate and a run through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import RefusedError, StoppedError
from camaudit.model.audit import LedgerLine, Sent
from camaudit.model.observation import Watched
from camaudit.model.probe import Asked
from camaudit.model.progress import SilentScan
from camaudit.protocols.asking import agent
from camaudit.protocols.questions import ALL
from camaudit.scan.run import Scan
from camaudit.scan.targets import targets
from camaudit.wire import crew
from camaudit.wire.authority import scope
from camaudit.wire.frames import missing
from camaudit.wire.gate import Gate
from camaudit.wire.interfaces import own_links
from camaudit.wire.journal import Head, Journal
from camaudit.wire.links import Sockets
from camaudit.wire.pace import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from camaudit.dissect.replies import Said
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.estate import Estate
    from camaudit.model.observation import Fact
    from camaudit.model.probe import Level
    from camaudit.model.progress import ScanWatcher
    from camaudit.model.scope import Scope
    from camaudit.scan.targets import Targets

SOURCE = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """What was asked for. Nothing is sent before `run`."""

    estate: Estate
    level: Level
    zone: tzinfo | None  # of the hours in the estate file; None: this computer's
    version: str  # of camaudit
    site: str | None = None
    sweep: bool = False
    journal: Path | None = None  # None: no notes are taken, and nothing can be gone on with
    stop_file: Path | None = None
    limits: Limits = field(default_factory=Limits)
    watcher: ScanWatcher = field(default_factory=SilentScan)

    def scope(self) -> Scope:
        """Give what may be sent where.

        Raises: RefusedError where there is no authority.
        """
        return scope(self.estate, self.zone, () if self.site is None else (self.site,))

    def targets(self, known: Iterable[IPAddress]) -> Targets:
        """Say whom it would turn to; known: addresses of files.

        Raises: RefusedError where there is no authority.
        """
        return targets(
            self.estate,
            self.scope(),
            own_links(),
            self.level,
            site=self.site,
            known=known,
            sweep=self.sweep,
            no_frames=missing(),
        )

    def run(
        self,
        known: Iterable[IPAddress],
        hear: Callable[[Said], None],
        makers: Callable[[Sequence[Fact]], frozenset[str]],
    ) -> tuple[Sent, Watched]:
        """Ask, and look; give the account of it, and what it could see.

        Input:  known: addresses of files; hear: takes what is said, as it comes; makers: that
                facts point to, by id.
        Raises: RefusedError before anything is sent; JournalError.
        """
        within, began = self.scope(), crew.clock()
        closed = within.closed(began)
        if closed is not None:
            raise RefusedError(f"nothing is sent: {closed}")
        contact = self.estate.authority.contact if self.estate.authority else None
        with Journal(self.journal, self._head()) as journal:
            journal.last_serial = journal.last_serial or first_serial(began)
            wire = Sockets()
            gate = Gate(
                scope=within,
                wire=wire,
                journal=journal,
                clock=crew.clock,
                ticks=crew.ticks,
                sleep=crew.sleep,
                agent=agent(self.version, contact),
                limits=self.limits,
                stop_file=self.stop_file,
            )
            scan = Scan(gate, self.targets(known), hear, makers, watcher=self.watcher)
            try:
                crew.run(_closing(scan, wire))
            except StoppedError as error:
                scan.stopped = str(error)
            finally:
                self.watcher.end()
        ended = crew.clock()
        if journal.first_at is not None:  # a run before this one
            began = min(began, journal.first_at)
        return self._sent(scan, began, ended), Watched(
            source=SOURCE,
            vantage=f"scan ({self.level})",
            first=began,
            last=ended,
            frames=scan.replies,
            heard=tuple(sorted(scan.there, key=lambda ip: (ip.version, int(ip)))),
        )

    def _head(self) -> Head:
        return Head(
            version=self.version,
            estate=self.estate.digest,
            level=self.level.value,
            questions=questions_digest(),
        )

    def _sent(self, scan: Scan, began: float, ended: float) -> Sent:
        gate, authority = scan.gate, self.estate.authority
        ledger = gate.ledger
        most = ledger.most()
        return Sent(
            level=self.level.value,
            approved_by="" if authority is None else f"{authority.name}, {authority.role}",
            runs=gate.journal.runs,
            began=began,
            ended=ended,
            lines=tuple(
                LedgerLine(
                    what=name,
                    says=ALL[name].says,
                    targets=count,
                    questions=questions,
                    packets=packets,
                    bytes=size,
                )
                for name, count, questions, packets, size in ledger.lines()
            ),
            connections=ledger.connections,
            packets=ledger.packets(),
            most_to=None if most is None else most[0],
            most_connections=most[1] if most else 0,
            most_questions=most[2] if most else 0,
            most_packets=most[3] if most else 0,
            credentials=ledger.credentials,
            answers_from_outside=ledger.outside,
            refused=tuple(sorted(ledger.refused.items())),
            halted=tuple(f"{one.host} {one.why}" for one in gate.breaker.halts),
            stopped=scan.stopped,
            passed=scan.targets.passed,
            unheard=scan.unheard,
        )


def first_serial(began: float) -> int:
    """Give the number that the first question of a run follows; began: Unix seconds.

    No other run has the same numbers, as none sends more than a thousand questions a second: a
    device that drops what it heard before (WS-Discovery's MessageID) answers each scan.
    """
    return round(began * 1000)


async def _closing(scan: Scan, wire: Sockets) -> None:
    try:
        await scan.run()
    finally:
        wire.close()


def questions_digest() -> str:
    """Give the SHA-256 over every question: a run goes on with the same ones only."""
    digest = sha256()
    for name, probe in sorted(ALL.items()):
        asked = Asked(
            address=IPv4Address("192.0.2.1"),
            port=next(iter(probe.ports), 0),
            agent="camaudit",
            serial=1,
        )
        digest.update(f"{name} {probe.ports}".encode() + probe.payload(asked))
    return digest.hexdigest()
