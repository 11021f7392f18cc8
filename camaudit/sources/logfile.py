"""A log of a firewall, a DNS server or a network monitor as a source of observations."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from os import fstat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from camaudit.capture.formats import detect as packing_of
from camaudit.capture.formats import open_file, pieces
from camaudit.errors import MalformedError, SourceError
from camaudit.flows import detect
from camaudit.flows.format import Kind, Lines, Table
from camaudit.flows.prepare import head_of, prepare
from camaudit.flows.values import SECOND, address
from camaudit.model.coverage import Circumstance, Note
from camaudit.model.observation import Reason, Shortfall, Watched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from camaudit.flows.engine import Engine
    from camaudit.flows.format import Format, Part
    from camaudit.flows.outbound import Outbound
    from camaudit.flows.prepare import Prepared
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Observation
    from camaudit.model.span import Span
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given

_HEAD = 12  # bytes that tell a compression


def recognise(found: Found) -> Format | None:
    """Tell which format of logs a file is in; None: none that is known.

    Raises: SourceError where it cannot be opened.
    """
    return _Opened(found).format


class _Opened:
    """What the beginning of a file tells."""

    def __init__(self, found: Found) -> None:
        self.path = found.readable()
        self.shown = found.shown
        try:
            with open_file(self.path, self.shown) as file:
                packing = packing_of(file.read(_HEAD))
                self.packing = packing if packing in {"gzip", "zstd"} else None
                self.changed = fstat(file.fileno()).st_mtime
            self.head = head_of(self.pieces())
        except MalformedError:
            self.head = []
        except OSError as error:
            raise SourceError(self.shown, f"cannot be read: {error.strerror or error}") from error
        self.format = detect(self.head)

    def pieces(self) -> Iterator[bytes]:
        """Yield the content, unpacked."""
        with open_file(self.path, self.shown) as file:
            yield from pieces(file, self.packing)


class LogSource:
    """Reads one log: first all that tells who is who, then the flows of those worth a line."""

    def __init__(self, found: Found, given: Given) -> None:
        self.found = found
        self.given = given
        self.opened: _Opened | None = None
        self._clean: Prepared | None = None  # the file itself, where it needed no copy
        self._items = 0
        self._notes: tuple[Note, ...] = ()
        self.no_zone = False  # times are written without one
        self._short: dict[tuple[Reason, str], tuple[int, int]] = {}  # -> count, first line

    @property
    def kind(self) -> str:
        """The format, once the file was read: "Zeek conn (gzip)"."""
        opened = self.opened
        if opened is None or opened.format is None:
            return "log"
        return opened.format.name + (f" ({opened.packing})" if opened.packing else "")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Give nothing: a log of what leaves may be of all sites."""
        return ()

    @property
    def items(self) -> int:
        """Lines read."""
        return self._items

    def observations(self) -> Iterator[Observation]:
        """Yield bindings, look-ups and facts.

        Raises: SourceError where the file cannot be read, or is no log that is known.
        """
        from camaudit.flows.sayings import Sayings  # noqa: PLC0415 - with it comes the engine

        with self._prepared(first=True) as (format_, parts, prepared, folder):
            for flaw in prepared.flaws:
                self.lose(flaw.reason, flaw.what, flaw.count, flaw.line)
            self._items = prepared.lines
            self._time(parts)
            shared: list[tuple[int, int]] = []
            for part in parts:
                if part.kind is Kind.FLOWS and not {"src_mac", "dst_mac"} & part.columns.keys():
                    continue
                with self._engine(prepared, folder) as engine:
                    sayings = Sayings(engine, part, self._kept, self.given.knows)
                    yield from sayings.observations()
                shared.append((sayings.malformed, sayings.first_malformed))
                self.lose(Reason.OTHERS, "look-ups and banners", *sayings.left_out)
                if isinstance(part.reads, Lines):
                    self.lose(Reason.MALFORMED, "lines", *shared.pop())
            if shared:  # several parts read the same lines: a line that is cut is cut for all
                self.lose(Reason.MALFORMED, "lines", *max(shared))
            if parts and not any(isinstance(part.reads, Table) for part in parts):
                with self._engine(prepared, folder) as engine:
                    strays = engine.strays(format_, parts)
                self.lose(Reason.NOT_RECOGNISED, f"lines of no {format_.name} log", *strays)

    @property
    def log(self) -> str:
        """What files have in common that may be read as one log: those of a rotated one."""
        return "" if self.opened is None or self.opened.format is None else self.opened.format.name

    def flows(self, spans: Mapping[IPAddress, tuple[Span, ...]]) -> Iterator[Observation | Watched]:
        """Yield the flows of the given addresses, and what the log could see.

        Raises: SourceError where the file cannot be read.
        """
        for _, one in flows_of((self,), spans):
            if isinstance(one, SourceError):
                raise one
            yield one

    def stage(
        self,
        engine: Engine,
        outbound: Outbound,
        within: Path,
        spans: Mapping[IPAddress, tuple[Span, ...]],
    ) -> Watched | None:
        """Give the rows to what sums them up, and tell what the log could see.

        Raises: SourceError where the file cannot be read.
        """
        first, last, rows = inf, -inf, 0
        heard: set[IPAddress] = set()
        with self._prepared(first=False, within=within) as (format_, parts, prepared, _):
            shown, zone, commented = self.found.shown, self.given.zone, prepared.comments > 0
            engine.turn(prepared.path, shown, zone, self._now(), commented=commented)
            for part in parts:
                if part.kind is Kind.FLOWS:
                    told = outbound.add(
                        part,
                        prepared.lines - prepared.comments,
                        lasting=self._clean is not None,
                    )
                    heard |= told.heard
                    count, begin, end = told.rows, told.first, told.last
                    self.lose(Reason.MALFORMED, "lines", told.malformed, told.first_malformed)
                    self.lose(Reason.OTHERS, "lines", told.others, 1)
                    if told.outer:
                        self._note(Circumstance.TRANSLATED, told.rows)
                else:
                    count, begin, end = engine.period(part)
                if part.kind is Kind.NAMES:
                    clients = map(address, engine.clients(part))
                    heard |= {ip for ip in clients if ip is not None and ip in spans}
                rows += count
                if begin:
                    first, last = min(first, begin / SECOND), max(last, end / SECOND)
        if last < first:
            return None
        return Watched(
            source=self.found.shown,
            vantage=format_.vantage,
            first=first,
            last=last,
            frames=rows,
            heard=tuple(sorted(heard, key=lambda ip: (ip.version, int(ip)))),
            leaving=True,
        )

    def convert(self, folder: Path, name: str) -> int:
        """Write the conversations as Parquet files; give how many they were.

        Input:  name: begins the names of the files.
        Raises: SourceError where the file cannot be read, or is no log that is known.
        """
        from camaudit.flows.convert import convert  # noqa: PLC0415 - with it comes the engine

        written = 0
        with self._prepared(first=True) as (format_, parts, prepared, temporary):
            self._items = prepared.lines
            for flaw in prepared.flaws:
                self.lose(flaw.reason, flaw.what, flaw.count, flaw.line)
            for at, part in enumerate(parts):
                if part.kind is Kind.FLOWS:
                    with self._engine(prepared, temporary, writes=folder) as engine:
                        rows, bad, line = convert(engine, format_, part, folder, f"{name}-{at}")
                    written += rows
                    self.lose(Reason.MALFORMED, "lines", bad, line)
        return written

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return sorted(
            Shortfall(self.found.shown, reason, what, count, f"line {line}")
            for (reason, what), (count, line) in self._short.items()
        )

    def notes(self) -> tuple[Note, ...]:
        """Tell how times were read that lack a zone or a year, and whether addresses are outer."""
        return self._notes

    def _time(self, parts: tuple[Part, ...]) -> None:
        """Find out what the times of the log lack."""
        from camaudit.flows.clocks import lacking  # noqa: PLC0415 - with it comes the engine

        opened, given = self.opened, self.given
        if opened is None:
            return
        with TemporaryDirectory(prefix="camaudit-") as name:
            clock = lacking(parts, opened.head, Path(name))
        self.no_zone = clock.zone
        day = datetime.fromtimestamp(self._now(), UTC).date().isoformat()
        told = (
            (clock.zone, Circumstance.NO_ZONE, str(given.zone)),
            (clock.year, Circumstance.NO_YEAR, day),
        )
        self._notes = tuple(
            Note(what=what, about=about, sender=None, count=self._items, place="line 1")
            for lacks, what, about in told
            if lacks
        )

    def _note(self, what: Circumstance, count: int) -> None:
        note = Note(what=what, about=None, sender=None, count=count, place="line 1")
        self._notes = (*self._notes, note)

    def _kept(self, ip: IPAddress) -> bool:
        return self.given.inside(ip) and self.given.keeps(ip)

    def lose(self, reason: Reason, what: str, count: int, line: int) -> None:
        """Count what could not be read or kept, with the first line."""
        if count > 0:
            before, earliest = self._short.get((reason, what), (0, line))
            self._short[reason, what] = (before + count, min(earliest, line))

    @contextmanager
    def _prepared(
        self, *, first: bool, within: Path | None = None
    ) -> Iterator[tuple[Format, tuple[Part, ...], Prepared, Path]]:
        """Give the file as the engine may read it, and a folder for as long as it is read."""
        shown, watcher = self.found.shown, self.given.watcher
        opened = self.opened
        if opened is None or first:
            opened = self.opened = _Opened(self.found)
        format_ = opened.format
        if format_ is None:
            raise SourceError(shown, "no log of a format that is known")
        parts = format_.parts(opened.head)
        quoted = any(isinstance(part.reads, Table) and part.reads.quote for part in parts)
        watcher.begin(shown, None)
        try:
            with TemporaryDirectory(prefix="camaudit-", dir=within) as name:
                folder = Path(name)
                prepared = self._clean or prepare(
                    opened.path, opened.pieces, folder, plain=not opened.packing, quoted=quoted
                )
                if prepared.path == opened.path:
                    self._clean = prepared
                yield format_, parts, prepared, folder
        except OSError as error:
            raise SourceError(shown, f"cannot be read: {error.strerror or error}") from error
        finally:
            watcher.end(shown)

    def _engine(self, prepared: Prepared, folder: Path, *, writes: Path | None = None) -> Engine:
        from camaudit.flows.engine import Engine  # noqa: PLC0415 - duckdb only where a log is read

        shown, zone = self.found.shown, self.given.zone
        commented = prepared.comments > 0
        return Engine(
            prepared.path, shown, folder, zone, self._now(), writes=writes, commented=commented
        )

    def _now(self) -> float:
        """Give the time of the file: of lines that name no year."""
        if self.given.as_of is not None:
            return self.given.as_of
        return 0.0 if self.opened is None else self.opened.changed


def flows_of(
    logs: Sequence[LogSource], spans: Mapping[IPAddress, tuple[Span, ...]]
) -> Iterator[tuple[int, Observation | Watched | SourceError]]:
    """Read the flows of files that are one log, as a rotated one is: what is regular shows only so.

    Input:  logs that were read once and whose `log` is the same, in an order that never changes.
    Output: each with the place of its file among them; of a file that cannot be read, the error.
    """
    from camaudit.flows.engine import Engine  # noqa: PLC0415 - duckdb only where a log is read
    from camaudit.flows.outbound import Outbound  # noqa: PLC0415

    opened = [log.opened for log in logs if log.opened is not None]
    format_ = next((one.format for one in opened if one.format is not None), None)
    if format_ is None:
        return
    paths, given = [one.path for one in opened], logs[0].given
    with TemporaryDirectory(prefix="camaudit-") as name:
        folder = Path(name)
        shown = logs[0].found.shown
        with Engine(paths[0], shown, folder, given.zone, 0.0, also=paths[1:]) as engine:
            outbound = Outbound(engine, given.inside, spans)
            for at, log in enumerate(logs):
                try:
                    watched = log.stage(engine, outbound, folder, spans)
                except SourceError as error:
                    yield at, error
                    continue
                if watched is not None:
                    yield at, watched
            place = {log.found.shown: at for at, log in enumerate(logs)}
            for flow in outbound.flows(format_):
                yield place[flow.seen.source], flow
            logs[0].lose(Reason.BOUND, "contacts", outbound.dropped, 1)
