"""`camaudit flows convert PATH... -o DIR`: logs of any supported format to Parquet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from camaudit.cli.zone import zone_named
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.outbound import convert

INCOMPLETE = 3


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit flows",
        description="Write the conversations of logs as Parquet files, one folder a day, for "
        "`camaudit outbound`. Reads files and sends nothing.",
    )
    made.add_argument("what", choices=["convert"], help="what to do")
    made.add_argument("paths", nargs="+", metavar="PATH", help="logs, or folders of them")
    made.add_argument("-o", dest="out", metavar="DIR", required=True, help="new folder (is made)")
    made.add_argument("--zone", metavar="NAME", help="of times in logs without one (Europe/London)")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    folder = empty_folder(Path(options.out))
    paths = [Path(one) for one in options.paths]
    written, whole = convert(paths, folder, zone_named(options.zone), tell)
    sys.stdout.write(f"{written:,} conversations written to {for_terminal(str(folder))}\n")
    return 0 if whole and written else INCOMPLETE


def empty_folder(folder: Path) -> Path:
    """Make a folder that nothing is in: what is converted twice would count twice.

    Raises: UsageError where it cannot be made or holds something.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder}: not empty; name a new folder")
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror or error}") from error
    return folder.resolve()


def tell(line: str) -> None:
    """Say on standard error what could not be read."""
    sys.stderr.write(f"camaudit: {for_terminal(line)}\n")
