"""Finds the rules, tables and the example: beside this file, else at the root of the checkout.

Never through installed files: an editable install carries a stale copy there.
"""

from __future__ import annotations

import json
from pathlib import Path

from camaudit.errors import DataError

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "_data", _HERE.parent)


def folder(name: str) -> Path:
    """Find a data folder: "rules", "oui_data", "geo_data", "examples/school".

    Raises: DataError where it is not there.
    """
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise DataError(f"{name}: not found beside camaudit; reinstall it")


def rules_date() -> str:
    """Give the date of the rules: one small file, so that --version stays quick."""
    try:
        return (folder("rules") / "DATE").read_text(encoding="ascii").strip()
    except OSError as error:
        raise DataError("rules/DATE: cannot be read; reinstall camaudit") from error


def registry_date() -> str:
    """Give the date of the MAC registry."""
    return str(_manifest("oui_data")["date"])


def geo_dates() -> list[str]:
    """Give name and date of each address table."""
    tables = _manifest("geo_data")["tables"]
    if not isinstance(tables, dict):
        raise DataError("geo_data/manifest.json: damaged; reinstall camaudit")
    return [f"{one['name']} {one['date']}" for _, one in sorted(tables.items())]


def _manifest(name: str) -> dict[str, object]:
    path = folder(name) / "manifest.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
    if not isinstance(found, dict):
        raise DataError(f"{path}: damaged; reinstall camaudit")
    return found
