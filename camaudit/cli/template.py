"""`camaudit template NAME`: a blank sheet to fill in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit template", description="Write a blank sheet to fill in."
    )
    made.add_argument(
        "name",
        choices=["tender", "recorder"],
        help="tender: makes, models and quantities; recorder: the cameras on its channels",
    )
    made.add_argument("-o", dest="out", metavar="FILE", help="where to write it (NAME.xlsx)")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    from camaudit.procurement import blank  # noqa: PLC0415 - openpyxl only where it is needed

    out = Path(options.out or f"{options.name}.xlsx")
    if options.name == "recorder":
        blank.recorder(out)
        then = f"put it into the folder with your other files, then: camaudit audit {out.parent}"
    else:
        blank.tender(out)
        then = f"then: camaudit check {out}"
    sys.stdout.write(f"{out}: fill it in, {then}\n")
    return 0
