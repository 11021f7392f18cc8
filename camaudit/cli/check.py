"""`camaudit check FILE`: a tender, an asset list or an invoice, answered row by row."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from camaudit import __version__, data
from camaudit.errors import UsageError
from camaudit.procurement import job, screen
from camaudit.procurement.items import Item
from camaudit.procurement.run import Checker
from camaudit.procurement.show import Shower
from camaudit.rulebook.kept import load
from camaudit.tabular.columns import Role
from camaudit.tabular.layout import Wish

_NAMED = "named:"
_STDIN = "-"


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit check",
        description="Answer a list of makes and models, row by row. The list is only read; the "
        "answer is written beside it as NAME (checked).xlsx. Needs no network.",
    )
    made.add_argument(
        "file", nargs="?", metavar="FILE", help="CSV or XLSX; - reads CSV and prints it"
    )
    made.add_argument("--model", metavar="TEXT", help="one model instead of a list")
    made.add_argument("--brand", metavar="TEXT", default="", help="the label of that model")
    made.add_argument("--sheet", metavar="NAME", help="read this sheet alone, not every list")
    made.add_argument("--header-row", type=int, metavar="N", help="the row with the headings")
    made.add_argument(
        "--column", action="append", default=[], metavar="KEY=NAME",
        help=f"heading or letter of a column; KEY is {', '.join(Role)}",
    )  # fmt: skip
    made.add_argument("-o", dest="out", metavar="FILE", help="where to write: .xlsx or .csv")
    made.add_argument("--letter", metavar="FILE", help="write the questions to every bidder (text)")
    made.add_argument(
        "--fail-on", action="append", default=[], metavar="named:POLICY",
        help="exit 1 where a maker that a row names, whatever its word, is on that list",
    )  # fmt: skip
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    made.add_argument("--at", metavar="DATE", help="day of the answer, as 2026-11-24")
    made.add_argument("--quiet", action="store_true", help="print nothing but problems")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if (options.file is None) == (options.model is None and not options.brand):
        raise UsageError("check takes a FILE, or --model and --brand; see camaudit check --help")
    layers = [data.folder("rules"), *(Path(one) for one in options.rules)]
    rulebook = load(layers, data.cache_folder(), __version__)
    shower = Shower(rulebook)
    wanted = _policies(options.fail_on, shower)
    if options.file is None:
        item = Item(
            make=options.brand, model=options.model or "", product="", description="", year=None
        )
        shown = Checker(rulebook).answer(item)
        sys.stdout.write("\n".join(screen.of_one(shown)) + "\n")
        return 1 if wanted & set(shown.named) else 0
    at = _day(options.at) if options.at else datetime.fromtimestamp(time.time(), UTC).date()
    wish = Wish(options.sheet, options.header_row, _columns(options.column))
    piped = options.file == _STDIN
    source = _spooled() if piped else Path(options.file)
    try:
        asked = job.Job(
            source=source,
            name="standard input" if piped else source.name,
            wish=wish,
            out=Path(options.out) if options.out else None,
            at=at.isoformat(),
            letter=Path(options.letter) if options.letter else None,
        )
        if piped and asked.out is None:
            done = job.stream(asked, rulebook, sys.stdout)
        else:
            done = job.check(asked, rulebook)
    finally:
        if piped:
            source.unlink(missing_ok=True)
    if not options.quiet:
        told = sys.stderr if piped and asked.out is None else sys.stdout
        told.write("\n".join(screen.of_list(done, shower)) + "\n")
    return 1 if any(policy in wanted for policy, _ in done.tally.named) else 0


def _spooled() -> Path:
    """Keep what is piped in as a file, which is deleted at the end: it is read more than once."""
    with tempfile.NamedTemporaryFile(prefix="camaudit-", suffix=".csv", delete=False) as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        return Path(file.name)


def _policies(texts: list[str], shower: Shower) -> set[str]:
    known = shower.lists.ids
    for text in texts:
        if not text.startswith(_NAMED) or text.removeprefix(_NAMED) not in known:
            raise UsageError(f"--fail-on {text}: choose from named:{', named:'.join(known)}")
    return {text.removeprefix(_NAMED) for text in texts}


def _columns(texts: list[str]) -> dict[Role, str]:
    found: dict[Role, str] = {}
    for text in texts:
        key, equals, name = text.partition("=")
        if not equals or key not in Role.__members__.values() or not name.strip():
            raise UsageError(f"--column {text}: write KEY=NAME; KEY is one of {', '.join(Role)}")
        found[Role(key)] = name.strip()
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at {text!r}: no day such as 2026-11-24") from None
