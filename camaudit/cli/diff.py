"""`camaudit diff OLD NEW`: what changed between two audits, and why; sends nothing."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from camaudit.derive import opened
from camaudit.derive.changes import Cause
from camaudit.derive.diff import diff
from camaudit.derive.diffpage import page
from camaudit.outline import lines

FORMAT = "camaudit-diff/1"


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit diff",
        description="Compare two audits: what changed on the network (estate), what one looked at "
        "and the other did not (coverage), and what is another answer to the same evidence "
        "(knowledge). Sends nothing.",
    )
    made.add_argument("old", metavar="OLD.json")
    made.add_argument("new", metavar="NEW.json")
    made.add_argument("--json", action="store_true", help="print every difference as JSON")
    made.add_argument(
        "--fail-on",
        metavar="CAUSE",
        choices=[one.value for one in Cause],
        action="append",
        default=[],
        help="exit code 1 where there is a difference of this cause: estate, coverage, knowledge",
    )
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    found = diff(opened.read(Path(options.old)), opened.read(Path(options.new)))
    if options.json:
        sys.stdout.write(json.dumps({"format": FORMAT, **asdict(found)}, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(lines(page(found))) + "\n")
    return int(any(found.of(Cause(one)) for one in options.fail_on))
