"""DuckDB over one prepared file: nothing is fetched, nothing is kept, memory is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import duckdb

from camaudit.errors import SourceError
from camaudit.flows.format import literal
from camaudit.flows.relation import all_lines, relation
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
        self._connection = duckdb.connect(":memory:", config=settings(folder, threads))
        # From here on it reads this file and nothing else, and nobody changes that.
        folders = [folder, *([path] if path.is_dir() else []), *([writes] if writes else [])]
        files = [*([] if path.is_dir() else [path]), *also]
        self.run(f"SET allowed_directories = [{', '.join(literal(str(one)) for one in folders)}]")
        self.run(f"SET allowed_paths = [{', '.join(literal(str(one)) for one in files)}]")
        # It would take parts of an expression out of the TRY around it, where they fail.
        self.run("SET disabled_optimizers = 'common_subexpressions'")
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
        for statement in macros(zone, now):
            self.run(statement.replace("CREATE MACRO", "CREATE OR REPLACE MACRO", 1))

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
