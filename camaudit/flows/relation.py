"""The SQL that reads the lines of a prepared file for one part of a format.

Each line of the file is one row of the reader, so that row numbers are line numbers. That holds
because a prepared file has no empty line, and because the reader is lenient: lines with too few
columns are filled up with NULL, those with too many are cut at a column of our own, which tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.flows.format import COLUMNS, NEEDED, Json, Table, literal, name
from camaudit.flows.prepare import ABSENT, MAX_LINE, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from camaudit.flows.format import Part

_PLAIN = re.compile(r'"[^"]*"|[a-z_.]+|\'[^\']*\'', re.IGNORECASE)
_KEY = re.compile(r"/[^/~'\"]+")  # a JSON pointer to a key of the object itself
_DECIDING = ("t", "src", "dst", "name")  # tell whether a row is kept
_REST = "_rest"  # holds what a line has beyond its last column
_OURS = "likely(_src) OR likely(_dst)"  # a macro: camaudit/flows/engine.py
# 1970 and 2100 in microseconds: a time outside is none.
_SUMS = frozenset({"t", "t_end", "ends"})  # columns whose expressions add up
_TIMES = "BETWEEN 1 AND 4102444800000000"


def relation(
    part: Part, path: Path, *, numbered: bool, keep: str = "true", commented: bool = True
) -> str:
    """Write a query of the normal columns of a part, cast to their types, and of `bad`.

    Input:  numbered: with the column `line`, for which the file is read in its order, by one
            thread; keep: a condition on _src, _dst and _name; rows that are bad are kept in any
            case; commented: the file may hold lines that are no rows.
    """
    line = "line, " if numbered else ""
    rows = _rows(part, path, numbered=numbered or part.ordered, commented=commented)
    worked, shown, bad = _worked(part)
    return (
        f"SELECT {line}{_listed(shown)}, {bad} AS bad FROM (SELECT {worked} FROM ({rows}))"
        f" WHERE ({keep}) OR {bad}"
    )


def likely_rows(part: Part, path: Path, *, numbered: bool, also: str, commented: bool) -> str:
    """Write a query of the rows that are `likely` to name an address held, and of bad ones.

    Input:  also: a condition on _t for further rows; numbered and commented as above.
    Output: as `relation`. A join with the addresses would tell surely, and lose the order of rows.
    """
    line = "line, " if numbered else ""
    rows = _rows(part, path, numbered=numbered or part.ordered, commented=commented)
    worked, shown, bad = _worked(part)
    # Most rows of a log are nobody's of ours: nothing of them is cast that does not decide.
    return (
        f"SELECT {line}{_listed(shown)}, {bad} AS bad FROM (SELECT {worked} FROM ({rows}))"
        f" WHERE {_OURS} OR {also} OR {bad}"
    )


def likely_lines(part: Part, path: Path, *, also: str, commented: bool) -> str | None:
    """Write a query with one row for each line of the file: whether `likely_rows` has one of it.

    DuckDB numbers rows on one thread, but keeps their order on many: a table of these is numbered
    by its own rows. None where taking a line apart costs so much that twice is no gain.
    """
    if part.ordered or not (isinstance(part.reads, Table) or _plain(part, commented)):
        return None
    worked, _, bad = _worked(part)
    if isinstance(part.reads, Table):
        rows, mine = _table(part.reads, path, numbered=False), _mine(part)
    else:
        rows, mine = _rows(part, path, numbered=False, commented=commented), "true"
    return (
        f"SELECT coalesce(({mine}) AND ({_OURS} OR {also} OR {bad}), false) AS kept"
        f" FROM (SELECT {worked} FROM ({rows}))"
    )


def _worked(part: Part) -> tuple[str, dict[str, str], str]:
    """Give what is worked out first, once a row; each column; and the condition of a bad row."""
    kind, given = part.kind, part.columns
    first = {one: _cast(part, one) for one in _DECIDING if one in given}
    worked = ", ".join(["*", *(f"{cast} AS _{one}" for one, cast in first.items())])
    shown = {one: f"_{one}" if one in first else _cast(part, one) for one in given}
    lacks = (f"{shown[one]} IS NULL" for one in NEEDED[kind] if one != "t")
    bad = " OR ".join(["odd", f"(_t {_TIMES}) IS NOT TRUE", *lacks])
    shown["t"] = f"CASE WHEN _t {_TIMES} THEN _t END"
    return worked, shown, bad


def _listed(shown: Mapping[str, str]) -> str:
    return ", ".join(f"{value} AS {one}" for one, value in shown.items())


def all_lines(path: Path) -> str:
    """Write a query of all lines but comments: `line` and `text`."""
    reader = _reader(path, ("text",), SEPARATOR, "")
    return (
        f"SELECT * FROM (SELECT row_number() OVER () AS line, text FROM {reader})"
        " WHERE NOT starts_with(text, '#')"
    )


def _cast(part: Part, column: str) -> str:
    type_, expression = COLUMNS[part.kind][column], part.columns[column]
    # A sum may run over, a part of a text be no number: then there is nothing. What cannot fail is
    # taken as it is, because TRY costs.
    plain = _PLAIN.fullmatch(expression) is not None or _is_one_cast(expression)
    plain = plain or (part.sure and column not in _SUMS)
    cast = f"TRY_CAST({expression if plain else f'TRY({expression})'} AS {type_})"
    return f"nullif({cast}, '')" if type_ == "VARCHAR" else cast


def _is_one_cast(expression: str) -> bool:
    """Tell whether TRY_CAST(...) is the whole of an expression."""
    if not expression.startswith("TRY_CAST("):
        return False
    depth = 0
    for at, letter in enumerate(expression):
        depth += (letter == "(") - (letter == ")")
        if letter == ")" and depth == 0:
            return at == len(expression) - 1
    return False


def _rows(part: Part, path: Path, *, numbered: bool, commented: bool) -> str:
    """Write a query of what the expressions of a part read, and of `odd`: a line out of shape."""
    line = ", row_number() OVER () AS line" if numbered else ""
    reads = part.reads
    if isinstance(reads, Table):
        return f"SELECT * FROM ({_table(reads, path, numbered=numbered)}) WHERE {_mine(part)}"
    if isinstance(reads, Json) and _plain(part, commented):
        return _objects(path, reads, numbered=numbered)
    reader = _reader(path, ("text",), SEPARATOR, "")
    mine = (
        f"SELECT * FROM (SELECT text{line} FROM {reader})"
        f" WHERE NOT starts_with(text, '#') AND NOT ({part.aside}) AND ({part.mine})"
    )
    if isinstance(reads, Json):
        rows = _once(_extract(reads), mine, numbered=numbered)
        return f"SELECT *, f IS NULL AS odd{_shown('f', reads)} FROM ({rows})"
    if reads.once is None:
        return f"SELECT *, false AS odd FROM ({mine})"
    once = _once(reads.once, mine, numbered=numbered, then=reads.then)
    return f"SELECT *, false AS odd FROM ({once})"


def _table(reads: Table, path: Path, *, numbered: bool) -> str:
    """Write a query of all lines of a delimited file, and of their first cell as it stands."""
    line = ", row_number() OVER () AS line" if numbered else ""
    reader = _reader(path, (*reads.columns, _REST), reads.delimiter, reads.quote)
    first, last = name(reads.columns[0]), name(reads.columns[-1])
    shown = ", ".join(_value(column, reads.null) for column in reads.columns)
    return (
        f"SELECT {shown}, {_REST} IS NOT NULL OR {last} IS NULL AS odd, {first} AS _first{line}"
        f" FROM {reader}"
    )


def _mine(part: Part) -> str:
    """Write the condition on rows of `_table` that they are the part's."""
    return (
        "NOT starts_with(_first, '#')"
        f" AND NOT coalesce({part.aside}, false) AND (odd OR ({part.mine}))"
    )


def _plain(part: Part, commented: bool) -> bool:
    """Tell whether every line of a file is a JSON object that is asked for its own keys."""
    reads = part.reads
    return (
        isinstance(reads, Json)
        and part.mine == "true"
        and not commented
        and all(_KEY.fullmatch(pointer) for pointer in reads.values.values())
    )


def _objects(path: Path, reads: Json, *, numbered: bool) -> str:
    """Write a query of a file in which every line is an object that is asked for its own keys.

    DuckDB's reader of JSON makes one row of each line, too, and is quicker than taking texts
    apart; of a line that it cannot read every value is NULL.
    """
    line = "row_number() OVER () AS line, " if numbered else ""
    keys = {one: pointer.removeprefix("/") for one, pointer in reads.values.items()}
    types = ", ".join(f"{literal(key)}: 'VARCHAR'" for key in keys.values())
    shown = ", ".join(f"{name(key)} AS {name(one)}" for one, key in keys.items())
    return (
        f"SELECT {line}false AS odd, {shown} FROM read_json({literal(str(path))},"
        f" columns={{{types}}}, format='newline_delimited', ignore_errors=true,"
        f" compression='none', maximum_object_size={2 * MAX_LINE})"
    )


def _extract(reads: Json) -> str:
    pointers = ", ".join(literal(pointer) for pointer in reads.values.values())
    # What is no JSON is an error inside TRY, which makes it NULL.
    return f"TRY(json_extract_string(text, [{pointers}]))"


def _shown(values: str, reads: Json) -> str:
    return "".join(f", {values}[{at}] AS {name(one)}" for at, one in enumerate(reads.values, 1))


def _once(expression: str, rows: str, *, numbered: bool, then: str | None = None) -> str:
    """Write a query in which an expression is worked out once a row, as `f`, and one of it as `g`.

    A condition above it would be carried below it, and the expression be worked out again wherever
    the condition names `f`: through the numbers of rows none is carried.
    """
    worked = f"SELECT *, ({expression}) AS f FROM ({rows})"
    if then is not None:
        worked = f"SELECT *, ({then}) AS g FROM ({worked})"
    if not numbered:
        return worked
    return f"SELECT * FROM (SELECT *, row_number() OVER () AS _n FROM ({worked})) WHERE _n > 0"


def _value(column: str, null: str) -> str:
    shown = name(column)
    nothing = f"nullif({shown}, '')"
    return f"nullif({nothing}, {literal(null)}) AS {shown}" if null else f"{nothing} AS {shown}"


def _reader(path: Path, columns: tuple[str, ...], delimiter: str, quote: str) -> str:
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    return (
        f"read_csv({literal(str(path))}, columns={{{types}}}, auto_detect=false, header=false,"
        f" delim={literal(delimiter)}, quote={literal(quote)}, escape={literal(quote)}, comment='',"
        f" nullstr={literal(ABSENT)}, null_padding=true, strict_mode=false, ignore_errors=true,"
        f" compression='none', max_line_size={2 * MAX_LINE})"
    )
