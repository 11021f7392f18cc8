"""Which files the given paths name: a folder is read whole, and what cannot be read is named."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from threading import Event

MAX_FILES = 100_000
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read."""

    path: Path
    shown: str  # below the folder that all files of the run have in common; "/" as separator
    site: str | None  # named by a folder on its way
    problem: str | None = None  # why it cannot even be tried

    def readable(self) -> Path:
        """Give the path.

        Raises: SourceError where it cannot even be tried.
        """
        if self.problem is not None:
            raise SourceError(self.shown, self.problem)
        return self.path


def find(paths: Sequence[Path], sites: Sequence[str], site: str | None) -> list[Found]:
    """List the files of the given paths, folders whole, sorted, each once.

    Input:  sites: names of the declared sites; a folder named so gives its files to that site;
            site: the site that the operator named, which wins.
    Output: names do not tell where on this computer the files lie, nor how they were given, so
            that the same files give the same audit. Files and folders whose names begin with a
            dot are passed over. A folder without files, what is not there and what is no regular
            file come with their problem.
    """
    known = {_plain(name): name for name in sites}
    found: dict[Path, Found] = {}
    for path in paths:
        for one, problem in _files(path):
            folders = [known[name] for part in one.parts[:-1] if (name := _plain(part)) in known]
            place = site or (folders[-1] if folders else None)
            # A link that leads to itself has no end: Path.resolve() would raise.
            whole = Path(os.path.realpath(one))
            found.setdefault(whole, Found(one, one.as_posix(), place, problem))
    common = _common([file.path for file in found.values() if file.problem is None])
    named = [replace(file, shown=_below(common, file.path)) for file in found.values()]
    return sorted(named, key=lambda file: file.shown)


def _files(path: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield the files below a path, each with what is wrong with it already."""
    if not path.is_dir():
        yield path, _problem(path)
        return
    refused: list[OSError] = []
    count = 0
    for here, folders, names in os.walk(path, onerror=refused.append):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            count += 1
            if count > MAX_FILES:
                yield path, f"more than {MAX_FILES:,} files: the rest was left out"
                return
            file = Path(here, name)
            yield file, _problem(file)
    if not count and not refused:
        yield path, "the folder holds no files"
    for error in refused:
        yield Path(error.filename), f"the folder cannot be read: {error.strerror or error}"


def _problem(path: Path) -> str | None:
    try:
        if path.is_file():
            return None
        if path.exists():
            return "not a regular file"
        return "a link to nothing" if path.is_symlink() else "there is no such file or folder"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"


def _common(files: Sequence[Path]) -> Path | None:
    """Give the innermost folder that holds all files; None where there is none (two drives)."""
    try:
        return Path(os.path.commonpath([_absolute(file).parent for file in files]))
    except ValueError:
        return None


def _below(folder: Path | None, file: Path) -> str:
    whole = _absolute(file)
    if folder is None or not whole.is_relative_to(folder):
        return file.as_posix()
    return whole.relative_to(folder).as_posix()


def _absolute(file: Path) -> Path:
    return Path(os.path.abspath(file))  # noqa: PTH100 - takes ".." away without following links


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def size_of(found: Found) -> int:
    """Give the bytes of a file; 0 where nobody knows."""
    try:
        return found.path.stat().st_size
    except OSError:
        return 0


def digest(path: Path, stop: Event | None = None, size: int | None = None) -> str | None:
    """Give the SHA-256 of a file in hex; None where `stop` was set before its end.

    Input: size: bytes of it that count; None: all.
    """
    total = sha256()
    left = path.stat().st_size if size is None else size
    with path.open("rb") as file:
        while block := file.read(min(_BLOCK, left)):
            if stop is not None and stop.is_set():
                return None
            total.update(block)
            left -= len(block)
    return total.hexdigest()
