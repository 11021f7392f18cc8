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

from camaudit.flows import sql, together
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
FILE = 1 << 40  # a line's number is that of its file times this, and its own
MAX_NAMES = 8  # kept of one peer
MAX_FLOWS = 4_096  # of one address and file; kept are those with the smallest hashes
_LEAST = -(1 << 62)  # microseconds: before all times


@dataclass(slots=True)
class Told:
    """What was counted beside the flows, of one part of one file."""

    rows: int = 0
    first: int = 0  # microseconds since 1970 UTC, of any row
    last: int = 0
    malformed: int = 0
    first_malformed: int = 0  # line
    others: int = 0  # rows of hosts that were not asked for
    heard: set[IPAddress] = field(default_factory=set)


class Outbound:
    """Reads the flows of files that are one log: `add` each of them, then take the flows."""

    def __init__(
        self,
        engine: Engine,
        inside: Callable[[IPAddress], bool],
        spans: Mapping[IPAddress, tuple[Span, ...]],
    ) -> None:
        self.inside = 0  # rows between addresses inside
        self.dropped = 0  # contacts beyond MAX_FLOWS
        self._engine = engine
        self._inside = inside
        self._locals = sorted(spans, key=lambda ip: (ip.version, int(ip)))
        self._spans = [spans[ip] for ip in self._locals]
        self._outer: dict[str, IPAddress] = {}  # the other sides, as they are written
        self._peers: list[IPAddress] = []  # sorted
        self._files: list[str] = []
        self._sessions = False
        self._hold()

    def add(self, part: Part, rows: int) -> Told:
        """Take the rows of a part of the file that the engine is turned to.

        Input:  rows: lines of the file that are no comments.
        Raises: SourceError where the engine cannot read it.
        """
        told = Told()
        if not self._files or self._files[-1] != self._engine.shown:
            self._files.append(self._engine.shown)
        self._sessions = self._sessions or "session" in part.columns
        told.rows, also = self._period(part, rows, told)
        self._stage(part, also, told)
        return told

    def flows(self, format_: Format) -> Iterator[Flow]:
        """Yield the flows of all files, in the order of addresses.

        Raises: SourceError where the engine cannot.
        """
        self._put_together(format_)
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

        columns = ", ".join(
            f"{name} {type_}"
            for name, type_ in COLUMNS[Kind.FLOWS].items()
            if name not in {"src", "dst"}
        )
        run(
            f"CREATE TABLE stage (line BIGINT, bad BOOLEAN, {columns}, source INTEGER,"
            " target INTEGER, other VARCHAR)"
        )
        run("CREATE TABLE peers (word VARCHAR, peer INTEGER)")

    def _period(self, part: Part, rows: int, told: Told) -> tuple[int, str]:
        """Give the number of rows, and a condition on lines that tell when the log was written.

        Where every line is a row, none needs to be looked at for its time alone: the first, the
        last, and some between them tell it, since logs are written as time goes on.
        """
        if part.mine == "true" and part.aside == "false":
            return rows, f"line <= {ENDS} OR line > {rows - ENDS} OR line % {EVERY} = 0"
        found, told.first, told.last = self._engine.period(part)
        return found, "false"

    def _stage(self, part: Part, also: str, told: Told) -> None:
        """Read a file, keep the rows that matter, and count the others."""
        engine = self._engine
        names = [name for name in COLUMNS[Kind.FLOWS] if name in part.columns]
        given = ", ".join(name for name in names if name not in {"src", "dst"})
        ours = "SELECT word FROM held"
        kept = engine.relation(part, keep=f"_src IN ({ours}) OR _dst IN ({ours}) OR {also}")
        begin = len(self._files) * FILE
        engine.run(
            f"""CREATE OR REPLACE TABLE fresh AS
            SELECT {begin} + line AS line, bad, {given}, source.local AS source,
                target.local AS target,
                CASE WHEN source.local IS NULL THEN src WHEN target.local IS NULL THEN dst END
                AS other
            FROM ({kept}) AS kept
            LEFT JOIN held AS source ON kept.src = source.word
            LEFT JOIN held AS target ON kept.dst = target.word"""
        )
        own, told.malformed, line = engine.numbers(
            """SELECT count_if(bad OR source IS NOT NULL OR target IS NOT NULL), count_if(bad),
            min(line) FILTER (WHERE bad) FROM fresh"""
        )
        told.others = told.rows - own
        if also != "false":
            told.first, told.last = engine.numbers("SELECT min(t), max(t) FROM fresh")
        heard = (
            "SELECT source FROM fresh WHERE NOT bad UNION SELECT target FROM fresh WHERE NOT bad"
        )
        told.heard = {
            self._locals[local] for (local,) in engine.rows(heard) if isinstance(local, int)
        }
        wrong, other_line = self._judge_peers()
        told.malformed += wrong
        lines = [one % FILE for one in (line, other_line) if one]
        told.first_malformed = min(lines, default=0)
        engine.run(
            """INSERT INTO stage BY NAME SELECT * FROM fresh
            WHERE NOT bad AND other IN (SELECT word FROM peers)"""
        )
        engine.run("DROP TABLE fresh")

    def _judge_peers(self) -> tuple[int, int]:
        """Tell apart the other sides of the fresh rows, each spelling once.

        Output: rows whose other side is no address, and the line of the first.
        """
        engine = self._engine
        found: dict[str, IPAddress] = {}
        nothing: list[str] = []  # is no address
        words = """SELECT DISTINCT other FROM fresh WHERE NOT bad AND other NOT IN
            (SELECT word FROM peers) AND (source IS NOT NULL OR target IS NOT NULL)"""
        for word in engine.texts(words):
            ip = address(word)
            if ip is None:
                nothing.append(word)
            elif is_usable(ip) and not self._inside(ip):
                found[word] = ip
        self._outer |= found
        engine.run("INSERT INTO peers SELECT unnest(?::VARCHAR[]), NULL", (list(found),))
        engine.run(
            "CREATE OR REPLACE TABLE nothing AS SELECT unnest(?::VARCHAR[]) AS word", (nothing,)
        )
        wrong, line, others = engine.numbers(
            """SELECT count_if(other IN (SELECT word FROM nothing)),
                min(line) FILTER (WHERE other IN (SELECT word FROM nothing)),
                count_if(other IS NULL OR other NOT IN (SELECT word FROM peers))
            FROM fresh WHERE NOT bad AND (source IS NOT NULL OR target IS NOT NULL)"""
        )
        self.inside += others - wrong
        return wrong, line

    def _put_together(self, format_: Format) -> None:
        """Make contacts of rows, in the columns that camaudit/flows/sql.py asks for."""
        self._peers = sorted(set(self._outer.values()), key=lambda ip: (ip.version, int(ip)))
        place = {ip: at for at, ip in enumerate(self._peers)}
        self._engine.run("DELETE FROM peers")
        self._engine.run(
            "INSERT INTO peers SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
            (list(self._outer), [place[ip] for ip in self._outer.values()]),
        )
        self._engine.run(_SAID)
        rows = _ROWS
        if self._sessions:
            rows = together.sessions(rows)
        if format_.cut_after > 0:
            rows = together.pieces(rows, round(format_.cut_after * SECOND))
        contacts = sql.contacts(rows)
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
        (self.dropped,) = self._engine.numbers(
            "SELECT (SELECT sum(contacts)::BIGINT FROM every)"
            " - (SELECT sum(contacts)::BIGINT FROM sums)"
        )
        run(
            f"""CREATE TABLE beats AS SELECT s.flow, c.t, c.sent FROM contacts AS c
            JOIN sums AS s ON {same} WHERE s.contacts > 1"""
        )
        run("DROP TABLE contacts")
        gaps = f"({sql.gaps('beats', 'flow')})"
        run(f"CREATE TABLE quartiles AS {sql.quartiles(gaps, 'flow', sql.DUCKDB.quartiles)}")
        run(f"CREATE TABLE spreads AS {sql.spreads(gaps, 'quartiles', 'flow', sql.DUCKDB.median)}")
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
            seen=Seen(
                at=begun,
                source=self._files[number(line) // FILE - 1],
                place=f"line {number(line) % FILE}",
            ),
            local_port=number_or_none(local_port),
            held_on=span.held_on,
        )


def _sizes(value: Value) -> tuple[float, float, float] | None:
    if not isinstance(value, list):
        return None
    one, two, three = (float(number(size)) for size in value)
    return one, two, three


def _side(ours: str, theirs: str) -> str:
    return f"CASE WHEN source IS NOT NULL THEN {ours} ELSE {theirs} END"


# Rows with an outer side, seen from the inner one.
_ROWS = f"""SELECT line, t, greatest(t, coalesce(t_end, t)) AS t_end,
    coalesce(source, target) AS local, peer, source IS NOT NULL AS outward,
    {sql.protocol("proto")} AS proto,
    {_side("src_port", "dst_port")} AS own_port, {_side("dst_port", "src_port")} AS far_port,
    {sql.byte_count(_side("bytes_src", "bytes_dst"))} AS sent,
    {sql.byte_count(_side("bytes_dst", "bytes_src"))} AS received, answered,
    CASE WHEN action IN ('allowed', 'denied') THEN action END AS action,
    coalesce(opener = 'src', false) AS opened, session
    FROM stage JOIN peers ON other = word"""
# What the log itself says of a peer.
_SAID = f"""CREATE TABLE said AS SELECT coalesce(source, target) AS local, peer,
    list_slice(list_sort(list(DISTINCT lower(rtrim(name, '.'))) FILTER (WHERE name IS NOT NULL)),
        1, {MAX_NAMES}) AS names, min(country) AS country
    FROM stage JOIN peers ON other = word WHERE name IS NOT NULL OR country IS NOT NULL
    GROUP BY ALL"""
