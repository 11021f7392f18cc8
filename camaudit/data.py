"""Finds the rules, the tables and the example, and says how old they are.

Shipped data lies beside this file (`_data`, in a wheel) or at the root of the checkout; never is it
asked of the installed files: an editable install carries a stale copy there. A person's own newer
tables lie in a folder of theirs and are used only where they are newer than the shipped ones.

Imported by `camaudit --version`, so it reads small files only and imports nothing heavy.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CAMAUDIT_DATA"  # names the folder of a person's own tables
TABLES = frozenset(
    {"oui_data", "geo_data"}
)  # what a person may replace; rules are added by --rules
OLD = 6  # months: above it a report warns of a table's age
VERY_OLD = 18  # months: above it the warning is loud

_HERE = Path(__file__).resolve().parent
_SHIPPED = (_HERE / "_data", _HERE.parent)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def folder(name: str) -> Path:
    """Find a data folder: "rules", "oui_data", "geo_data", "examples/school".

    Raises: DataError where it is not there, or a person's own tables cannot be read.
    """
    ours = shipped(name)
    mine = own(name)
    if mine is None:
        return ours
    return mine if _is_newer(_dates(mine), _dates(ours)) else ours


def shipped(name: str) -> Path:
    """Find a data folder as it came with camaudit.

    Raises: DataError where it is not there.
    """
    found = next((place / name for place in _SHIPPED if (place / name).is_dir()), None)
    if found is None:
        raise DataError(f"{name}: not found beside camaudit; reinstall it")
    return found


def own(name: str) -> Path | None:
    """Find a person's own folder of tables, newer or not; None where there is none.

    Raises: DataError where $CAMAUDIT_DATA is set and is no folder.
    """
    base = user_folder()
    return base / name if name in TABLES and base and (base / name).is_dir() else None


def user_folder() -> Path | None:
    """Give the folder for a person's own tables, whether or not it is there yet.

    Output: $CAMAUDIT_DATA, else `camaudit` in the place that the system has for data of programs;
            None where the system names none.
    Raises: DataError where $CAMAUDIT_DATA is set and is no folder.
    """
    given = os.environ.get(VARIABLE)
    if given:
        if not Path(given).is_dir():
            raise DataError(f"{VARIABLE}={given}: not a folder; mend or unset it")
        return Path(given)
    return _place("XDG_DATA_HOME", ".local/share", "Library/Application Support", "")


def cache_folder() -> Path | None:
    """Give the folder for what can be made again at any time, whether or not it is there yet.

    Output: None where the system names none.
    """
    return _place("XDG_CACHE_HOME", ".cache", "Library/Caches", "Cache")


def _place(variable: str, usual: str, mac: str, windows: str) -> Path | None:
    """Give our folder in a place that the system has for files of programs.

    Source: XDG Base Directory Specification 0.8 (a relative path is to be ignored).
    """
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    below = ""
    if sys.platform == "win32":
        base, below = os.environ.get("LOCALAPPDATA", ""), windows
    elif sys.platform == "darwin":
        base = f"{home}/{mac}"
    else:
        base = os.environ.get(variable, "")
        base = base if Path(base).is_absolute() else f"{home}/{usual}"
    return Path(base) / "camaudit" / below if Path(base).is_absolute() else None


def date_of(name: str) -> str:
    """Give the ISO date of "rules", "oui_data" or "geo_data": of its oldest table.

    Raises: DataError.
    """
    if name == "rules":
        path = folder(name) / "DATE"
        try:
            return _day(path.read_text(encoding="ascii").strip(), path)
        except (OSError, ValueError) as error:
            raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
    return min(_dates(folder(name)).values())


def digest_of(name: str) -> str:
    """Give the SHA-256, hex, of "oui_data" or "geo_data"; that of rules is the Rulebook's own.

    Raises: DataError.
    """
    path = folder(name) / "manifest.json"
    digest = _manifest(path).get("sha256")
    if not isinstance(digest, str):
        raise DataError(f"{path}: no sha256; {mend(path)}")
    return digest


def rules_date() -> str:
    """Give the date of the rules."""
    return date_of("rules")


def registry_date() -> str:
    """Give the date of the MAC registry."""
    return date_of("oui_data")


def geo_dates() -> list[str]:
    """Give name and date of each address table."""
    path = folder("geo_data")
    dates = _dates(path)
    tables = entries(path)
    return [f"{tables[stem].get('name', stem)} {dates[stem]}" for stem in sorted(tables)]


def age_months(date: str, at: float) -> int:
    """Count the whole months from an ISO date to a time in Unix seconds; 0 where it lies ahead."""
    year, month, day = (int(part) for part in date.split("-"))
    now = time.gmtime(at)
    months = (now.tm_year - year) * 12 + now.tm_mon - month - (now.tm_mday < day)
    return max(0, months)


def _is_newer(own: dict[str, str], shipped: dict[str, str]) -> bool:
    """Tell whether a person's folder holds every table, none older, and at least one newer."""
    return own != shipped and all(own.get(stem, "") >= date for stem, date in shipped.items())


def day_of(at: float) -> str:
    """Give the ISO date of a time in Unix seconds."""
    return time.strftime("%Y-%m-%d", time.gmtime(at))


def is_day(date: str) -> bool:
    """Tell whether text is an ISO date."""
    return _DAY.fullmatch(date) is not None


def entries(folder: Path) -> dict[str, dict[str, object]]:
    """Give the tables of a folder as its manifest describes them, by stem.

    Output: a manifest of a single table is that table's entry; its stem is empty.
    Raises: DataError.
    """
    path = folder / "manifest.json"
    manifest = _manifest(path)
    tables = manifest.get("tables", {"": manifest})
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise DataError(f"{path}: damaged; {mend(path)}")
    if not tables:
        raise DataError(f"{path}: names no table; {mend(path)}")
    return tables


def date_in(entry: Mapping[str, object], folder: Path) -> str:
    """Give the ISO date of a table of a folder.

    Raises: DataError.
    """
    return _day(entry.get("date"), folder / "manifest.json")


def _dates(folder: Path) -> dict[str, str]:
    return {stem: date_in(one, folder) for stem, one in entries(folder).items()}


def _manifest(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read; {mend(path)}") from error
    if not isinstance(found, dict):
        raise DataError(f"{path}: damaged; {mend(path)}")
    return found


def _day(value: object, path: Path) -> str:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise DataError(f"{path}: no date like 2026-06-25; {mend(path)}")
    return value


def mend(path: Path) -> str:
    """Say what to do about a damaged file of a data folder."""
    ours = any(place in path.parents for place in _SHIPPED)
    return "reinstall camaudit" if ours else "delete its folder, then build it again"
