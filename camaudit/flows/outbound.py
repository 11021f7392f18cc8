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
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from camaudit.flows.engine import Engine, Kept
    from camaudit.flows.format import Format, Part
    from camaudit.flows.values import Row, Value
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.span import Span

EVERY = 256  # one of so many times is looked at, whoever's line it is
PART = 1 << 40  # a row's number is that of its part times this, and its own among those kept
MAX_NAMES = 8  # kept of one peer
MANY = 100_000  # rows: where none of so many names an address inside, none does
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
    outer: bool = False  # no address inside stands in it: it was written behind a translation
    heard: set[IPAddress] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of one file, once its rows were kept."""

    kept: Kept
    lines: int  # of the file
    rows: int  # that were kept


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
        self._peers: dict[IPAddress, int] = {}  # the other sides, as they came
        self._parts: list[_Part] = []
        self._sessions = False
        self._hold()

    def add(self, part: Part, rows: int, *, lasting: bool) -> Told:
        """Take the rows of a part of the file that the engine is turned to.

        Input:  rows: lines of the file that are no comments; lasting: the file will still be there
                when the flows are taken.
        Raises: SourceError where the engine cannot read it.
        """
        told = Told()
        self._sessions = self._sessions or "session" in part.columns
        told.rows, also = self._period(part, rows, told)
        self._stage(part, also, told, lasting=lasting)
        told.outer = told.rows == told.others > 0 and self._is_outer(part)
        return told

    def flows(self, format_: Format) -> Iterator[Flow]:
        """Yield the flows of all files, in the order of addresses.

        Raises: SourceError where the engine cannot.
        """
        self._put_together(format_)
        yield from self._sum_up()

    def _hold(self) -> None:
        """Give the engine the addresses that are asked for, in every spelling, and their spans."""
        spelt = {word: at for at, ip in enumerate(self._locals) for word in spellings(ip)}
        self._engine.hold(list(spelt), list(spelt.values()))
        run = self._engine.run
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

        run("CREATE TABLE peers (word VARCHAR, peer INTEGER)")
        run(
            """CREATE TABLE rows (line BIGINT, t BIGINT, t_end BIGINT, local INTEGER, peer INTEGER,
            outward BOOLEAN, proto VARCHAR, own_port INTEGER, far_port INTEGER, sent BIGINT,
            received BIGINT, answered BOOLEAN, action VARCHAR, opened BOOLEAN, session VARCHAR)"""
        )
        run("CREATE TABLE named (local INTEGER, peer INTEGER, name VARCHAR, country VARCHAR)")

    def _period(self, part: Part, rows: int, told: Told) -> tuple[int, str]:
        """Give the number of rows, and a condition on times that tell when the log was written.

        Where every line is a row, none needs to be looked at for its time alone: the first, the
        last, and some between them tell it, since logs are written as time goes on.
        """
        if part.mine == "true" and part.aside == "false" and not part.ordered:
            told.first, told.last = self._engine.ends(part)
            return rows, f"hash(_t) % {EVERY} = 0"
        found, told.first, told.last = self._engine.period(part)
        return found, "false"

    def _stage(self, part: Part, also: str, told: Told, *, lasting: bool) -> None:
        """Read a file, keep the rows that matter, and count the others."""
        engine, place = self._engine, len(self._parts)
        kept = engine.keep(part, also, place, lasting=lasting)
        engine.run(f"CREATE OR REPLACE TABLE pairs AS {_PAIRS}")
        rows, own, bad, first, last = engine.numbers(
            """SELECT sum(rows)::BIGINT, (sum(rows) FILTER (WHERE bad OR held))::BIGINT,
            (sum(rows) FILTER (WHERE bad))::BIGINT, min(first), max(last) FROM pairs"""
        )
        self._parts.append(_Part(kept, told.rows, rows))
        told.others = told.rows - own
        if first:
            told.first, told.last = min(told.first or first, first), max(told.last, last)
        heard = (
            "SELECT source FROM pairs WHERE NOT bad UNION SELECT target FROM pairs WHERE NOT bad"
        )
        told.heard = {
            self._locals[local] for (local,) in engine.rows(heard) if isinstance(local, int)
        }
        told.malformed = bad + self._judge_peers()
        if told.malformed:
            wrong = "bad OR (held AND other IN (SELECT word FROM nothing))"
            row = engine.numbers(f"SELECT min(row) FROM pairs WHERE {wrong}")
            (told.first_malformed,) = self._lines(place, list(row))
        given = {
            name: name if name in part.columns else f"CAST(NULL AS {type_})"
            for name, type_ in COLUMNS[Kind.FLOWS].items()
        }
        engine.run(f"INSERT INTO rows {_ROWS.format(begin=place * PART, **given)}")
        if {"name", "country"} & part.columns.keys():
            engine.run(f"INSERT INTO named {_NAMED.format(**given)}")
        engine.run("DROP TABLE kept")

    def _is_outer(self, part: Part) -> bool:
        """Tell whether the beginning of a part names addresses, and none of them is inside."""
        ends = f"SELECT src, dst FROM ({self._engine.relation(part)}) WHERE NOT bad LIMIT {MANY}"
        words = f"WITH ends AS ({ends}) SELECT src FROM ends UNION SELECT dst FROM ends"
        found = [ip for word in self._engine.texts(words) if (ip := address(word)) is not None]
        return bool(found) and not any(self._inside(ip) for ip in found)

    def _lines(self, place: int, rows: list[int]) -> list[int]:
        """Give the lines of rows that were kept of a part; rows: sorted."""
        part = self._parts[place]
        if not rows:
            return []
        likely = round(1.2 * rows[-1] * part.lines / part.rows) + 10_000
        return self._engine.lines(part.kept, rows, likely, part.lines)

    def _judge_peers(self) -> int:
        """Tell apart the other sides of the kept rows, each spelling once.

        Output: rows whose other side is no address: it stands in the table `nothing`.
        """
        engine = self._engine
        found: dict[str, IPAddress] = {}
        nothing: list[str] = []  # is no address
        words = """SELECT DISTINCT other FROM pairs WHERE NOT bad AND held
            AND other NOT IN (SELECT word FROM peers)"""
        for word in engine.texts(words):
            ip = address(word)
            if ip is None:
                nothing.append(word)
            elif is_usable(ip) and not self._inside(ip):
                found[word] = ip
        for ip in found.values():
            self._peers.setdefault(ip, len(self._peers))
        engine.run(
            "INSERT INTO peers SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
            (list(found), [self._peers[ip] for ip in found.values()]),
        )
        engine.run(
            "CREATE OR REPLACE TABLE nothing AS SELECT unnest(?::VARCHAR[]) AS word", (nothing,)
        )
        wrong, others = engine.numbers(
            """SELECT (sum(rows) FILTER (WHERE other IN (SELECT word FROM nothing)))::BIGINT,
                (sum(rows) FILTER (WHERE other IS NULL
                    OR other NOT IN (SELECT word FROM peers)))::BIGINT
            FROM pairs WHERE NOT bad AND held"""
        )
        self.inside += others - wrong
        return wrong

    def _put_together(self, format_: Format) -> None:
        """Make contacts of rows, in the columns that camaudit/flows/sql.py asks for."""
        rows = "SELECT * FROM rows"
        if self._sessions:
            rows = together.sessions(rows)
        if format_.cut_after > 0:
            rows = together.pieces(rows, round(format_.cut_after * SECOND))
        contacts = sql.contacts(rows)
        # Worked out twice where that is little, kept where it is much.
        made = "VIEW" if rows == "SELECT * FROM rows" else "TABLE"
        if all(len(spans) == 1 for spans in self._spans):
            self._engine.run(f"CREATE {made} contacts AS SELECT *, 0 AS span FROM ({contacts})")
            return
        self._engine.run(f"CREATE {made} unheld AS {contacts}")
        self._engine.run(
            """CREATE TABLE contacts AS
            SELECT *, 0 AS span FROM unheld WHERE local NOT IN (SELECT local FROM spans)
            UNION ALL
            SELECT unheld.*, spans.span FROM unheld ASOF JOIN spans
                ON unheld.local = spans.local AND unheld.t >= spans.begins"""
        )

    def _sum_up(self) -> Iterator[Flow]:
        run = self._engine.run
        key = ", ".join(sql.KEY)
        same = " AND ".join(f"c.{one} IS NOT DISTINCT FROM s.{one}" for one in sql.KEY)
        run(f"CREATE TABLE hours AS {sql.hours('contacts')}")
        run(f"CREATE TABLE every AS {sql.sums('hours')}")
        # Peers were numbered as they came; their order is that of addresses.
        run(
            "CREATE TABLE ranks AS"
            " SELECT unnest(?::INTEGER[]) AS peer, unnest(?::INTEGER[]) AS rank",
            (list(range(len(self._peers))), _ranks(list(self._peers))),
        )
        ranked = key.replace("peer,", "rank,", 1)
        run(
            f"""CREATE TABLE sums AS SELECT row_number() OVER (ORDER BY {ranked}) AS flow, *
            FROM every JOIN ranks USING (peer) QUALIFY row_number() OVER (PARTITION BY local
                ORDER BY md5(concat_ws(' ', {ranked})), {ranked}) <= {MAX_FLOWS}"""
        )
        (self.dropped,) = self._engine.numbers(
            "SELECT (SELECT sum(contacts)::BIGINT FROM every)"
            " - (SELECT sum(contacts)::BIGINT FROM sums)"
        )
        run(
            f"""CREATE TABLE beats AS SELECT s.flow, c.t, c.sent FROM contacts AS c
            JOIN sums AS s ON {same} WHERE s.contacts > 1"""
        )
        gaps = f"({sql.gaps('beats', 'flow')})"
        run(f"CREATE TABLE quartiles AS {sql.quartiles(gaps, 'flow', sql.DUCKDB.quartiles)}")
        run(f"CREATE TABLE spreads AS {sql.spreads(gaps, 'quartiles', 'flow', sql.DUCKDB.median)}")
        run(_SAID)
        lines = self._first_lines()
        peers = list(self._peers)
        query = f"""SELECT {", ".join(f"sums.{one}" for one in sql.KEY)},
            contacts::BIGINT, answered::BIGINT, sent::HUGEINT, received::HUGEINT, first, last, line,
            hours, busiest, gap, spread, size, names, country,
            {", ".join(f"h{hour}::BIGINT" for hour in range(24))}
            FROM sums LEFT JOIN quartiles USING (flow) LEFT JOIN spreads USING (flow)
            LEFT JOIN said USING (local, peer) ORDER BY flow"""
        for row in self._engine.rows(query):
            yield self._flow(row, peers, lines)

    def _first_lines(self) -> dict[int, int]:
        """Give the line of the first row of each sum, by the row's number."""
        rows: dict[int, list[int]] = {}
        for (line,) in self._engine.rows("SELECT DISTINCT line FROM sums ORDER BY line"):
            rows.setdefault(number(line) // PART, []).append(number(line) % PART)
        return {
            place * PART + row: line
            for place, own in rows.items()
            for row, line in zip(own, self._lines(place, own), strict=True)
        }

    def _flow(self, row: Row, peers: Sequence[IPAddress], lines: Mapping[int, int]) -> Flow:
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
            peer=peers[number(peer)],
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
                source=self._parts[number(line) // PART].kept.shown,
                place=f"line {lines[number(line)]}",
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


# Kept rows, each with its number; whose sides they are, and the side that is nobody's of ours.
_FRESH = """SELECT kept.*, kept.rowid AS row, source.local AS source, target.local AS target,
    CASE WHEN source.local IS NULL THEN src WHEN target.local IS NULL THEN dst END AS other
    FROM kept LEFT JOIN held AS source ON src = source.word
    LEFT JOIN held AS target ON dst = target.word"""
# Both sides, counted; of rows that were kept for their time alone the sides are left out.
_PAIRS = f"""SELECT source, target, bad, source IS NOT NULL OR target IS NOT NULL AS held,
    CASE WHEN source IS NOT NULL OR target IS NOT NULL THEN other END AS other, count(*) AS rows,
    min(row) AS row, min(t) AS first, max(t) AS last FROM ({_FRESH}) GROUP BY ALL"""
# Rows with an outer side, seen from the inner one.
_ROWS = f"""SELECT {{begin}} + row AS line, t, greatest(t, coalesce({{t_end}}, t)) AS t_end,
    coalesce(source, target) AS local, peer, source IS NOT NULL AS outward,
    {sql.protocol("{proto}")} AS proto,
    {_side("{src_port}", "{dst_port}")} AS own_port,
    {_side("{dst_port}", "{src_port}")} AS far_port,
    {sql.byte_count(_side("{bytes_src}", "{bytes_dst}"))} AS sent,
    {sql.byte_count(_side("{bytes_dst}", "{bytes_src}"))} AS received, {{answered}} AS answered,
    CASE WHEN {{action}} IN ('allowed', 'denied') THEN {{action}} END AS action,
    coalesce({{opener}} = 'src', false) AS opened, {{session}} AS session
    FROM ({_FRESH}) JOIN peers ON other = word WHERE NOT bad"""
# What the log itself says of a peer.
_NAMED = f"""SELECT coalesce(source, target) AS local, peer, {{name}} AS name,
    {{country}} AS country FROM ({_FRESH}) JOIN peers ON other = word
    WHERE NOT bad AND ({{name}} IS NOT NULL OR {{country}} IS NOT NULL)"""
_SAID = f"""CREATE TABLE said AS SELECT local, peer,
    list_slice(list_sort(list(DISTINCT lower(rtrim(name, '.'))) FILTER (WHERE name IS NOT NULL)),
        1, {MAX_NAMES}) AS names, min(country) AS country FROM named GROUP BY ALL"""


def _ranks(peers: Sequence[IPAddress]) -> list[int]:
    """Give the place of each address in the order of addresses."""
    ranks = [0] * len(peers)
    order = sorted(range(len(peers)), key=lambda at: (peers[at].version, int(peers[at])))
    for rank, at in enumerate(order):
        ranks[at] = rank
    return ranks
