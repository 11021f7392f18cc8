"""The rulebook from the cache of this computer, where the same files were read before.

What is kept is only what `load` made of the same bytes. A cache that is missing, damaged, of
another version, another person's or cannot be written costs time and nothing else.
"""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.rulebook import compiled
from camaudit.rulebook.files import gather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.rulebook.files import RuleFiles
    from camaudit.rulebook.types import Rulebook

FORM = 1  # counted up where `load` makes something else of the same bytes, or refuses them
MAX_SIZE = 64 << 20  # bytes of a cache that are read
KEPT = 4  # rulebooks: the shipped one and a few folders of one's own
_NAME = "rules-{}.json"


def load(layers: Sequence[Path], cache: Path | None, version: str) -> Rulebook:
    """Read the rules, as `camaudit.rulebook.load.load` does.

    Input:  cache: a folder, which is made; None keeps nothing. version: that of camaudit.
    Raises: RulesError with every problem of every file.
    """
    files = gather(layers)
    path = cache / _NAME.format(_key(files, version)) if cache is not None else None
    found = _read(path) if path is not None and not files.troubles else None
    if found is not None:
        return found
    from camaudit.rulebook.load import checked  # noqa: PLC0415 - YAML only where it is needed

    rulebook = checked(files)
    if path is not None:
        _write(path, rulebook)
    return rulebook


def _key(files: RuleFiles, version: str) -> str:
    shown = "\n".join(one.shown for one in files.files)
    parts = (str(FORM), version, compiled.form(), files.date, files.digest, shown)
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _read(path: Path) -> Rulebook | None:
    try:
        if not _is_ours(path.stat()):
            return None
        digest, _, text = path.read_text(encoding="ascii").partition("\n")
        if sha256(text.encode("ascii")).hexdigest() != digest:
            return None
        return compiled.from_json(text)
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None


def _is_ours(about: os.stat_result) -> bool:
    """Tell whether nobody else can have written it; Windows guards the folder instead."""
    if about.st_size > MAX_SIZE:
        return False
    own = getattr(os, "getuid", None)
    return own is None or (about.st_uid == own() and not about.st_mode & 0o022)


def _write(path: Path, rulebook: Rulebook) -> None:
    """Write whole or not at all, for its owner alone (0600); then drop what is too many."""
    text = compiled.to_json(rulebook)
    beside: Path | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".rules-")  # made with mode 0600
        beside = Path(name)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(f"{sha256(text.encode('ascii')).hexdigest()}\n{text}")
        beside.replace(path)
        others = sorted(
            path.parent.glob(_NAME.format("*")), key=lambda one: one.stat().st_mtime, reverse=True
        )
        for old in others[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        if beside is not None:
            _drop(beside)


def _drop(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
