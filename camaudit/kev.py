"""CISA's catalogue of known exploited vulnerabilities (KEV): read from a file, kept small.

Input is the catalogue in JSON as CISA publishes it (`known_exploited_vulnerabilities.json`). Kept
are its day and, for each CVE, the day on which it came in; nothing else of it is used.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit import data
from camaudit.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "kev_data"  # the folder beside a person's other tables
FILE = "kev.tsv"
MIN_ENTRIES = 1_000  # the catalogue of August 2025 had 1,404; fewer are a part or an error page
LICENCE = "CC0 1.0, as CISA publishes it"

_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """When which flaw came into the catalogue."""

    date: str  # ISO date of its release
    digest: str  # SHA-256, hex, of the file that is kept
    added: dict[str, str]  # ISO dates by CVE


def is_catalogue(head: str) -> bool:
    """Tell from its first characters whether a file is the catalogue."""
    return head.lstrip().startswith("{") and '"catalogVersion"' in head


def parse(text: str, shown: str) -> tuple[str, dict[str, str]]:
    """Read the catalogue as CISA publishes it.

    Output: the ISO date of its release, and ISO dates by CVE.
    Raises: DataError where it is damaged or a part.
    """
    try:
        found = json.loads(text)
        released = _day(found["dateReleased"][:10])
        added = {_cve(one["cveID"]): _day(one["dateAdded"]) for one in found["vulnerabilities"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{shown}: damaged, or no KEV catalogue as CISA publishes it") from error
    if len(added) < MIN_ENTRIES:
        raise DataError(f"{shown}: {len(added)} flaws are no whole KEV catalogue")
    return released, added


def build(path: Path, folder: Path, origin: str) -> str:
    """Pack the catalogue of a file into a folder; give its ISO date.

    Raises: DataError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name}: cannot be read") from error
    released, added = parse(text, path.name)
    packed = "".join(f"{cve}\t{day}\n" for cve, day in sorted(added.items())).encode()
    manifest = {
        "name": "KEV",
        "date": released,
        "origin": origin,
        "licence": LICENCE,
        "rows": {"flaws": len(added)},
        "sha256": sha256(packed).hexdigest(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(packed)
    written = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(written, encoding="utf-8", newline="\n")
    return released


def own_folder() -> Path | None:
    """Give the folder of a person's own catalogue; None where there is none.

    Raises: DataError where $CAMAUDIT_DATA is set and is no folder.
    """
    base = data.user_folder()
    return base / NAME if base and (base / NAME).is_dir() else None


def load(shipped: str | None) -> Catalogue | None:
    """Read a person's own catalogue where it is newer than the one the rules were held against.

    Input:  shipped: ISO date of the latter.
    Raises: DataError where it is damaged.
    """
    folder = own_folder()
    if folder is None:
        return None
    found = read(folder)
    return found if found.date > (shipped or "") else None


def read(folder: Path) -> Catalogue:
    """Read the catalogue of a folder.

    Raises: DataError where it is damaged.
    """
    (entry,) = data.entries(folder).values()
    path = folder / FILE
    try:
        packed = path.read_bytes()
        added = dict(line.split("\t", 1) for line in packed.decode("ascii").splitlines())
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read; {data.mend(path)}") from error
    digest = sha256(packed).hexdigest()
    if digest != entry.get("sha256"):
        raise DataError(f"{path}: not the file that manifest.json describes; {data.mend(path)}")
    return Catalogue(date=data.date_in(entry, folder), digest=digest, added=added)


def _cve(text: str) -> str:
    if not _CVE.fullmatch(text):
        raise ValueError(text)
    return text


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()
