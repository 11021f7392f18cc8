"""Packs address tables, with the manifest that dates and credits them."""

from __future__ import annotations

import json
import lzma
import shutil
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit.errors import DataError
from camaudit.geo.packed import Range, join, pack
from camaudit.geo.published import date_of, rows
from camaudit.geo.tables import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MIN_ROWS = 1000  # of an IP version; fewer are a sample or an error page, no table


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is the same in every edition of a table."""

    name: str
    networks: bool  # network numbers and names; else country codes
    licence: str
    attribution: str


KINDS = {
    "ipfire": Kind(
        name="IPFire",
        networks=False,
        licence="CC BY-SA 4.0",
        attribution="IPFire Location Database, https://location.ipfire.org, CC BY-SA 4.0",
    ),
    "dbip": Kind(
        name="DB-IP",
        networks=False,
        licence="CC BY 4.0",
        attribution="IP Geolocation by DB-IP, https://db-ip.com, CC BY 4.0",
    ),
    "asn": Kind(
        name="RouteViews ASN",
        networks=True,
        licence="CC BY 4.0",
        attribution=(
            "Autonomous system data by Route Views (https://www.routeviews.org), DB-IP "
            "(https://db-ip.com) and NRO (https://www.nro.net), CC BY 4.0"
        ),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What became of the lines of a table."""

    date: str  # ISO date
    rows: dict[int, int]  # lines read, by IP version
    overlaps: int  # ranges that overlap an earlier one, which holds there


def build(
    stem: str,
    files: Sequence[Path],
    folder: Path,
    *,
    origin: str,
    date: str | None = None,
    rest: Path | None = None,
) -> Built:
    """Pack one table into a folder and enter it in the folder's manifest.

    Input:  stem: of KINDS; files: all that make up the table; origin: where they came from, in
            words; date: ISO date, None to take what the files say; rest: a complete folder,
            whose other tables a new folder starts with.
    Output: the same files give the same bytes.
    Raises: DataError where a file is no such table, or says no date and none is given.
    """
    kind = KINDS[stem]
    day = date or date_of(files)
    ranges: dict[int, list[Range]] = defaultdict(list)
    names: dict[int, str] = {}
    for path in files:
        for version, one, name in rows(path, networks=kind.networks):
            ranges[version].append(one)
            if name:
                names.setdefault(one[2], name)
    packed: dict[str, bytes] = {}
    overlaps = 0
    for version in (4, 6):
        count = len(ranges[version])
        if count < MIN_ROWS:
            raise DataError(f"{stem}: {count} ranges of IPv{version} are no whole table")
        table, more = join(ranges[version], version, 4 if kind.networks else 2)
        packed[f"{stem}-v{version}.xz"] = pack(table)
        overlaps += more
    if kind.networks:
        text = "".join(f"{number}\t{name}\n" for number, name in sorted(names.items()))
        best = 9 | lzma.PRESET_EXTREME
        packed[f"{stem}-names.tsv.xz"] = lzma.compress(text.encode(), preset=best)
    counts = {version: len(ranges[version]) for version in (4, 6)}
    entry: dict[str, object] = {
        "name": kind.name,
        "date": day,
        "licence": kind.licence,
        "attribution": kind.attribution,
        "origin": origin,
        "rows": {f"IPv{version}": count for version, count in counts.items()},
        "overlaps": overlaps,
        "files": {name: sha256(data).hexdigest() for name, data in sorted(packed.items())},
        "sha256": sha256(b"".join(data for _, data in sorted(packed.items()))).hexdigest(),
    }
    if rest is not None and not (folder / "manifest.json").exists():
        shutil.copytree(rest, folder, dirs_exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in packed.items():
        (folder / name).write_bytes(data)
    _enter(folder / "manifest.json", stem, entry)
    return Built(date=day, rows=counts, overlaps=overlaps)


def _enter(path: Path, stem: str, entry: dict[str, object]) -> None:
    """Put a table's entry into a manifest and renew the digest over all tables."""
    tables: dict[str, dict[str, object]] = {}
    if path.exists():
        try:
            tables = dict(json.loads(path.read_text(encoding="utf-8"))["tables"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}: damaged; delete it") from error
    ordered = dict(sorted({**tables, stem: entry}.items()))
    lines = "".join(f"{name} {one['sha256']}\n" for name, one in ordered.items())
    names = path.parent / NAMES
    manifest = {
        "sha256": sha256(lines.encode()).hexdigest(),
        "files": {NAMES: sha256(names.read_bytes()).hexdigest()} if names.is_file() else {},
        "tables": ordered,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
