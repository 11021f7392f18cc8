"""Tells from what is in a file which table it is part of; unpacks it where it is packed."""

from __future__ import annotations

import csv
import gzip
import json
import re
import tarfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from camaudit import kev
from camaudit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED = 1 << 29  # bytes of one packed file
_HEAD = 1 << 16  # bytes that are looked at
_CHUNK = 1 << 20  # bytes
_PREFIXES = re.compile(r'\s*\{\s*"[0-9A-Fa-f]{6,9}"\s*:')  # oui-data: MAC prefix, registrant
_NEVER = {
    ".deb": "a Debian package; unpack it (dpkg-deb -x FILE FOLDER) and give the files in it",
    ".zip": "a ZIP archive; unpack it and give the files in it",
    ".mmdb": "a table in MaxMind's form, which is not read; give the CSV file",
}


class Table(StrEnum):
    """The tables that a person may renew; the values are the stems of their files."""

    REGISTRY = "registry"
    IPFIRE = "ipfire"
    DBIP = "dbip"
    ASN = "asn"
    KEV = "kev"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a table."""

    table: Table
    path: Path  # plain, perhaps in the folder for unpacked files
    origin: str  # where it came from, in words


def parts(given: Path, room: Path) -> list[Part]:
    """Say which tables a file holds.

    Input:  room: an empty folder, for what has to be unpacked.
    Raises: DataError where it holds none that camaudit knows, or cannot be read.
    """
    if given.is_dir():
        raise DataError(f"{given}: a folder; give the files in it")
    if given.suffix in _NEVER:
        raise DataError(f"{given}: {_NEVER[given.suffix]}")
    try:
        plain = list(_plain(given, room))
        found = [Part(table=_table(path, given), path=path, origin=_origin(path)) for path in plain]
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        reason = getattr(error, "strerror", None) or "damaged, or cut short"
        raise DataError(f"{given}: cannot be read: {reason}") from error
    if not found:
        raise DataError(f"{given}: holds no table that camaudit knows")
    return found


def _plain(given: Path, room: Path) -> Iterator[Path]:
    if given.name.endswith((".tgz", ".tar.gz")):
        yield from _members(given, room)
    elif given.suffix == ".gz":
        target = room / given.stem
        with gzip.open(given, "rb") as packed, target.open("wb") as plain:
            _copy(packed, plain)
        yield target
    else:
        yield given


def _members(given: Path, room: Path) -> Iterator[Path]:
    """Take the tables of a package; tables in numbers repeat those in addresses."""
    with tarfile.open(given, "r:gz") as archive:
        for member in archive:
            name = PurePosixPath(member.name).name
            table = name == "index.json" or (name.endswith(".csv") and "-num" not in name)
            if not member.isfile() or not (table or name == "package.json"):
                continue
            packed = archive.extractfile(member)
            if packed is None or (room / name).exists():
                continue
            with packed, (room / name).open("wb") as plain:
                _copy(packed, plain)
            if table:
                yield room / name


def _copy(packed: IO[bytes] | gzip.GzipFile, plain: IO[bytes]) -> None:
    """Copy what is unpacked, up to a bound: a small file may hold a very large one."""
    room = MAX_UNPACKED
    while chunk := packed.read(_CHUNK):
        room -= len(chunk)
        if room < 0:
            raise OSError(0, f"unpacks to more than {MAX_UNPACKED >> 20} MiB")
        plain.write(chunk)


def _table(path: Path, given: Path) -> Table:
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8-sig", errors="replace")
    if kev.is_catalogue(head):
        return Table.KEV
    lines = [line for line in head.splitlines() if line.strip()]
    first = next((line for line in lines if not line.startswith("#")), "")
    if _PREFIXES.match(head) or {"Assignment", "Organization Name"} <= set(first.split(",")):
        return Table.REGISTRY
    name = f"{given.name} {path.name}".lower()
    fields = next(csv.reader([first]), [])
    if len(fields) == 3 and len(fields[2]) == 2:
        if any("IPFire" in line for line in lines if line.startswith("#")):
            return Table.IPFIRE
        if "dbip" in name:
            return Table.DBIP
        raise DataError(
            f"{given}: a table of countries, but whose? IPFire's has its name in the first lines; "
            "DB-IP's is named dbip-country-..."
        )
    if len(fields) == 4 and fields[2].isdecimal():
        if "dbip" in name or "iptoasn" in name:
            raise DataError(f"{given}: a table of networks, but not Route Views' (package asn)")
        return Table.ASN
    raise DataError(
        f"{given}: none of the tables that camaudit knows: the MAC registry (oui.csv, mam.csv, "
        "oui36.csv; oui-data), IPFire (geoip, geoip6), DB-IP (dbip-country-...), networks "
        "(asn-...), KEV (known_exploited_vulnerabilities.json)"
    )


def _origin(path: Path) -> str:
    package = path.parent / "package.json"
    if package.is_file():
        try:
            about = json.loads(package.read_text(encoding="utf-8"))
            return f"npm package {about['name']} {about['version']}"
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{package.name}: cannot be read") from error
    return f"file {path.name}"
