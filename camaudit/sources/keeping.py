"""The files that frames are kept in: one for each recording that is read."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from camaudit.capture.kept import Kept
from camaudit.errors import UsageError
from camaudit.model.observation import Reason, Shortfall

if TYPE_CHECKING:
    from camaudit.capture.numbers import Numbers

MOST = 1_000_000_000  # bytes of one file
_LEFT = "frames not kept: the file has its full size"
_TIRED = "messages not kept: too much to be tried"
_THERE = "is there already; name another file, or add --overwrite"


@dataclass(slots=True)
class Keeper:
    """Makes a file for each recording: FILE, then FILE with -2, -3 before its ending.

    Until a recording was read to its end there is only a draft without a name, so that nothing is
    left behind where reading breaks off.
    """

    path: Path
    version: str  # of camaudit
    overwrite: bool = False
    most: int = MOST
    written: list[tuple[Path, int]] = field(default_factory=list)  # files and their frames
    problems: list[str] = field(default_factory=list)  # one line each
    _begun: int = 0

    def check(self) -> None:
        """See that a file can be written there.

        Raises: UsageError.
        """
        try:
            if self.path.is_dir():
                raise UsageError(f"--write {self.path}: is a folder; name a file in it")
            if self.path.exists() and not self.overwrite:
                raise UsageError(f"--write {self.path}: {_THERE}")
            tempfile.TemporaryFile(dir=self.path.parent).close()
        except OSError as error:
            raise UsageError(
                f"--write {self.path}: cannot be written: {error.strerror or error}"
            ) from error

    def begin(self, numbers: Numbers) -> Kept:
        """Begin the file of another recording; where that fails nothing of it is kept."""
        try:
            draft: IO[bytes] = tempfile.TemporaryFile(dir=self.path.parent)  # noqa: SIM115 - Kept closes it
        except OSError as error:
            return Kept(None, numbers, self.most, problem=error.strerror or str(error))
        return Kept(draft, numbers, self.most)

    def finish(self, kept: Kept, shown: str) -> list[Shortfall]:
        """Write the file of a recording that was read; give what is not in it."""
        self._begun += 1
        path = self.path
        if self._begun > 1:
            path = path.with_name(f"{path.stem}-{self._begun}{path.suffix}")
        try:
            if kept.problem is None:
                self._write(kept, path)
        except OSError as error:
            kept.problem = kept.problem or error.strerror or str(error)
        problem = kept.problem
        kept.close()
        if problem is not None:
            self.problems.append(f"--write {path}: not written: {problem}")
            return []
        self.written.append((path, kept.frames))
        found: list[Shortfall] = []
        if kept.left:
            self.problems.append(
                f"--write {path}: has its full size, {self.most:,} bytes: the last {kept.left:,}"
                " frames are not in it"
            )
            place = f"after {kept.frames:,} frames"
            found.append(Shortfall(shown, Reason.BOUND, _LEFT, kept.left, place))
        if kept.given_up:
            self.problems.append(
                f"--write {path}: of {kept.given_up:,} messages nothing is kept: too much of them"
                " would have had to be tried"
            )
            found.append(Shortfall(shown, Reason.BOUND, _TIRED, kept.given_up, ""))
        return found

    def _write(self, kept: Kept, path: Path) -> None:
        """Write the finished file beside its place, and move it there."""
        number, name = tempfile.mkstemp(  # which its owner alone reads
            prefix=f".{path.name}.", suffix=".part", dir=path.parent
        )
        try:
            with os.fdopen(number, "wb") as file:
                for block in kept.blocks(self.version):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            self._move(Path(name), path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    def _move(self, made: Path, path: Path) -> None:
        if self.overwrite:
            made.replace(path)
            return
        try:
            path.hardlink_to(made)  # which fails where a file of that name came in between
        except FileExistsError:
            raise FileExistsError(17, _THERE) from None
        except (OSError, NotImplementedError):  # a file system without such links
            if path.exists():
                raise FileExistsError(17, _THERE) from None
            made.rename(path)
            return
        made.unlink()
