"""Reads every file that an audit is given: what each says, and what became of it.

Logs are read twice: first for who held which address and for names, with everything else; then,
when it is known which devices are worth a line, for their flows.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from camaudit.capture.windows import ENDED
from camaudit.dissect.replies import SOURCE as PROBES
from camaudit.errors import SourceError
from camaudit.model.coverage import FileOutcome, FileRead
from camaudit.model.observation import (
    Binding,
    Claim,
    Contact,
    Fact,
    Flow,
    LoginSeen,
    Reason,
    Shortfall,
    Watched,
)
from camaudit.sources import detect
from camaudit.sources.detect import Found
from camaudit.sources.live import LiveSource
from camaudit.sources.logfile import LogSource, flows_of
from camaudit.sources.open import is_capture, open_source
from camaudit.sources.recording import Recording
from camaudit.sources.rings import recordings
from camaudit.sources.source import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from camaudit.devices import Devices
    from camaudit.devices.charge import Charges
    from camaudit.dissect.replies import Said
    from camaudit.model.audit import Sent
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.estate import Estate
    from camaudit.model.observation import Observation
    from camaudit.scan.scanner import Scanner
    from camaudit.sources.source import Given, Source
    from camaudit.sources.workers import Workers

_PARTLY = frozenset({Reason.TRUNCATED, Reason.DAMAGED, Reason.UNSUPPORTED_LINK, Reason.UNREADABLE})
MOST_ADDRESSES = 200_000
_AMBIGUOUS = "addresses that several sites have"


@dataclass(slots=True)
class _File:
    """One input on its way."""

    found: Found
    site: str | None
    source: Source | None = None
    digest: str | None = None
    problem: str | None = None


@dataclass(slots=True)
class Intake:
    """The inputs of one audit; `read` first, then `read_logs`."""

    estate: Estate | None
    site: str | None  # named by the operator
    given: Given
    jobs: int | None = None  # processes that read captures; None: as many as are worth it
    watched: list[tuple[str | None, Watched]] = field(default_factory=list)
    contacts: list[tuple[str | None, Contact]] = field(default_factory=list)
    claims: list[tuple[str | None, Claim]] = field(default_factory=list)
    saw_outside: bool = False  # some source could have seen traffic leave
    addresses: set[IPAddress] = field(default_factory=set)  # that files name, inside
    _files: list[_File] = field(default_factory=list)
    _scanned: list[Shortfall] = field(default_factory=list)
    _ambiguous: dict[str, int] = field(default_factory=dict)  # by source

    def read(self, paths: Sequence[Path], devices: Devices) -> None:
        """Read all files; of logs all but their flows."""
        names = [one.name for one in self.estate.sites] if self.estate else []
        only = names[0] if len(names) == 1 else None
        files = {
            one.shown: _File(one, one.site or only) for one in detect.find(paths, names, self.site)
        }
        self._files += files.values()
        captures = recordings([one.found for one in files.values() if is_capture(one.found)])
        first = {one[0].shown: at for at, one in enumerate(captures)}
        later = {found.shown for one in captures for found in one[1:]}
        with ExitStack() as stack:
            stack.enter_context(self._heeding())
            workers = self._workers(captures, stack)
            for shown, file in files.items():
                if shown in first:
                    at = first[shown]
                    mine = [files[one.shown] for one in captures[at]]
                    self._captured(mine, workers, at, devices)
                elif self.given.stop.asked and shown not in later:
                    file.problem = f"not read: {ENDED}"
                elif shown not in later:
                    self._guarded(file, self._first(file, devices))
                    if isinstance(file.source, LogSource) and file.source.no_zone:
                        devices.lacks_zone(self.given.zone)

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """Take care that somebody who wants to end is heard between two files, or inside of one."""
        self.given.stop.heeded = True
        try:
            yield
        finally:
            self.given.stop.heeded = False

    def _workers(self, captures: Sequence[Sequence[Found]], stack: ExitStack) -> Workers | None:
        """Begin to read recordings side by side, where there are several that are worth it."""
        size = sum(detect.size_of(found) for one in captures for found in one)
        self.given.watcher.whole(sum(len(one) for one in captures), size)
        jobs = self.jobs
        if jobs is None:
            from camaudit.sources.workers import WORTH, processors  # noqa: PLC0415 - late

            jobs = processors() if size >= WORTH else 1
        jobs = min(jobs, len(captures))
        if jobs < 2:
            return None
        from camaudit.sources.workers import Workers  # noqa: PLC0415 - late

        return stack.enter_context(Workers(jobs, captures, self.given))

    def _captured(
        self, files: Sequence[_File], workers: Workers | None, at: int, devices: Devices
    ) -> None:
        """Take what a recording says: read by another process, or else here."""
        said = None if workers is None else workers.said(at)
        if said is None:
            recording = Recording([one.found for one in files], self.given)
            self._heard(recording.observations(), files[0].site, devices)
            parts = recording.parts()
        else:
            observations, parts = said
            self._heard(observations, files[0].site, devices)
        for file, part in zip(files, parts, strict=True):
            file.source, file.digest, file.problem = part, part.digest, part.problem

    def _heard(
        self,
        said: Iterable[Observation | Contact | Watched],
        site: str | None,
        devices: Devices,
    ) -> None:
        """Take what a capture says: it hears a device itself."""
        for one in said:
            self._sort(one, site)
            if not isinstance(one, Contact | Claim):
                devices.add(one, site)

    def listen(self, source: LiveSource, devices: Devices) -> None:
        """Take what is heard until the listening ends."""
        names = [one.name for one in self.estate.sites] if self.estate else []
        found = Found(Path(source.shown), source.shown, self.site)
        file = _File(found, self.site or (names[0] if len(names) == 1 else None), source)
        self._files.append(file)
        self._guarded(file, self._taken(file, source, devices))

    def read_logs(self, charges: Charges) -> None:
        """Read the flows of the logs; files of one site and format as one log: rotated ones."""
        rotated: dict[tuple[str | None, str], list[tuple[_File, LogSource]]] = defaultdict(list)
        for file in self._files:
            if file.problem is None and isinstance(file.source, LogSource):
                rotated[file.site, file.source.log].append((file, file.source))
        for (site, _), files in rotated.items():
            if self.given.stop.asked:
                for file, _ in files:
                    file.problem = f"contacts not read: {ENDED}"
                continue
            try:
                self._second(files, site, charges)
            except (SourceError, OSError) as error:
                reason = error.reason if isinstance(error, SourceError) else error.strerror
                for file, _ in files:
                    file.problem = file.problem or f"cannot be read: {reason or error}"

    @property
    def has_logs(self) -> bool:
        """Tell whether a log is among the files."""
        return any(isinstance(file.source, Log) for file in self._files)

    def _guarded(self, file: _File, steps: Iterable[None]) -> None:
        """Run a reading; what it cannot read at all becomes the file's problem."""
        try:
            for _ in steps:
                pass
        except SourceError as error:
            file.problem = error.reason
        except OSError as error:
            file.problem = f"cannot be read: {error.strerror or error}"

    def _first(self, file: _File, devices: Devices) -> Iterator[None]:
        path = file.found.readable()
        stop = Event()
        with ThreadPoolExecutor(1) as beside:  # hashing leaves room for others
            digest = beside.submit(detect.digest, path, stop)
            try:
                file.source = open_source(file.found, self.given)
                yield from self._taken(file, file.source, devices)
            except (KeyboardInterrupt, GeneratorExit):
                stop.set()  # nobody waits for the rest of a large file
                raise
            finally:
                file.digest = digest.result()

    def _taken(self, file: _File, source: Source, devices: Devices) -> Iterator[None]:
        # Only a capture hears a device itself; all else speaks of an address, at a time of which
        # another file may tell whose it was: a scan, and the ARP table that was copied later.
        told = not isinstance(source, LiveSource)
        file.site = file.site or self._site_of(source.hosts)
        for one in source.observations():
            self._sort(one, file.site)
            if not isinstance(one, Contact | Claim):
                devices.add(one, file.site, of_log=told)
            yield

    def _second(
        self, files: Sequence[tuple[_File, LogSource]], site: str | None, charges: Charges
    ) -> None:
        spans, ambiguous = charges.spans(site)
        if ambiguous:
            self._ambiguous.update({file.found.shown: ambiguous for file, _ in files})
        for at, one in flows_of([source for _, source in files], spans):
            if isinstance(one, SourceError):
                files[at][0].problem = one.reason
                continue
            self._sort(one, site)
            if isinstance(one, Flow):
                charges.add(one, site, files[at][1].log)

    def scan(
        self,
        scanner: Scanner,
        devices: Devices,
        makers: Callable[[Sequence[Fact]], frozenset[str]],
    ) -> Sent:
        """Ask and look at what the scanner says and at the addresses of the files.

        Raises: RefusedError, JournalError.
        """

        def hear(said: Said) -> None:
            for one in said.observations:
                devices.add(one, self._site_at(one))
            self._scanned += said.shortfalls

        sent, watched = scanner.run(self.addresses, hear, makers)
        self.watched.append((self.site, watched))
        # Who was bound to an address during the scan had it from its beginning on.
        sites = [one.name for one in self.estate.sites] if self.estate else []
        for site in dict.fromkeys((None, self.site, *sites)):
            devices.add(replace(watched, source=PROBES), site)
        return sent

    def _site_at(self, one: Observation) -> str | None:
        """Give the site of the address that an observation is of."""
        ip: IPAddress | None
        match one:
            case Binding():
                ip = one.ip
            case Fact() | Flow() | LoginSeen():
                ip = one.about.ip
            case _:
                return self.site
        place = None if self.estate is None or ip is None else self.estate.place(ip, self.site)
        return self.site if place is None else place[0].name

    def _know(self, one: Observation | Contact | Watched) -> None:
        """Remember the addresses that a file names: a scan may look at them."""
        match one:
            case Watched():
                found: Iterable[IPAddress | None] = (*one.heard, *one.passing)
            case Binding() | Claim():
                found = (one.ip,)
            case Fact() | Flow() | LoginSeen():
                found = (one.about.ip,)
            case _:
                return
        for ip in found:
            if ip is not None and len(self.addresses) < MOST_ADDRESSES:
                self.addresses.add(ip)

    def _sort(self, one: Observation | Contact | Watched, site: str | None) -> None:
        self._know(one)
        match one:
            case Contact():
                self.contacts.append((site, one))
            case Claim():
                self.claims.append((site, one))
            case Watched():
                self.watched.append((site, one))
                self.saw_outside = self.saw_outside or one.leaving
            case Flow():
                self.saw_outside = True

    def _site_of(self, hosts: Sequence[str]) -> str | None:
        """Give the one site that names a switch or router of a file as its own."""
        if self.estate is None:
            return None
        spoken = {one.casefold() for one in hosts}
        found = {
            site.name
            for site in self.estate.sites
            if spoken & {name.casefold() for name in site.devices}
        }
        return found.pop() if len(found) == 1 else None

    def files(self) -> tuple[FileRead, ...]:
        """Say what became of each file."""
        return tuple(_outcome(file) for file in self._files)

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        found = [
            short
            for file in self._files
            if file.problem is None and file.source is not None
            for short in file.source.shortfalls()
        ]
        found += self._scanned
        found += [
            Shortfall(source, Reason.NO_HOLDER, _AMBIGUOUS, count, "")
            for source, count in sorted(self._ambiguous.items())
        ]
        return found


def _outcome(file: _File) -> FileRead:
    outcome, message = FileOutcome.READ, file.problem
    source = file.source
    if message is not None or source is None:
        return FileRead(
            path=file.found.shown,
            outcome=FileOutcome.NOT_RECOGNISED,
            kind=None,
            items=0,
            site=file.site,
            message=message,
            digest=file.digest,
        )
    short = source.shortfalls()
    worst = [one for one in short if one.reason in _PARTLY and one.what != "TCP stream"]
    if worst:
        outcome = FileOutcome.PARTLY
        message = f"{worst[0].reason}: {worst[0].what} ({worst[0].place})"
    return FileRead(
        path=file.found.shown,
        outcome=outcome,
        kind=source.kind,
        items=source.items,
        site=file.site,
        message=message,
        digest=file.digest,
        notes=source.notes(),
    )
