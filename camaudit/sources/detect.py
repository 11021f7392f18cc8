"""What each path is: a folder is read whole, each file ends in one of three words."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit.capture.formats import detect as capture_format
from camaudit.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_FILES = 100_000
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read."""

    path: Path
    shown: str  # as given, "/" as separator
    site: str | None  # named by a folder on its way


def find(paths: Sequence[Path], sites: Sequence[str], site: str | None) -> list[Found]:
    """List the files of the given paths, folders whole, sorted, each once.

    Input:  sites: names of the declared sites; a folder named so gives its files to that site;
            site: the site that the operator named, which wins.
    Raises: SourceError where a path does not exist.
    """
    known = {_plain(name): name for name in sites}
    found: dict[Path, Found] = {}
    for path in paths:
        if not path.exists():
            raise SourceError(str(path), "there is no such file or folder")
        inner = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
        for one in inner[:MAX_FILES]:
            if any(part.startswith(".") for part in one.relative_to(path).parts):
                continue
            folders = [known[name] for part in one.parts[:-1] if (name := _plain(part)) in known]
            place = site or (folders[-1] if folders else None)
            found.setdefault(one.resolve(), Found(one, one.as_posix(), place))
    return sorted(found.values(), key=lambda one: one.shown)


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def is_capture(path: Path) -> bool:
    """Tell whether a file begins as a capture does, packed or not."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror or error}") from error
    return capture_format(head) is not None


def digest(path: Path) -> str:
    """Give the SHA-256 of a file in hex."""
    total = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()
