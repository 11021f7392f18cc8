"""Country and network tables of geo_data: read when first asked, searched by bisection."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit.data import mend
from camaudit.errors import DataError
from camaudit.geo.packed import Ranges, unpack

if TYPE_CHECKING:
    from pathlib import Path

    from camaudit.model.endpoint import IPAddress

NAMES = "countries.tsv"  # English names of countries by code
# Codes that name no country: of regions and of nothing (EU, AP, ??, ZZ), dead ones (UK, CS, AN) and
# XK, which ISO 3166 leaves to users. They mean "not known", never "not in this country".
NO_COUNTRY = frozenset({"EU", "AP", "??", "ZZ", "XK", "UK", "CS", "AN", "A1", "A2", "T1"})


@dataclass(frozen=True, slots=True)
class TableCard:
    """What a reader is told of a table."""

    name: str  # "IPFire"
    date: str  # ISO date
    attribution: str  # words that its licence asks to be shown
    digest: str  # SHA-256 over its files, hex
    files: tuple[tuple[str, str], ...] = ()  # (name, SHA-256 in hex), sorted


class CountryTable:
    """Country codes of address ranges."""

    def __init__(self, folder: Path, stem: str, card: TableCard) -> None:
        self.card = card
        self._ranges = _Lazy(folder, stem, card)

    def country(self, address: IPAddress) -> str | None:
        """Give the ISO 3166-1 alpha-2 code of an address; None where the table names none.

        Raises: DataError where the table is missing or damaged.
        """
        code = code_of(self._ranges.of(address.version).value(int(address)))
        return None if code in NO_COUNTRY else code


@dataclass(frozen=True, slots=True)
class AsNumber:
    """An autonomous system: a network under one administration."""

    number: int  # 1-4294967295
    name: str  # as registered; "AS64500" where no name is


class AsnTable:
    """Who announces address ranges."""

    def __init__(self, folder: Path, stem: str, card: TableCard) -> None:
        self.card = card
        self._file = f"{stem}-names.tsv.xz"
        self._folder = folder
        self._ranges = _Lazy(folder, stem, card)
        self._names: dict[int, str] | None = None

    def network(self, address: IPAddress) -> AsNumber | None:
        """Give the autonomous system of an address; None where nobody announces it.

        Raises: DataError where the table is missing or damaged.
        """
        number = self._ranges.of(address.version).value(int(address))
        if not number:
            return None
        if self._names is None:
            self._names = self._load_names()
        return AsNumber(number, self._names.get(number) or f"AS{number}")

    def _load_names(self) -> dict[int, str]:
        packed = _checked(self._folder / self._file, self.card)
        try:
            lines = lzma.decompress(packed).decode("utf-8").split("\n")
            pairs = (line.split("\t", 1) for line in lines if line)
            return {int(number): name for number, name in pairs}
        except (lzma.LZMAError, ValueError) as error:
            path = self._folder / self._file
            raise DataError(f"{path}: damaged; {mend(path)}") from error


class _Lazy:
    """The two files of a table, each read when an address of its IP version is asked for."""

    def __init__(self, folder: Path, stem: str, card: TableCard) -> None:
        self._folder = folder
        self._stem = stem
        self._card = card
        self._ranges: dict[int, Ranges] = {}

    def of(self, version: int) -> Ranges:
        """Give the ranges of an IP version."""
        found = self._ranges.get(version)
        if found is None:
            path = self._folder / f"{self._stem}-v{version}.xz"
            packed = _checked(path, self._card)
            try:
                found = self._ranges[version] = unpack(packed)
            except DataError as error:
                raise DataError(f"{path}: {error}; {mend(path)}") from error
        return found


def code_of(value: int) -> str | None:
    """Turn a stored value into a country code."""
    return chr(value >> 8) + chr(value & 0xFF) if value else None


def cards(folder: Path) -> dict[str, TableCard]:
    """Read manifest.json: the tables by their stems.

    Raises: DataError where it is missing or damaged.
    """
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return {
            stem: TableCard(
                one["name"],
                one["date"],
                one["attribution"],
                one["sha256"],
                tuple(sorted(one["files"].items())),
            )
            for stem, one in manifest["tables"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: cannot be read; {mend(path)}") from error


def country_names(folder: Path) -> dict[str, str]:
    """Read countries.tsv: English names by ISO 3166-1 alpha-2 code.

    Raises: DataError where it is missing or damaged.
    """
    path = folder / NAMES
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        pairs = (line.split("\t", 1) for line in lines if line)
        return {code: name for code, name in pairs}  # noqa: C416 - dict() hides a line of one field
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read; {mend(path)}") from error


def _checked(path: Path, card: TableCard) -> bytes:
    """Read a file and see that it is the one that the manifest dates.

    Raises: DataError.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; {mend(path)}") from error
    if sha256(data).hexdigest() != dict(card.files).get(path.name):
        raise DataError(f"{path}: not the file that manifest.json describes; {mend(path)}")
    return data
