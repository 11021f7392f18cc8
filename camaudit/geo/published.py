"""Reads address tables as their makers publish them: lines of `start,end,value`, ends included.

Addresses are text or numbers; both IP versions lie in one file or in two, plain or as gzip. Value
is a country code, or a network's number and its name. IPFire's table as Tor carries it, DB-IP Lite
as DB-IP publishes it, and the tables of the ip-location-db packages have this form.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from camaudit.geo.packed import Range

MAX_NAME = 100  # characters kept of a network's name
_HEAD_LINES = 40  # in which a date may stand
_U32 = (1 << 32) - 1
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_GENERATED = re.compile(rf"#\s*Generated:.*?(\d\d?) ({'|'.join(_MONTHS)}) (20\d\d)\b")
_DAY_IN_NAME = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?!\d)")
_DAY_IN_VERSION = re.compile(r"\.(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d\d$")


def rows(path: Path, *, networks: bool) -> Iterator[tuple[int, Range, str]]:
    """Yield IP version, range and network name of every line; the name is empty for countries.

    Raises: DataError with file and line where one is not of the form.
    """
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.startswith("#") or not line.strip():
                continue
            try:
                row = next(csv.reader([line]))
                version, first, last = _ends(row[0], row[1])
                value = _network(row[2]) if networks else _country(row[2])
                name = plain(row[3])[:MAX_NAME] if networks else ""
            except (ValueError, IndexError, csv.Error) as error:
                form = "start,end,number,name" if networks else "start,end,country"
                raise DataError(f"{path.name}:{number}: not {form}") from error
            yield version, (first, last, value), name


def date_of(files: Sequence[Path]) -> str:
    """Find the date of a table: in the head of a file, in its name, or in a package's version.

    Input:  a package's version is that of `package.json` beside a file; a month alone is its 1st.
    Output: ISO date, the earliest of those found.
    Raises: DataError where none is found.
    """
    found = sorted(day for day in map(_date_of, files) if day)
    if not found:
        raise DataError(f"{', '.join(path.name for path in files)}: no date in it; give --date")
    return found[0]


def plain(text: str) -> str:
    """Give a registered name without control characters, its white space made single."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _date_of(path: Path) -> str | None:
    with _lines(path) as lines:
        for _, line in zip(range(_HEAD_LINES), lines, strict=False):
            said = _GENERATED.match(line)
            if said:
                return f"{said[3]}-{_MONTHS.index(said[2]) + 1:02}-{int(said[1]):02}"
    day = _DAY_IN_NAME.search(path.name)
    package = path.parent / "package.json"
    if day is None and package.is_file():
        try:
            day = _DAY_IN_VERSION.search(str(json.loads(package.read_text("utf-8"))["version"]))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{package}: cannot be read; give --date") from error
    return f"{day[1]}-{day[2]}-{day[3] or '01'}" if day else None


@contextmanager
def _lines(path: Path) -> Iterator[Iterable[str]]:
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", newline="") as lines:
            yield lines
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as text") from error


def _ends(first: str, last: str) -> tuple[int, int, int]:
    """Read the ends of a range as numbers, and which IP version they are of."""
    if last.isdecimal():
        start, end = int(first), int(last)
        version = 4 if end <= _U32 else 6
    else:
        one, two = ip_address(first), ip_address(last)
        if one.version != two.version:
            raise ValueError(last)
        version, start, end = one.version, int(one), int(two)
    if not 0 <= start <= end < 1 << (32 if version == 4 else 128):
        raise ValueError(last)
    return version, start, end


def _network(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _U32:
        raise ValueError(text)
    return number


def _country(code: str) -> int:
    """Pack a code of two characters into a number; `??` and the like are "not known"."""
    if len(code) != 2 or not code.isascii():
        raise ValueError(code)
    return (ord(code[0]) << 8) | ord(code[1]) if code.isalnum() else 0
