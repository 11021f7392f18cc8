"""`camaudit demo`: audit the example school."""

from __future__ import annotations

import argparse

from camaudit import data
from camaudit.cli import audit

AS_OF = "2026-11-19T08:00:00Z"  # when the school's tables were made: as its captures


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit demo", description="Audit the fictional school that is shipped."
    )
    made.add_argument("-o", dest="out", metavar="DIR", default="camaudit-demo")
    made.add_argument("--open", action="store_true", help="open the report in the browser")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    school = data.folder("examples/school")
    words = [str(school / "captures"), str(school / "files"), "--as-of", AS_OF]
    words += ["--estate", str(school / "estate.yaml"), "-o", options.out]
    return audit.run([*words, *(["--open"] if options.open else [])])
