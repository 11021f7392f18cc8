"""What an analysis of converted logs gives: one row for each service that an address met."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from camaudit.flows.convert import CONVERSATIONS
from camaudit.flows.engine import Engine
from camaudit.flows.format import literal
from camaudit.flows.sql import DUCKDB, inside, outbound
from camaudit.flows.values import number, number_or_none
from camaudit.model.observation import Action, Initiator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from camaudit.flows.values import Row, Value
    from camaudit.model.endpoint import IPAddress

Three = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """All contacts of one address inside with one service of one peer. Times: microseconds, UTC."""

    local: IPAddress
    peer: IPAddress
    transport: str  # as in Flow
    peer_port: int | None
    local_port: int | None
    initiator: Initiator
    action: Action
    contacts: int
    answered: int
    sent: int | None  # bytes
    received: int | None
    first: int
    last: int
    source: str  # file of the first one
    line: int
    hours: int  # different clock hours in which one began
    busiest: int  # most in one clock hour
    gaps: Three | None  # quartiles of the times between beginnings; None: there was one
    spread: int | None
    sizes: Three | None  # quartiles of bytes sent
    by_hour: tuple[int, ...]  # 24 counts, by hour of the day in UTC


def duckdb_sums(
    folder: Path, ranges: Sequence[tuple[str, str]], temporary: Path, zone: tzinfo
) -> Iterator[Sum]:
    """Analyse a folder of converted logs with DuckDB.

    Raises: SourceError.
    """
    files = literal(f"{(folder / CONVERSATIONS).as_posix()}/*/*.parquet")
    with Engine(folder, folder.name, temporary, zone, 0.0) as engine:
        rows = f"read_parquet({files}, hive_partitioning=false)"
        yield from map(read, engine.rows(outbound(rows, ranges, DUCKDB)))


def strangers(
    folder: Path, ranges: Sequence[tuple[str, str]], temporary: Path, zone: tzinfo
) -> tuple[int, int]:
    """Count the conversations of a folder, and those of them with no end in the ranges.

    Raises: SourceError.
    """
    files = literal(f"{(folder / CONVERSATIONS).as_posix()}/*/*.parquet")
    with Engine(folder, folder.name, temporary, zone, 0.0) as engine:
        rows = f"read_parquet({files}, hive_partitioning=false)"
        ours = f"{inside('src', ranges)} OR {inside('dst', ranges)}"
        every, others = engine.numbers(f"SELECT count(*), count_if(NOT ({ours})) FROM {rows}")
    return every, others


def read(row: Row) -> Sum:
    """Read one row of the statement of `camaudit.flows.sql.outbound`, of whichever engine."""
    local, _, peer, proto, peer_port, local_port, initiator, action, *rest = row
    (
        contacts, answered, sent, received, first, last, place, hours, busiest, gaps, spread, sizes,
        *by_hour,
    ) = rest  # fmt: skip
    source, _, line = str(place).rpartition("\t")
    return Sum(
        local=_address(local),
        peer=_address(peer),
        transport=str(proto),
        peer_port=number(peer_port) or None,
        local_port=number(local_port) or None,
        initiator=Initiator(str(initiator)),
        action=Action(str(action)),
        contacts=number(contacts),
        answered=number(answered),
        sent=number_or_none(sent),
        received=number_or_none(received),
        first=number(first),
        last=number(last),
        source=source,
        line=int(line),
        hours=number(hours),
        busiest=number(busiest),
        gaps=_three(gaps),
        spread=number_or_none(spread),
        sizes=_three(sizes),
        by_hour=tuple(number(one) for one in by_hour),
    )


def _address(key: Value) -> IPAddress:
    value = int(str(key), 16)
    return IPv4Address(value & 0xFFFFFFFF) if value >> 32 == 0xFFFF else IPv6Address(value)


def _three(value: Value) -> Three | None:
    if not isinstance(value, list) or not all(isinstance(one, int) for one in value):
        return None
    one, two, three = (number(part) for part in value)
    return one, two, three
