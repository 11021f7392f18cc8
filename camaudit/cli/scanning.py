"""What `audit --scan` and `plan` have in common: the options of a scan, made into a Scanner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__
from camaudit.cli.zone import zone_named
from camaudit.errors import RefusedError, UsageError
from camaudit.model.probe import Level
from camaudit.scan.scanner import Scanner
from camaudit.wire.pace import Limits

if TYPE_CHECKING:
    import argparse

    from camaudit.model.estate import Estate

MAX_PACE = 1000  # sends a second


def add_pace(made: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the option of the pace."""
    made.add_argument(
        "--pace",
        metavar="N",
        type=int,
        default=20,
        help="sends a second overall (20, at most 1000); of one device never more than one a time",
    )


def limits_of(options: argparse.Namespace) -> Limits:
    """Give the limits of a scan.

    Raises: UsageError.
    """
    if not 1 <= options.pace <= MAX_PACE:
        raise UsageError(f"--pace {options.pace}: a whole number from 1 to {MAX_PACE}")
    return Limits(per_second=options.pace)


def scanner_of(options: argparse.Namespace, estate: Estate | None, folder: Path) -> Scanner:
    """Make a scan of the options.

    Input:  folder: of the answer, where the journal goes unless another file is named.
    Raises: RefusedError without an estate file, UsageError where options contradict each other.
    """
    if estate is None:
        raise RefusedError(
            "--scan: nothing is sent without an estate file (--estate FILE), which says which"
            " networks are yours and who approved it; begin one with: camaudit estate init"
        )
    if options.resume and options.journal:
        raise UsageError("--resume names the journal: leave --journal away")
    if options.resume and not Path(options.resume).is_file():
        raise UsageError(f"--resume {options.resume}: there is no such file")
    journal = Path(options.resume or options.journal or folder / "journal.jsonl")
    if not options.resume and journal.exists():
        raise UsageError(f"{journal}: is there already; go on with it (--resume) or name another")
    made = Scanner(
        estate=estate,
        level=Level(options.scan),
        zone=zone_named(options.zone) if options.zone else None,
        version=__version__,
        site=options.site,
        sweep=options.sweep,
        journal=journal,
        stop_file=Path(options.stop_file) if options.stop_file else None,
        limits=limits_of(options),
    )
    made.scope()  # refuses before any file is read
    journal.parent.mkdir(parents=True, exist_ok=True)
    return made
