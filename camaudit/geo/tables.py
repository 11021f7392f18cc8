"""Address tables, packed: sorted starts of ranges, and what each range carries.

A table is one xz file for each IP version: the number of ranges (u32), the starts (u32 for
IPv4, u64 for the upper half of an IPv6 address), then a value of 32 bits for each, all
little-endian and column by column, so that it packs small. A range ends where the next begins;
value 0 means "not known".
"""

from __future__ import annotations

import json
import lzma
import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from camaudit.model.endpoint import IPAddress

# Codes of the registries that name no country (facts of RIPE NCC and APNIC whois), or a dead one.
NO_COUNTRY = frozenset({"EU", "AP", "??", "ZZ", "XK", "UK", "CS", "AN", "A1", "A2", "T1"})


class RangeTable:
    """Values of address ranges; a version's file is read when first asked for."""

    def __init__(self, folder: Path, stem: str) -> None:
        self._folder = folder
        self._stem = stem
        self._columns: dict[int, tuple[array[int], array[int]]] = {}

    def value(self, address: IPAddress) -> int:
        """Give the value of the range that an address lies in; 0 where none is known."""
        starts, values = self._columns.get(address.version) or self._load(address.version)
        number = int(address) if address.version == 4 else int(address) >> 64
        place = bisect_right(starts, number) - 1
        return values[place] if place >= 0 else 0

    def _load(self, version: int) -> tuple[array[int], array[int]]:
        path = self._folder / f"{self._stem}-v{version}.xz"
        try:
            raw = lzma.decompress(path.read_bytes())
            count = int.from_bytes(raw[:4], "little")
            starts = array("I" if version == 4 else "Q")
            values = array("I")
            middle = 4 + count * starts.itemsize
            starts.frombytes(raw[4:middle])
            values.frombytes(raw[middle:])
        except (OSError, lzma.LZMAError, ValueError) as error:
            raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
        if len(starts) != count or len(values) != count:
            raise DataError(f"{path}: damaged; reinstall camaudit")
        if sys.byteorder == "big":
            starts.byteswap()
            values.byteswap()
        self._columns[version] = starts, values
        return starts, values


@dataclass(frozen=True, slots=True)
class TableCard:
    """What a reader is told of a table."""

    name: str  # "IPFire"
    date: str  # ISO date
    attribution: str
    digest: str  # SHA-256 over its files, hex


class CountryTable:
    """Country codes of address ranges."""

    def __init__(self, folder: Path, stem: str, card: TableCard) -> None:
        self.card = card
        self._ranges = RangeTable(folder, stem)

    def country(self, address: IPAddress) -> str | None:
        """Give the ISO 3166-1 alpha-2 code of an address; None where the table names none."""
        value = self._ranges.value(address)
        code = chr(value >> 8) + chr(value & 0xFF) if value else ""
        return None if not code or code in NO_COUNTRY else code


@dataclass(frozen=True, slots=True)
class AsNumber:
    """An autonomous system."""

    number: int
    name: str  # as registered


class AsnTable:
    """Who announces address ranges."""

    def __init__(self, folder: Path, stem: str, card: TableCard) -> None:
        self.card = card
        self._folder = folder
        self._stem = stem
        self._ranges = RangeTable(folder, stem)
        self._names: dict[int, str] = {}

    def network(self, address: IPAddress) -> AsNumber | None:
        """Give the autonomous system of an address; None where nobody announces it."""
        number = self._ranges.value(address)
        if not number:
            return None
        if not self._names:
            self._names = self._load_names()
        return AsNumber(number, self._names.get(number, f"AS{number}"))

    def _load_names(self) -> dict[int, str]:
        path = self._folder / f"{self._stem}-names.tsv.xz"
        try:
            text = lzma.decompress(path.read_bytes()).decode("utf-8")
        except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
        pairs = (line.partition("\t") for line in text.splitlines())
        return {int(number): name for number, _, name in pairs}


def cards(folder: Path) -> dict[str, TableCard]:
    """Read manifest.json.

    Raises: DataError where it is missing or damaged.
    """
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return {
            stem: TableCard(one["name"], one["date"], one["attribution"], one["sha256"])
            for stem, one in manifest["tables"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
