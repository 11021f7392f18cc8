"""Folders of rules -> the files that count, with their bytes; nothing is parsed here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDERS = ("makers", "policies", "brands", "shared", "networks", "flaws")
_STEM = re.compile(r"[a-z0-9][a-z0-9_-]*")

Trouble = tuple[str, int, str]  # file as shown, line, what


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file that counts."""

    name: str  # "makers/acme.yaml"
    shown: str  # "rules/makers/acme.yaml"
    data: bytes


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """All files of some layers."""

    date: str  # ISO; "" where none could be read
    files: tuple[RuleFile, ...]  # sorted by name
    troubles: tuple[Trouble, ...]

    @property
    def digest(self) -> str:
        """Give the SHA-256, hex, over the names and bytes of all files."""
        digest = sha256()
        for one in self.files:
            digest.update(b"%s\0%d\0%s" % (one.name.encode(), len(one.data), one.data))
        return digest.hexdigest()


def gather(layers: Sequence[Path]) -> RuleFiles:
    """Read the files: of the shipped folder first, then those of the user.

    A file of a later layer replaces the one of the same folder and name.
    """
    troubles: list[Trouble] = []
    places: dict[str, tuple[str, Path]] = {}
    for layer in layers:
        found = _files(layer, troubles)
        if not found:
            troubles.append((f"{layer.name}/", 1, f"no {' or '.join(FOLDERS)} in {layer}"))
        places |= found
    files: list[RuleFile] = []
    for name in sorted(places):
        shown, path = places[name]
        try:
            files.append(RuleFile(name, shown, path.read_bytes()))
        except OSError as error:
            troubles.append((shown, 1, f"cannot be read: {error.strerror}"))
    return RuleFiles(_date(layers, troubles), tuple(files), tuple(troubles))


def _files(layer: Path, troubles: list[Trouble]) -> dict[str, tuple[str, Path]]:
    found: dict[str, tuple[str, Path]] = {}
    for folder in FOLDERS:
        for path in sorted((layer / folder).glob("*")):
            shown = f"{layer.name}/{folder}/{path.name}"
            if path.suffix == ".yaml" and _STEM.fullmatch(path.stem):
                found[f"{folder}/{path.name}"] = (shown, path)
            elif not path.name.startswith("."):
                troubles.append((shown, 1, "not read: a rule file is named <id>.yaml"))
    return found


def _date(layers: Sequence[Path], troubles: list[Trouble]) -> str:
    if not layers:
        troubles.append(("rules/", 1, "no folder of rules was given"))
        return ""
    try:
        written = (layers[0] / "DATE").read_text(encoding="utf-8").strip()
        return date.fromisoformat(written).isoformat()
    except (OSError, ValueError):
        troubles.append((f"{layers[0].name}/DATE", 1, "no ISO date can be read here"))
        return ""
