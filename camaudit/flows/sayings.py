"""Rows of names, leases and facts -> Lookups, Bindings and Facts, aggregated by the engine."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from camaudit.flows.format import COLUMNS, Kind
from camaudit.flows.sql import HOUR, plain_name
from camaudit.flows.values import address, mac, number, number_or_none, seconds, texts
from camaudit.model.endpoint import Endpoint, is_usable
from camaudit.model.observation import (
    MAX_VALUE,
    Binding,
    BindingHow,
    Channel,
    Fact,
    Lookup,
    LookupKind,
    Seen,
)
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from camaudit.flows.engine import Engine
    from camaudit.flows.format import Part
    from camaudit.flows.values import Row, Value
    from camaudit.model.endpoint import IPAddress

MAX_ANSWERS = 64  # addresses kept of one name
_WHO = frozenset({"t", "src", "dst", "src_mac", "dst_mac"})  # of flows
MANY = 3  # IPv4 addresses of one MAC: what has more is no device but a router


class Sayings:
    """Reads what one part of a file says besides flows."""

    def __init__(
        self,
        engine: Engine,
        part: Part,
        keeps: Callable[[IPAddress], bool],
        knows: Callable[[str], bool],
    ) -> None:
        self._engine = engine
        self._part = part
        self._keeps = keeps
        self._knows = knows
        self.malformed = 0
        self.first_malformed = 0  # line
        self.left_out = (0, 0)  # of hosts that are not kept: messages, the first line

    def observations(self) -> Iterator[Lookup | Binding | Fact]:
        """Yield them.

        Raises: SourceError where the engine cannot read the file.
        """
        kind, given = self._part.kind, self._part.columns
        if kind is Kind.FLOWS and not {"src_mac", "dst_mac"} & given.keys():
            return
        columns = ", ".join(
            one if one in given else f"CAST(NULL AS {type_}) AS {one}"
            for one, type_ in COLUMNS[kind].items()
            if kind is not Kind.FLOWS or one in _WHO
        )
        # without a condition: it would work out every expression a second time
        self._engine.run(
            f"CREATE OR REPLACE TABLE told AS SELECT line, bad, {columns}"
            f" FROM ({self._engine.relation(self._part, keep=self._wanted())})"
        )
        if kind is not Kind.FLOWS:
            self.malformed, self.first_malformed = self._engine.numbers(
                "SELECT count_if(bad), min(line) FILTER (WHERE bad) FROM told"
            )
        if kind is Kind.FLOWS:
            yield from self._both_named()
        elif kind is Kind.NAMES:
            yield from self._lookups()
        elif kind is Kind.LEASES:
            yield from self._leases()
        else:
            yield from self._facts()

    def _wanted(self) -> str:
        """Give the condition for rows that are kept at all: of names, those that a rule knows.

        The others say nothing of a camera, and somebody asked for them who is not ours to watch.
        """
        if self._part.kind is not Kind.NAMES:
            return "true"
        known = sorted(name for name in self._engine.names(self._part) if self._knows(name))
        self._engine.run(
            "CREATE OR REPLACE TABLE known AS SELECT unnest(?::VARCHAR[]) AS name", [known]
        )
        return f"{plain_name('_name')} IN (SELECT name FROM known)"

    def _inner(self, text: Value) -> IPAddress | None:
        """Read an address that may be a device's of ours."""
        ip = address(text)
        return ip if ip is not None and is_usable(ip) and self._keeps(ip) else None

    def _leave(self, count: Value, line: Value) -> None:
        before, first = self.left_out
        self.left_out = before + number(count), min(first or number(line), number(line))

    def _seen(self, line: Value, first: Value) -> Seen:
        return Seen(at=seconds(first), source=self._engine.shown, place=f"line {line}")

    def _lookups(self) -> Iterator[Lookup]:
        """Yield look-ups."""
        # An answer that the log ties to nobody is everybody's who asked in that clock hour.
        rows = self._engine.rows(
            f"""WITH asked AS (
                SELECT client, {plain_name("name")} AS name, coalesce(kind, 'dns') AS kind, t,
                    t // {HOUR} AS hour, answers, line
                FROM told WHERE NOT bad),
            answered AS (
                SELECT name, hour, list(DISTINCT one) AS loose
                FROM (SELECT name, hour, unnest(answers) AS one FROM asked WHERE client IS NULL)
                GROUP BY ALL)
            SELECT client, name, kind, count(*), min(t), max(t), min(line),
                list_distinct(flatten(list(coalesce(answers, [])))), any_value(loose)
            FROM asked LEFT JOIN answered USING (name, hour) WHERE client IS NOT NULL
            GROUP BY client, name, kind, hour ORDER BY client, name, kind, hour"""
        )
        for client, name, kind, count, first, last, line, answers, loose in rows:
            ip = self._inner(client)
            if ip is None or kind not in set(LookupKind):
                self._leave(count, line)
                continue
            said = {address(text) for text in (*texts(answers), *texts(loose))}
            found = sorted((ip for ip in said if ip), key=lambda ip: (ip.version, int(ip)))
            yield Lookup(
                client=Endpoint(None, ip),
                name=str(name)[:MAX_VALUE],
                answers=tuple(found[:MAX_ANSWERS]),
                kind=LookupKind(str(kind)),
                seen=self._seen(line, first),
                count=number(count),
                last=seconds(last),
            )

    def _both_named(self) -> Iterator[Binding]:
        """Yield bindings from rows that name an address with its MAC."""
        # A firewall sees a router's MAC with the addresses of all that lie behind it: one after the
        # other and back again, as no device changes its own.
        rows = self._engine.rows(
            f"""WITH named AS (
                SELECT src AS ip, src_mac AS mac, t, line FROM told
                WHERE NOT bad AND src_mac IS NOT NULL
                UNION ALL SELECT dst, dst_mac, t, line FROM told
                WHERE NOT bad AND dst_mac IS NOT NULL),
            steps AS (
                SELECT mac, ip, lag(ip) OVER (PARTITION BY mac ORDER BY t, line) AS before
                FROM named WHERE contains(ip, '.')),
            routers AS (
                SELECT mac FROM steps GROUP BY mac HAVING count(DISTINCT ip) > {MANY}
                    OR count_if(ip <> before) >= count(DISTINCT ip))
            SELECT ip, mac, min(t), max(t), min(line) FROM named
            WHERE mac NOT IN (SELECT mac FROM routers) GROUP BY ip, mac, t // {HOUR}
            ORDER BY ip, min(t), max(t), mac"""
        )
        for ip, lines in self._by_address(rows):
            for hardware, stretch in groupby(lines, key=lambda row: mac(row[1])):
                if hardware is not None:
                    own = list(stretch)
                    yield Binding(
                        mac=hardware,
                        ip=ip,
                        valid_from=seconds(own[0][2]),
                        valid_to=max(seconds(row[3]) for row in own),
                        how=BindingHow.LOG,
                        seen=self._seen(own[0][4], own[0][2]),
                    )

    def _leases(self) -> Iterator[Binding | Fact]:
        """Yield a binding for each stretch in which a client held an address, and host names."""
        rows = self._engine.rows(
            f"""SELECT ip, mac, min(t), max(ends), min(line) FROM told WHERE NOT bad
            GROUP BY ip, mac, t // {HOUR} ORDER BY ip, min(t), max(ends), mac"""
        )
        for ip, lines in self._by_address(rows):
            for hardware, stretch in groupby(lines, key=lambda row: mac(row[1])):
                for begin, ends in () if hardware is None else _unbroken(stretch):
                    yield Binding(
                        mac=hardware or "",
                        ip=ip,
                        valid_from=seconds(begin[2]),
                        valid_to=None if ends is None else seconds(ends),
                        how=BindingHow.DHCP,
                        seen=self._seen(begin[4], begin[2]),
                    )
        names = self._engine.rows(
            """SELECT regexp_replace(lower(mac), '[^0-9a-f]', '', 'g') AS hardware, ip, name,
                count(*), min(t), max(t), min(line) FROM told
            WHERE NOT bad AND name IS NOT NULL GROUP BY ALL ORDER BY ALL"""
        )
        for text, where, name, count, first, last, line in names:
            hardware, ip_ = mac(text), self._inner(where)
            if hardware and ip_:
                yield Fact(
                    about=Endpoint(hardware, ip_),
                    channel=Channel.DHCP_HOSTNAME,
                    value=str(name)[:MAX_VALUE],
                    port=None,
                    seen=self._seen(line, first),
                    count=number(count),
                    last=seconds(last),
                )

    def _by_address(self, rows: Iterable[Row]) -> Iterator[tuple[IPAddress, list[Row]]]:
        for word, lines in groupby(rows, key=lambda row: row[0]):
            ip = self._inner(word)
            if ip is not None:
                yield ip, list(lines)

    def _facts(self) -> Iterator[Fact]:
        rows = self._engine.rows(
            """SELECT address, port, channel, value, count(*), min(t), max(t), min(line) FROM told
            WHERE NOT bad GROUP BY ALL ORDER BY address, port, channel, value"""
        )
        channels = set(Channel)
        for who, port, channel, value, count, first, last, line in rows:
            ip, hardware = self._inner(who), mac(who)
            if ip is None and hardware is None:
                self._leave(count, line)
            elif channel in channels:
                yield Fact(
                    about=Endpoint(None if ip else hardware, ip),
                    channel=Channel(str(channel)),
                    value=scrub_text(str(value))[:MAX_VALUE],
                    port=number_or_none(port) or None,
                    seen=self._seen(line, first),
                    count=number(count),
                    last=seconds(last),
                )


def _unbroken(rows: Iterable[Row]) -> Iterator[tuple[Row, int | None]]:
    """Join leases of one client that follow each other: the first row of each, and its end."""
    begin: Row | None = None
    until: int | None = None
    for row in rows:
        ends = number_or_none(row[3])
        if begin is not None and (until is None or number(row[2]) <= until):
            until = None if ends is None else max(ends, until or ends)
            continue
        if begin is not None:
            yield begin, until
        begin, until = row, ends
    if begin is not None:
        yield begin, until
