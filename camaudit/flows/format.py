"""What a format of logs is: how it is known, and the SQL that turns its lines into columns.

A format never opens a file. It is shown the first lines, and answers with parts: one part for each
sort of row that its lines hold. A part names columns and gives one SQL expression for each; the
engine (camaudit/flows/engine.py) supplies the relation that they read, casts every column to its
type with TRY_CAST, counts the rows that lack a needed column as malformed, and aggregates.

Expressions are written for DuckDB and may use the macros of camaudit/flows/times.py:

    epoch(text)   seconds, milli-, micro- or nanoseconds since 1970, told apart by their size
    iso(text)     ISO 8601 or "2026-11-22 09:14:03.5"; without a zone it is the stated zone's time
    bsd(text)     "Nov 22 09:14:03": no year, no zone; the last such day before the file's date
    wall(stamp)   a TIMESTAMP without zone (try_strptime(...)), read in the stated zone
    dated()       the file's own date, for a log whose lines have no time at all

Each gives microseconds since 1970 UTC as BIGINT, or NULL; micro(text) gives those of a duration in
seconds. An expression that fails on a row gives NULL there: the engine puts TRY around it, unless
it is a name or one TRY_CAST. `once` and `mine` must not fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HEAD = 50  # lines that a format is shown


class Kind(StrEnum):
    """What sort of rows a part gives."""

    FLOWS = "flows"
    NAMES = "names"
    LEASES = "leases"
    FACTS = "facts"


# The normal columns and their types. Those of NEEDED make a row; any other may be left out.
COLUMNS: Mapping[Kind, Mapping[str, str]] = MappingProxyType(
    {
        Kind.FLOWS: MappingProxyType(
            {
                "t": "BIGINT",  # microseconds since 1970 UTC, of the beginning
                "t_end": "BIGINT",  # the same, of the end
                "src": "VARCHAR",  # address in any spelling
                "src_port": "INTEGER",
                "dst": "VARCHAR",
                "dst_port": "INTEGER",
                "proto": "VARCHAR",  # a name in any case, or a number: "TCP", "6"
                "bytes_src": "BIGINT",  # sent by src, headers of IP included where the log has them
                "bytes_dst": "BIGINT",
                "bytes_total": "BIGINT",  # where the log has only the sum of both
                "answered": "BOOLEAN",  # dst sent anything; NULL: the log cannot tell
                "action": "VARCHAR",  # 'allowed', 'denied', 'unknown'
                "opener": "VARCHAR",  # 'src', or 'unknown' where src may be either side
                "name": "VARCHAR",  # of dst, as the log has it
                "name_kind": "VARCHAR",  # 'dns', 'sni', 'http-host'
                "country": "VARCHAR",  # of the outer side, as the log wrote it: "China", "CN"
                "src_mac": "VARCHAR",
                "dst_mac": "VARCHAR",
                "session": "VARCHAR",  # rows of one session are put together: largest counters
            }
        ),
        Kind.NAMES: MappingProxyType(
            {
                "t": "BIGINT",
                "client": "VARCHAR",  # NULL: an answer that the log ties to no client
                "name": "VARCHAR",
                "answers": "VARCHAR[]",  # addresses; what is none is passed over
                "kind": "VARCHAR",  # 'dns' (also where left out), 'sni', 'http-host'
            }
        ),
        Kind.LEASES: MappingProxyType(
            {
                "t": "BIGINT",
                "mac": "VARCHAR",  # any notation
                "ip": "VARCHAR",
                "name": "VARCHAR",  # host name that the client gave
                "ends": "BIGINT",  # microseconds since 1970 UTC
            }
        ),
        Kind.FACTS: MappingProxyType(
            {
                "t": "BIGINT",
                "address": "VARCHAR",  # of the device that said it
                "port": "INTEGER",  # of the service that spoke
                "channel": "VARCHAR",  # a Channel of camaudit/model/observation.py
                "value": "VARCHAR",
            }
        ),
    }
)
NEEDED: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.FLOWS: ("t", "src", "dst"),
        Kind.NAMES: ("t", "name"),
        Kind.LEASES: ("t", "mac", "ip"),
        Kind.FACTS: ("t", "address", "channel", "value"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The file line by line: an expression reads the column `text`, without its end of line.

    What `once` gives is worked out once a line and is known as `f`: a regexp_extract with a list
    of group names, say, whose groups are then f.src, f.dst (empty text where nothing matched).
    What `then` gives may use `f`, is worked out once too, and is known as `g`: the arguments of
    macros belong there, which work them out wherever they use them.
    """

    once: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A delimited file: an expression reads its columns by their names, all of them VARCHAR.

    A line with too few columns has NULL in the last ones; one with too many is malformed.
    """

    columns: tuple[str, ...]  # of the whole line, in order; quote them in expressions: "id.orig_h"
    delimiter: str = ","
    quote: str = '"'  # empty: there is no quoting
    null: str = ""  # text that means nothing is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Json:
    """One JSON object a line: an expression reads the named values, all of them VARCHAR.

    Input: the JSON pointer of each name (RFC 6901): {"src": "/src_ip", "name": "/dns/rrname"}.
    """

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sort of rows of a format."""

    kind: Kind
    reads: Lines | Table | Json
    columns: Mapping[str, str]  # name of a normal column -> SQL expression
    # SQL condition that tells this part's lines, over `text` (Lines, Json: tried before anything
    # is taken apart, so keep it to LIKE or contains()) or over the columns (Table). A line that is
    # no part's is passed over; a part's line that lacks a needed column is malformed.
    mine: str = "true"
    # The same of lines that are no rows by intent: a header, a summary. It is tried first, and goes
    # before the shape of a line of a Table, which is counted wherever it is wrong.
    aside: str = "false"
    # No expression but that of a time can fail: none needs a TRY around it, which costs a third.
    sure: bool = False
    ordered: bool = False  # an expression looks at other lines: OVER (ORDER BY line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of logs."""

    name: str  # "Zeek conn", "FortiGate traffic"
    vantage: str  # "Zeek log", "firewall log", "flow export", "DNS log", "proxy log"
    detect: Callable[[Sequence[str]], bool]  # the first HEAD lines -> whether they are such a log
    parts: Callable[[Sequence[str]], tuple[Part, ...]]  # the same lines -> what is read of them
    # SQL condition over `text`: lines that belong to such a log and say nothing for us. A line
    # that is neither these nor any part's is counted as not recognised.
    passes: str = "true"
    # Seconds after which an exporter cuts a flow that goes on, or ends one that is silent: pieces
    # of one 5-tuple that lie closer together are one contact. 0: records are whole.
    cut_after: float = 0.0
    notes: tuple[str, ...] = field(default=())  # what such a log cannot show, in words


def literal(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Write a text as an SQL name."""
    return '"' + text.replace('"', '""') + '"'
