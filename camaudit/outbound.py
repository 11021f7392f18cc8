"""Logs alone, without devices: whom the addresses of the estate's networks met, and where that is.

An address is not a device: this says nothing of cameras. Judging an address is done once for each
peer, after an engine has summed up.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from camaudit.errors import SourceError, UsageError
from camaudit.escape import for_csv, for_terminal
from camaudit.flows.convert import CONVERSATIONS, range_of
from camaudit.flows.values import SECOND
from camaudit.geo.place import Where
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.progress import Silent
from camaudit.sources.detect import find
from camaudit.sources.logfile import LogSource
from camaudit.sources.source import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import tzinfo

    from camaudit.dissect.dispatch import Reader
    from camaudit.flows.sums import Sum
    from camaudit.geo.place import Place, Places
    from camaudit.model.endpoint import Endpoints
    from camaudit.model.estate import Estate

ENGINES = ("duckdb", "spark")
MAX_SHOWN = 12  # rows of the table on the screen
HEADER = (
    "address", "peer", "where", "country", "operator", "AS", "tables", "protocol", "port",
    "own port", "began", "verdict", "contacts", "answered", "bytes out", "bytes in", "first",
    "last", "clock hours", "most in an hour", "usual gap s", "spread s", "first seen in", "line",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """One service that an address met, and where its peer is."""

    sum: Sum
    place: Place


def given(zone: tzinfo) -> Given:
    """Give what a log is given where there is no audit: no estate, no rules."""

    def no_frames(_endpoints: Endpoints, source: str) -> Reader:
        raise SourceError(source, "a log holds no frames")

    return Given(
        inside=is_inside_by_default,
        as_of=None,
        zone=zone,
        knows=lambda _: False,
        make_reader=no_frames,
        watcher=Silent(),
    )


def convert(
    paths: Sequence[Path], folder: Path, zone: tzinfo, tell: Callable[[str], None]
) -> tuple[int, bool]:
    """Write every log of the paths as Parquet.

    Input:  zone: of times without one; tell: hears of what could not be read, a line each.
    Output: conversations written, and whether every file was read whole.
    """
    written, whole = 0, True
    for at, found in enumerate(find(paths, (), None), 1):
        source = LogSource(found, given(zone))
        try:
            written += source.convert(folder, f"log{at:05}")
        except SourceError as error:
            tell(str(error))
            whole = False
            continue
        for short in source.shortfalls():
            tell(f"{short.source}: {short.count:,} {short.what}: {short.reason} ({short.place})")
            whole = False
    return written, whole


def is_converted(path: Path) -> bool:
    """Tell whether a folder holds converted logs."""
    return path.is_dir() and next(path.glob(f"{CONVERSATIONS}/day=*/*.parquet"), None) is not None


def met(path: Path, estate: Estate, engine: str, master: str, zone: tzinfo) -> Iterator[Sum]:
    """Sum up a folder of converted logs with an engine.

    Raises: UsageError where the estate has no network or the engine is not there, SourceError.
    """
    ranges = _ranges(estate)
    if engine == "spark":
        from camaudit.flows.spark import spark_sums  # noqa: PLC0415 - an extra

        yield from spark_sums(path, ranges, master)
        return
    from camaudit.flows.sums import duckdb_sums  # noqa: PLC0415 - only for this engine

    with TemporaryDirectory(prefix="camaudit-") as temporary:
        yield from duckdb_sums(path, ranges, Path(temporary), zone)


def strangers(path: Path, estate: Estate, zone: tzinfo) -> tuple[int, int]:
    """Count the conversations of a folder of converted logs, and those of no address of the estate.

    Raises: UsageError where the estate has no network, SourceError.
    """
    from camaudit.flows.sums import strangers as count  # noqa: PLC0415 - with it comes the engine

    with TemporaryDirectory(prefix="camaudit-") as temporary:
        return count(path, _ranges(estate), Path(temporary), zone)


def _ranges(estate: Estate) -> list[tuple[str, str]]:
    networks = [network.cidr for site in estate.sites for network in site.networks]
    if not networks:
        raise UsageError("the estate file declares no network")
    return sorted(range_of(network) for network in networks)


def judged(sums: Iterable[Sum], places: Places) -> list[Met]:
    """Tell where each peer is, each once; leave out what is no public address."""
    known: dict[object, Place] = {}
    found = []
    for one in sums:
        place = known.get(one.peer)
        if place is None:
            place = known[one.peer] = places.judge(one.peer)
        if place.where is not Where.NOT_PUBLIC:
            found.append(Met(one, place))
    return found


def to_csv(rows: Iterable[Met]) -> str:
    """Write outbound.csv; no cell can be a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([for_csv("" if cell is None else str(cell)) for cell in _cells(row)])
    return out.getvalue()


def _cells(row: Met) -> tuple[object, ...]:
    one, place = row.sum, row.place
    return (
        one.local, one.peer, place.where, place.label, place.operator, place.number, place.sources,
        one.transport, one.peer_port, one.local_port, one.initiator, one.action, one.contacts,
        one.answered, one.sent, one.received, _moment(one.first), _moment(one.last), one.hours,
        one.busiest, one.gaps and one.gaps[1] / SECOND,
        None if one.spread is None else one.spread / SECOND, one.source, one.line,
    )  # fmt: skip


def table(rows: Sequence[Met], conversations: int, others: int) -> str:
    """Show on the screen how many of each sort, and the busiest.

    Input: conversations: of the logs; others: those of them of no address of the estate.
    """
    if not rows and conversations == others:
        return (
            f"Of {conversations:,} conversations none is of an address of the estate's networks: "
            "these logs tell nothing of them.\nAre the networks of the estate file those of the "
            "site that wrote the logs? Logs of a firewall's outer side bear addresses after their "
            "translation (NAT): export those of the inner side.\n"
        )
    left = f"{others:,} of {conversations:,} conversations are of no address of the estate\n"
    if not rows:
        return f"No contact of these networks with a public address.\n{left}"
    peers = {(row.place.where, row.sum.peer) for row in rows}
    counts = Counter(where for where, _ in peers)
    lines = [f"{count:8,}  {where}" for where, count in sorted(counts.items())]
    busiest = sorted(rows, key=lambda row: (-row.sum.contacts, row.sum.first))[:MAX_SHOWN]
    shown = [
        f"{row.sum.local!s:<16} {row.sum.peer!s:<16} {_service(row.sum):<10}"
        f" {row.sum.contacts:>10,}  {_moment(row.sum.first)[:16]}  {row.place.label}"
        for row in busiest
    ]
    lines = ["peers met, by where they are:", *lines, "", "the most contacts:", *shown]
    return "".join(f"{for_terminal(line)}\n" for line in lines) + f"\n{left}"


def _service(one: Sum) -> str:
    port = one.peer_port or one.local_port
    return f"{one.transport}/{port}" if port else one.transport


def _moment(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / SECOND, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
