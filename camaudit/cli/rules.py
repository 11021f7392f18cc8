"""`camaudit rules lint`: every mistake of the rules at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from camaudit import data
from camaudit.errors import RulesError
from camaudit.rulebook.lint import lint
from camaudit.rulebook.load import load


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(prog="camaudit rules", description="Check the rules.")
    made.add_argument("what", choices=["lint"])
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    book = load([data.folder("rules"), *(Path(one) for one in options.rules)])
    problems = lint(book)
    if problems:
        raise RulesError("\n".join(str(problem) for problem in problems))
    sys.stdout.write(
        f"rules of {book.date}: in order: {len(book.makers)} makers, "
        f"{len(book.signatures)} signatures, {len(book.defaults)} factory logins\n"
    )
    return 0
