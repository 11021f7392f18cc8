"""Packs address tables from the files that their makers publish.

IPFire as Tor carries it: `start,end,CC`, IPv4 as numbers. DB-IP Lite and the RouteViews-based
table: CSV with addresses as text: `start,end,CC` and `start,end,ASN,name`.
"""

from __future__ import annotations

import csv
import lzma
from array import array
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Range = tuple[int, int, int]  # first, last, value


def build_countries(files: dict[int, Path], folder: Path, stem: str) -> list[Path]:
    """Write the country table of each IP version; the same input gives the same bytes."""
    return [
        _write(_rows(path, version, _country), version, folder / f"{stem}-v{version}.xz")
        for version, path in files.items()
    ]


def build_networks(files: dict[int, Path], folder: Path, stem: str) -> list[Path]:
    """Write the network table of each IP version, and the names."""
    names: dict[int, str] = {}
    written = []
    for version, path in files.items():
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.reader(rows):
                names.setdefault(int(row[2]), " ".join(row[3].split()))
        rows_of = _rows(path, version, int)
        written.append(_write(rows_of, version, folder / f"{stem}-v{version}.xz"))
    text = "".join(f"{number}\t{name}\n" for number, name in sorted(names.items()))
    target = folder / f"{stem}-names.tsv.xz"
    target.write_bytes(lzma.compress(text.encode(), preset=9))
    return [*written, target]


def _country(code: str) -> int:
    return (ord(code[0]) << 8) | ord(code[1]) if len(code) == 2 else 0


def _rows(path: Path, version: int, convert: Callable[[str], int]) -> Iterator[Range]:
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.reader(line for line in rows if not line.startswith("#")):
            first, last = _number(row[0]), _number(row[1])
            if version == 6:
                if first & 0xFFFFFFFFFFFFFFFF:
                    continue  # finer than /64: too fine to matter
                first, last = first >> 64, last >> 64
            yield first, last, convert(row[2])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(ip_address(text))


def _write(ranges: Iterable[Range], version: int, path: Path) -> Path:
    starts = array("I" if version == 4 else "Q")
    values = array("I")
    after, last_value = 0, 0
    for first, last, value in sorted(ranges):
        if first < after:
            continue  # overlaps the one before
        if first > after and last_value:
            starts.append(after)
            values.append(0)
            last_value = 0
        if value != last_value:
            starts.append(first)
            values.append(value)
            last_value = value
        after = last + 1
    if not starts:
        raise DataError(f"{path.name}: no ranges were read")
    if after < 1 << (32 if version == 4 else 64):
        starts.append(after)
        values.append(0)
    raw = len(starts).to_bytes(4, "little") + starts.tobytes() + values.tobytes()
    path.write_bytes(lzma.compress(raw, preset=9))
    return path
