"""Rows of conversations -> Flows of the addresses that are asked for.

Theory of operation. The file is read once in its order; kept are the rows that name an address of
the given spans, with their lines. The other sides are told apart in Python, each once: inside,
outside, none. Rows of one session, and pieces that an exporter cut, are put together. Then the
SQL of camaudit/flows/sql.py sums up, and each sum becomes one Flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from camaudit.flows import sql
from camaudit.flows.countries import code_of
from camaudit.flows.format import COLUMNS, Kind
from camaudit.flows.values import (
    SECOND,
    address,
    number,
    number_or_none,
    seconds,
    spellings,
    texts,
)
from camaudit.model.endpoint import Endpoint, is_usable
from camaudit.model.observation import Action, Flow, Initiator, Rhythm, Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from camaudit.flows.engine import Engine
    from camaudit.flows.format import Format, Part
    from camaudit.flows.values import Row, Value
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.span import Span

ENDS, EVERY = 256, 256  # lines at either end, and one of so many, that are asked for their time
MAX_NAMES = 8  # kept of one peer
MAX_FLOWS = 4_096  # of one address and file; kept are those with the smallest hashes
_LEAST = -(1 << 62)  # microseconds: before all times


@dataclass(slots=True)
class Told:
    """What was counted beside the flows."""

    rows: int = 0
    first: int = 0  # microseconds since 1970 UTC, of any row
    last: int = 0
    others: int = 0  # rows of hosts that were not asked for
    malformed: int = 0
    first_malformed: int = 0  # line
    inside: int = 0  # rows between addresses inside
    dropped: int = 0  # contacts beyond MAX_FLOWS
    heard: set[IPAddress] = field(default_factory=set)


class Outbound:
    """Reads the flows of one part of a file."""

    def __init__(
        self,
        engine: Engine,
        format_: Format,
        part: Part,
        inside: Callable[[IPAddress], bool],
        spans: Mapping[IPAddress, tuple[Span, ...]],
        rows: int,
    ) -> None:
        """Take what is asked for.

        Input: rows: lines of the file that are no comments.
        """
        self._engine = engine
        self._rows = rows
        self._format = format_
        self._part = part
        self._inside = inside
        self._locals = sorted(spans, key=lambda ip: (ip.version, int(ip)))
        self._spans = [spans[ip] for ip in self._locals]
        self._peers: list[IPAddress] = []
        self.told = Told()

    def flows(self) -> Iterator[Flow]:
        """Yield the flows, in the order of addresses.

        Raises: SourceError where the engine cannot read the file.
        """
        self._hold()
        self._stage(*self._period())
        self._judge_peers()
        self._put_together()
        yield from self._sum_up()

    def _hold(self) -> None:
        """Give the engine the addresses that are asked for, in every spelling, and their spans."""
        spelt = [(word, at) for at, ip in enumerate(self._locals) for word in spellings(ip)]
        run = self._engine.run
        run("CREATE TABLE held (word VARCHAR, local INTEGER)")
        run(
            "INSERT INTO held SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
            ([word for word, _ in spelt], [at for _, at in spelt]),
        )
        many = [
            (local, at, _LEAST if span.begins == -inf else round(span.begins * SECOND))
            for local, spans in enumerate(self._spans)
            for at, span in enumerate(spans)
            if len(spans) > 1
        ]
        run("CREATE TABLE spans (local INTEGER, span INTEGER, begins BIGINT)")
        run(
            "INSERT INTO spans SELECT unnest(?::INTEGER[]), unnest(?::INTEGER[]),"
            " unnest(?::BIGINT[])",
            tuple([row[column] for row in many] for column in range(3)),
        )

    def _period(self) -> tuple[int, str]:
        """Give the number of rows, and a condition on lines that tell when the log was written.

        Where every line is a row, none needs to be looked at for its time alone: the first, the
        last, and some between them tell it, since logs are written as time goes on.
        """
        told, part = self.told, self._part
        if part.mine == "true" and part.aside == "false":
            ends = f"line <= {ENDS} OR line > {self._rows - ENDS} OR line % {EVERY} = 0"
            return self._rows, ends
        rows, told.first, told.last = self._engine.period(part)
        return rows, "false"

    def _stage(self, rows: int, also: str) -> None:
        """Read the file, keep the rows that matter, and count the others."""
        engine, told = self._engine, self.told
        given = self._part.columns
        others = ", ".join(name for name in given if name not in {"src", "dst"})
        ours = "SELECT word FROM held"
        kept = engine.relation(self._part, keep=f"_src IN ({ours}) OR _dst IN ({ours}) OR {also}")
        engine.run(
            f"""CREATE TABLE stage AS
            SELECT line, bad, {others}, source.local AS source, target.local AS target,
                CASE WHEN source.local IS NULL THEN src WHEN target.local IS NULL THEN dst END
                AS other
            FROM ({kept}) AS kept
            LEFT JOIN held AS source ON kept.src = source.word
            LEFT JOIN held AS target ON kept.dst = target.word"""
        )
        if also != "false":
            told.first, told.last = engine.numbers("SELECT min(t), max(t) FROM stage")
            engine.run("DELETE FROM stage WHERE NOT bad AND source IS NULL AND target IS NULL")
        own, told.malformed, told.first_malformed = engine.numbers(
            "SELECT count(*), count_if(bad), min(line) FILTER (WHERE bad) FROM stage"
        )
        told.rows, told.others = rows, rows - own
        heard = (
            "SELECT source FROM stage WHERE NOT bad UNION SELECT target FROM stage WHERE NOT bad"
        )
        told.heard = {
            self._locals[local] for (local,) in engine.rows(heard) if isinstance(local, int)
        }

    def _judge_peers(self) -> None:
        """Tell apart the other sides, each spelling once."""
        found: dict[str, IPAddress] = {}
        nothing: list[str] = []  # is no address
        for word in self._engine.texts("SELECT DISTINCT other FROM stage WHERE NOT bad"):
            ip = address(word)
            if ip is None:
                nothing.append(word)
            elif is_usable(ip) and not self._inside(ip):
                found[word] = ip
        self._peers = sorted(set(found.values()), key=lambda ip: (ip.version, int(ip)))
        place = {ip: at for at, ip in enumerate(self._peers)}
        run = self._engine.run
        run("CREATE TABLE peers (word VARCHAR, peer INTEGER)")
        run(
            "INSERT INTO peers SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
            (list(found), [place[ip] for ip in found.values()]),
        )
        run("CREATE TABLE nothing AS SELECT unnest(?::VARCHAR[]) AS word", (nothing,))
        told = self.told
        wrong, line, inside = self._engine.numbers(
            """SELECT count_if(other IN (SELECT word FROM nothing)),
                min(line) FILTER (WHERE other IN (SELECT word FROM nothing)),
                count_if(other IS NULL OR other NOT IN (SELECT word FROM peers))
            FROM stage WHERE NOT bad"""
        )
        if wrong:
            told.first_malformed = min(told.first_malformed or line, line)
            told.malformed += wrong
        told.inside = inside - wrong

    def _put_together(self) -> None:
        """Make contacts of rows, in the columns that camaudit/flows/sql.py asks for."""
        self._engine.run(_said(self._part))
        rows = _rows(self._part)
        if "session" in self._part.columns:
            rows = _sessions(rows)
        if self._format.cut_after > 0:
            rows = _pieces(rows, round(self._format.cut_after * SECOND))
        contacts = _contacts(rows)
        if all(len(spans) == 1 for spans in self._spans):
            self._engine.run(f"CREATE TABLE contacts AS SELECT *, 0 AS span FROM ({contacts})")
            self._engine.run("DROP TABLE stage")
            return
        self._engine.run(f"CREATE TABLE unheld AS {contacts}")
        self._engine.run("DROP TABLE stage")
        self._engine.run(
            """CREATE TABLE contacts AS
            SELECT *, 0 AS span FROM unheld WHERE local NOT IN (SELECT local FROM spans)
            UNION ALL
            SELECT unheld.*, spans.span FROM unheld ASOF JOIN spans
                ON unheld.local = spans.local AND unheld.t >= spans.begins"""
        )
        self._engine.run("DROP TABLE unheld")

    def _sum_up(self) -> Iterator[Flow]:
        run = self._engine.run
        key = ", ".join(sql.KEY)
        same = " AND ".join(f"c.{one} IS NOT DISTINCT FROM s.{one}" for one in sql.KEY)
        run(f"CREATE TABLE hours AS {sql.hours('contacts')}")
        run(f"CREATE TABLE every AS {sql.sums('hours')}")
        run(
            f"""CREATE TABLE sums AS SELECT row_number() OVER (ORDER BY {key}) AS flow, *
            FROM every QUALIFY row_number() OVER (PARTITION BY local
                ORDER BY md5(concat_ws(' ', {key})), {key}) <= {MAX_FLOWS}"""
        )
        (self.told.dropped,) = self._engine.numbers(
            "SELECT (SELECT sum(contacts)::BIGINT FROM every)"
            " - (SELECT sum(contacts)::BIGINT FROM sums)"
        )
        run(
            f"""CREATE TABLE beats AS SELECT s.flow, c.t, c.sent FROM contacts AS c
            JOIN sums AS s ON {same} WHERE s.contacts > 1"""
        )
        run("DROP TABLE contacts")
        gaps = f"({sql.gaps('beats', 'flow')})"
        run(f"CREATE TABLE quartiles AS {sql.quartiles(gaps, 'flow', _QUARTILES)}")
        run(f"CREATE TABLE spreads AS {sql.spreads(gaps, 'quartiles', 'flow', 'q.gap[2]')}")
        query = f"""SELECT {", ".join(f"sums.{one}" for one in sql.KEY)},
            contacts::BIGINT, answered::BIGINT, sent::HUGEINT, received::HUGEINT, first, last, line,
            hours, busiest, gap, spread, size, names, country,
            {", ".join(f"h{hour}::BIGINT" for hour in range(24))}
            FROM sums LEFT JOIN quartiles USING (flow) LEFT JOIN spreads USING (flow)
            LEFT JOIN said USING (local, peer) ORDER BY flow"""
        for row in self._engine.rows(query):
            yield self._flow(row)

    def _flow(self, row: Row) -> Flow:
        """Make a Flow of one sum."""
        local, at, peer, proto, peer_port, local_port, initiator, action = row[: len(sql.KEY)]
        (
            contacts, answered, sent, received, first, last, line, hours, busiest, gaps, spread,
            sizes, names, country, *by_hour,
        ) = row[len(sql.KEY) :]  # fmt: skip
        ip, span = self._locals[number(local)], self._spans[number(local)][number(at)]
        begun = seconds(first)
        rhythm = None
        if isinstance(gaps, list):
            gap1, gap2, gap3 = gaps
            rhythm = Rhythm(
                gaps=(seconds(gap1), seconds(gap2), seconds(gap3)),
                by_hour=tuple(number(one) for one in by_hour),
                spread=seconds(spread),
                contacts=number(contacts),
                hours=number(hours),
                sizes=_sizes(sizes),
                busiest=number(busiest),
            )
        return Flow(
            about=Endpoint(span.mac, ip),
            peer=self._peers[number(peer)],
            peer_port=number_or_none(peer_port),
            transport=str(proto),
            initiator=Initiator(str(initiator)),
            tries=number(contacts),
            answered=number(answered),
            action=Action(str(action)),
            sent=number_or_none(sent),
            received=number_or_none(received),
            first=begun,
            last=seconds(last),
            rhythm=rhythm,
            names=texts(names),
            log_country=code_of(country) if isinstance(country, str) else None,
            seen=Seen(at=begun, source=self._engine.shown, place=f"line {line}"),
            local_port=number_or_none(local_port),
            held_on=span.held_on,
        )


def _sizes(value: Value) -> tuple[float, float, float] | None:
    if not isinstance(value, list):
        return None
    one, two, three = (float(number(size)) for size in value)
    return one, two, three


def _rows(part: Part) -> str:
    """Write the query of rows with an outer side, seen from the inner one."""
    given = part.columns
    types = COLUMNS[Kind.FLOWS]

    def get(column: str) -> str:
        return column if column in given else f"CAST(NULL AS {types[column]})"

    def side(ours: str, theirs: str) -> str:
        return f"CASE WHEN source IS NOT NULL THEN {get(ours)} ELSE {get(theirs)} END"

    action = get("action")
    return f"""SELECT line, t, greatest(t, coalesce({get("t_end")}, t)) AS t_end,
        coalesce(source, target) AS local, peer, source IS NOT NULL AS outward,
        {sql.protocol(get("proto"))} AS proto,
        {side("src_port", "dst_port")} AS own_port, {side("dst_port", "src_port")} AS far_port,
        {sql.byte_count(side("bytes_src", "bytes_dst"))} AS sent,
        {sql.byte_count(side("bytes_dst", "bytes_src"))} AS received,
        {get("answered")} AS answered,
        CASE WHEN {action} IN ('allowed', 'denied') THEN {action} END AS action,
        coalesce({get("opener")} = 'src', false) AS opened, {get("session")} AS session
        FROM stage JOIN peers ON other = word WHERE NOT bad"""


_QUARTILES = "quantile_disc({what}, [0.25, 0.5, 0.75])"
_ENDS = "local, peer, proto, own_port, far_port"
_BEST_ACTION = """CASE WHEN bool_or(action = 'allowed') THEN 'allowed'
        WHEN bool_or(action = 'denied') THEN 'denied' END AS action"""


def _sessions(rows: str) -> str:
    """Put the rows of one session together: its counters only ever grow."""
    return f"""SELECT min(line) AS line, min(t) AS t, max(t_end) AS t_end, {_ENDS},
        coalesce(bool_or(outward) FILTER (WHERE opened), bool_or(outward)) AS outward,
        max(sent) AS sent, max(received) AS received, bool_or(answered) AS answered,
        {_BEST_ACTION}, bool_or(opened) AS opened, CAST(NULL AS VARCHAR) AS session
        FROM ({rows}) GROUP BY {_ENDS}, coalesce(session, 'line ' || line)"""


def _pieces(rows: str, cut_after: int) -> str:
    """Put together what lies closer than an exporter's time-out (microseconds).

    An exporter that writes one way at a time shows an answer as a row the other way.
    """
    ends = f"PARTITION BY {_ENDS} ORDER BY t, line"
    return f"""SELECT min(line) AS line, min(t) AS t, max(t_end) AS t_end, {_ENDS},
        coalesce(bool_or(outward) FILTER (WHERE opened), bool_or(outward)) AS outward,
        CAST(sum(sent) AS BIGINT) AS sent, CAST(sum(received) AS BIGINT) AS received,
        coalesce(bool_or(answered), bool_or(outward) AND NOT bool_and(outward)) AS answered,
        {_BEST_ACTION}, bool_or(opened) AS opened, CAST(NULL AS VARCHAR) AS session
        FROM (SELECT *, sum(CASE WHEN t <= before THEN 0 ELSE 1 END) OVER ({ends}) AS contact
            FROM (SELECT *, {cut_after} + max(t_end) OVER ({ends} ROWS BETWEEN UNBOUNDED PRECEDING
                AND 1 PRECEDING) AS before FROM ({rows})))
        GROUP BY {_ENDS}, contact"""


def _contacts(rows: str) -> str:
    """Tell who began, and which port is the service's."""
    at_peer = f"CASE WHEN opened THEN outward ELSE {sql.at_peer('own_port', 'far_port')} END"
    ported = "proto IN ('tcp', 'udp', '132')"
    return f"""SELECT line, t, t_end, local, peer, proto, sent, received,
        CASE WHEN {ported} AND at_peer THEN {sql.port("far_port")} END AS peer_port,
        CASE WHEN {ported} AND NOT at_peer THEN {sql.port("own_port")} END AS local_port,
        CASE WHEN NOT opened THEN 'unknown' WHEN outward THEN 'local' ELSE 'peer' END AS initiator,
        coalesce(action, CASE WHEN answered THEN 'allowed' ELSE 'unknown' END) AS action,
        coalesce(answered, false) AS answered
        FROM (SELECT *, coalesce({at_peer}, outward) AS at_peer FROM ({rows}))"""


def _said(part: Part) -> str:
    """Write the statement that collects what the log itself says of a peer."""
    given = part.columns
    names = (
        "list_slice(list_sort(list(DISTINCT lower(rtrim(name, '.')))"
        f" FILTER (WHERE name IS NOT NULL)), 1, {MAX_NAMES})"
        if "name" in given
        else "CAST(NULL AS VARCHAR[])"
    )
    country = "min(country)" if "country" in given else "CAST(NULL AS VARCHAR)"
    rows = "stage JOIN peers ON other = word WHERE NOT bad"
    if not {"name", "country"} & given.keys():
        rows = "stage, peers WHERE false"
    return f"""CREATE TABLE said AS SELECT coalesce(source, target) AS local, peer,
        {names} AS names, {country} AS country FROM {rows} GROUP BY ALL"""
