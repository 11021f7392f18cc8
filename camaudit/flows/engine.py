"""DuckDB over one prepared file: nothing is fetched, nothing is kept, memory is bounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import duckdb

from camaudit.errors import SourceError
from camaudit.flows.format import literal
from camaudit.flows.prepare import ends
from camaudit.flows.relation import all_lines, likely_lines, likely_rows, relation
from camaudit.flows.sql import plain_name
from camaudit.flows.times import macros
from camaudit.flows.values import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo
    from pathlib import Path
    from types import TracebackType

    from camaudit.flows.format import Format, Part
    from camaudit.flows.values import Row

THREADS = 2
MEMORY = "512MiB"  # what is more goes to the temporary folder
ENDS = 256  # lines at either end of a file that tell when it was written
_BITS, _BITS_A_WORD = 1 << 16, 16  # of the sieve for addresses
_FETCH = 1_000  # rows that become Python values together


def settings(
    folder: Path, threads: int = THREADS
) -> dict[str, str | bool | int | float | list[str]]:
    """Give the settings of a connection: nothing is fetched, and no name is looked up in Python."""
    return {
        "threads": threads,
        "memory_limit": MEMORY,
        "temp_directory": str(folder),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """What is needed to find the lines of kept rows again."""

    shown: str
    macros: tuple[str, ...]  # of the times in the file
    lined: str  # table of their lines
    flags: str | None  # query of one row a line that makes it; None: it is made


class Engine:
    """One connection, for one file."""

    def __init__(
        self,
        path: Path,
        shown: str,
        folder: Path,
        zone: tzinfo,
        now: float,
        *,
        threads: int = THREADS,
        writes: Path | None = None,
        also: Sequence[Path] = (),
        commented: bool = True,
    ) -> None:
        """Open it.

        Input: path: the prepared file, or a folder of Parquet files; folder: for what does not fit
               into memory; zone: of times without one; now: Unix seconds of the file (times
               without a year); writes: a folder that it may write to as well; also: further files
               that it may be turned to, besides those in `folder`; commented: the file may hold
               lines that are no rows.
        """
        self.path = path
        self.shown = shown
        self._folder = folder
        self._connection = duckdb.connect(":memory:", config=settings(folder, threads))
        # From here on it reads this file and nothing else, and nobody changes that.
        folders = [folder, *([path] if path.is_dir() else []), *([writes] if writes else [])]
        files = [*([] if path.is_dir() else [path]), *also]
        self.run(f"SET allowed_directories = [{', '.join(literal(str(one)) for one in folders)}]")
        self.run(f"SET allowed_paths = [{', '.join(literal(str(one)) for one in files)}]")
        # It would take parts of an expression out of the TRY around it, where they fail.
        # And it would hash the many rows of a log, whose size is not known, not the few addresses.
        self.run("SET disabled_optimizers = 'common_subexpressions,build_side_probe_side'")
        self.run("SET enable_external_access = false")
        self.run("SET enable_progress_bar = false")  # it would write into the answer
        self.run("SET lock_configuration = true")
        self.turn(path, shown, zone, now, commented=commented)

    def turn(
        self, path: Path, shown: str, zone: tzinfo, now: float, *, commented: bool = True
    ) -> None:
        """Go on to another file, with what was kept of those before; the arguments are as above."""
        self.path = path
        self.shown = shown
        self._commented = commented
        self._macros = tuple(
            statement.replace("CREATE MACRO", "CREATE OR REPLACE MACRO", 1)
            for statement in macros(zone, now)
        )
        for statement in self._macros:
            self.run(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement.

        Raises: SourceError where the engine cannot.
        """
        try:
            self._connection.execute(statement, list(values) or None)
        except duckdb.Error as error:
            raise self._told(error) from error

    def rows(self, query: str) -> Iterator[Row]:
        """Yield the rows of a query, some at a time.

        Raises: SourceError where the engine cannot give them.
        """
        try:
            cursor = self._connection.cursor().execute(query)
            while some := cursor.fetchmany(_FETCH):
                yield from some
        except duckdb.Error as error:
            raise self._told(error) from error

    def row(self, query: str) -> Row:
        """Give the one row of a query."""
        return next(self.rows(query))

    def numbers(self, query: str) -> tuple[int, ...]:
        """Give the one row of a query of whole numbers; NULL is 0."""
        return tuple(number(one) for one in self.row(query))

    def texts(self, query: str) -> Iterator[str]:
        """Yield the values of a query of one column of texts."""
        for (text,) in self.rows(query):
            if isinstance(text, str):
                yield text

    def relation(self, part: Part, keep: str = "true") -> str:
        """Write the query of a part's rows, with their lines; `keep` as in `relation`."""
        return relation(part, self.path, numbered=True, keep=keep, commented=self._commented)

    def hold(self, words: Sequence[str], places: Sequence[int]) -> None:
        """Make the table `held` of addresses as they are written, and the macro `likely`.

        Output: likely(word) is true for every word of the table, and for few others (Bloom, "Space/
                time trade-offs in hash coding", 1970, with one hash): unlike a join it keeps rows
                in their order.
        """
        bits = max(_BITS, 1 << (_BITS_A_WORD * len(words)).bit_length())
        place = f"(hash(word) % {bits})::INTEGER"
        self.run("CREATE TABLE held (word VARCHAR, local INTEGER)")
        self.run(
            "INSERT INTO held SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[])", (words, places)
        )
        (shown,) = self.row(f"SELECT bitstring_agg({place}, 0, {bits - 1})::VARCHAR FROM held")
        told = f"get_bit({literal(str(shown))}::BIT, {place}) = 1" if words else "false"
        self.run(f"CREATE MACRO likely(word) AS ({told})")

    def keep(self, part: Part, also: str, place: int, *, lasting: bool) -> Kept:
        """Keep the rows of `likely_rows` as the table `kept`, in the order of the file.

        Input: also: a condition on _t for further rows; place: no other part has it; lasting: the
               file will still be there when `lines` is asked.
        """
        flags = likely_lines(part, self.path, also=also, commented=self._commented)
        rows = likely_rows(
            part, self.path, numbered=flags is None, also=also, commented=self._commented
        )
        self.run(f"CREATE OR REPLACE TABLE kept AS {rows}")
        kept = Kept(self.shown, self._macros, f"lined{place}", flags if lasting else None)
        if flags is None:
            self.run(f"CREATE TABLE {kept.lined} AS SELECT line FROM kept")
        elif not lasting:
            self._find(kept.lined, flags)
        return kept

    def lines(self, kept: Kept, rows: Sequence[int], most: int, total: int) -> list[int]:
        """Give the lines of kept rows, for which the file is read again, as far as it must be.

        Input:  rows: their numbers, sorted, 0-based; most: lines among which they probably are;
                total: lines of the file.
        Raises: SourceError where the file was changed since it was read.
        """
        self.run("CREATE OR REPLACE TABLE wanted AS SELECT unnest(?::BIGINT[]) AS row", (rows,))
        found: list[int] = []
        # A limit makes one thread read: it pays where less than half of the file is read.
        limits = (f"LIMIT {most}", "") if kept.flags and most < total / 2 else ("",)
        for limit in limits:
            if kept.flags is not None:
                for statement in kept.macros:
                    self.run(statement)
                self._find(kept.lined, f"{kept.flags} {limit}")
            query = f"SELECT line FROM {kept.lined} AS l JOIN wanted ON l.rowid = row ORDER BY row"
            found = [number(line) for (line,) in self.rows(query)]
            if len(found) == len(rows):
                break
        else:
            raise SourceError(kept.shown, "was changed while it was read")
        return found

    def _find(self, lined: str, flags: str) -> None:
        """Make the table of the lines of kept rows, in their order."""
        self.run(f"CREATE OR REPLACE TABLE flags AS {flags}")
        self.run(
            f"CREATE OR REPLACE TABLE {lined} AS SELECT rowid + 1 AS line FROM flags WHERE kept"
        )
        self.run("DROP TABLE flags")

    def ends(self, part: Part) -> tuple[int, int]:
        """Give the first and the last time of the lines at both ends of the file; 0: of none."""
        path = self._folder / "ends.log"
        path.write_bytes(ends(self.path, ENDS))
        try:
            source = relation(part, path, numbered=False, commented=self._commented)
            first, last = self.numbers(f"SELECT min(t), max(t) FROM ({source})")
        finally:
            path.unlink()
        return first, last

    def period(self, part: Part) -> tuple[int, int, int]:
        """Count a part's rows, malformed ones among them; give their first and last time.

        Output: rows, and microseconds since 1970 UTC; 0 where there is none.
        """
        source = relation(part, self.path, numbered=False, commented=self._commented)
        rows, first, last = self.numbers(f"SELECT count(*), min(t), max(t) FROM ({source})")
        return rows, first, last

    def names(self, part: Part) -> Iterator[str]:
        """Yield the names that were asked for, each once, in lower case."""
        source = relation(part, self.path, numbered=False, commented=self._commented)
        return self.texts(f"SELECT DISTINCT {plain_name('name')} FROM ({source})")

    def clients(self, part: Part) -> Iterator[str]:
        """Yield who asked for names, as written."""
        source = self.relation(part)
        return self.texts(f"SELECT DISTINCT client FROM ({source}) WHERE NOT bad")

    def strays(self, format_: Format, parts: Sequence[Part]) -> tuple[int, int]:
        """Count the lines that are no part's and that such a log does not otherwise hold.

        Output: how many, and the first.
        """
        known = " OR ".join(f"({part.mine})" for part in parts)
        count, line = self.numbers(
            f"SELECT count(*), min(line) FROM ({all_lines(self.path)})"
            f" WHERE NOT coalesce({known} OR {format_.passes}, false)"
        )
        return count, line

    def _told(self, error: duckdb.Error) -> SourceError:
        if isinstance(error, duckdb.OutOfMemoryException):
            return SourceError(self.shown, f"needs more than {MEMORY} of memory: cut it in pieces")
        first = str(error).strip().split("\n", 1)[0][:200]
        return SourceError(self.shown, f"cannot be read as a log: {first}")
