"""What `audit --write` has of its own: its options, and what it says before and after."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.sources.keeping import MOST, Keeper

if TYPE_CHECKING:
    import argparse

_BEFORE = """\
Writing {path}: of every frame the addresses and headers, and of what is said in it the words that
an answer rests on. All other content is overwritten with x before it is written: passwords, user
names, cookies, pictures, sound. Whether a login is a known default stands beside its frame.
The file holds personal data: addresses, names of devices and of people's computers, and with whom
they spoke. Only you can read it; keep it as you keep the answer, and delete it when it has served.
"""


def add_writing(made: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = made.add_argument_group("keeping frames")
    group.add_argument(
        "--write",
        metavar="FILE",
        help="keep the frames of captures, or what is heard, as pcapng with secrets overwritten:"
        " read again it gives the same answer (at most 1 GB)",
    )
    group.add_argument(
        "--overwrite", action="store_true", help="let --write replace a file that is there"
    )


def keeper_of(options: argparse.Namespace) -> Keeper | None:
    """Make who keeps the frames, and say what will be kept; None where nobody asked.

    Raises: UsageError where the file cannot be written.
    """
    if not options.write:
        if options.overwrite:
            raise UsageError("--overwrite: says that --write may replace a file; name it")
        return None
    keeper = Keeper(Path(options.write), __version__, overwrite=options.overwrite, most=MOST)
    keeper.check()
    if not options.quiet:
        told = _BEFORE.format(path=keeper.path)
        sys.stderr.write("\n".join(for_terminal(line) for line in told.splitlines()) + "\n")
    return keeper


def tell_written(keeper: Keeper, *, quiet: bool) -> bool:
    """Say what was written; tell whether that is all."""
    if not quiet:
        for path, frames in keeper.written:
            sys.stderr.write(for_terminal(f"Written: {path}, {frames:,} frames") + "\n")
        if not keeper.written and not keeper.problems:
            line = f"--write {keeper.path}: not written: no capture was read"
            sys.stderr.write(for_terminal(line) + "\n")
    for line in keeper.problems:
        sys.stderr.write(f"camaudit: {for_terminal(line)}\n")
    return not keeper.problems
