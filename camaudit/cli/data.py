"""`camaudit data status|update|verify`: how old the rules and tables are; newer ones from files."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from camaudit import data, holdings
from camaudit.errors import DataError, UsageError
from camaudit.escape import for_terminal
from camaudit.renewal import renew
from camaudit.reports.ages import MISSED, age
from camaudit.reports.sentences import say
from camaudit.rulebook.lint import lint
from camaudit.rulebook.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.holdings import Held
    from camaudit.renewal import Change, Counted

WIDTH = 80  # columns
_INDENT = " " * 18


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit data",
        description="Tell how old the rules and tables are, renew tables from files that you "
        "downloaded, or hold every table against its hash. Downloads nothing.",
    )
    made.add_argument("what", choices=["status", "update", "verify"])
    made.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="for update: oui.csv mam.csv oui36.csv, oui-data's index.json, IPFire's geoip geoip6, "
        "dbip-country-*.csv, asn-*.csv; plain, .gz or a package's .tgz; and CISA's KEV catalogue, "
        "known_exploited_vulnerabilities.json, which renews what is known to be used in attacks",
    )
    made.add_argument(
        "--kev", metavar="FILE", help="for update: CISA's KEV catalogue, as if it were a FILE"
    )
    made.add_argument("--date", metavar="DAY", help="day of the table, where its files say none")
    made.add_argument("--json", action="store_true", help="status as JSON")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    at = time.time()
    files = [Path(one) for one in (*options.files, options.kev) if one]
    if options.what != "update" and (files or options.date):
        raise UsageError(f"data {options.what}: takes no file and no --date")
    if options.json and options.what != "status":
        raise UsageError("--json is for data status")
    if options.what == "update":
        if not files:
            raise UsageError("data update: which files? See: camaudit data --help")
        rules = load([data.folder("rules")])
        changes = renew(files, rules, date=options.date, at=at)
        _put(line for change in changes for line in _changed(change))
    elif options.what == "verify":
        _put(_verified())
    else:
        held = holdings.held(load([data.folder("rules")]), at)
        _put([_json(held, at)] if options.json else _status(held, at))
    return 0


def _put(lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _status(held: tuple[Held, ...], at: float) -> Iterator[str]:
    yield say("data-status", day=data.day_of(at))
    for one in held:
        yield ""
        yield f"{for_terminal(one.name):<18}{say('data-dated', date=one.date, age=age(one.months))}"
        yield _INDENT + ", ".join(f"{count:,} {for_terminal(what)}" for what, count in one.rows)
        for words in (one.licence, one.attribution):
            yield from wrap(
                for_terminal(words or ""),
                WIDTH,
                initial_indent=_INDENT,
                subsequent_indent=_INDENT,
                break_long_words=False,
            )
        if one.origin:
            yield _INDENT + say("data-from", origin=for_terminal(one.origin))
        yield f"{_INDENT}SHA-256 {one.digest}"
        where = say("data-own") if one.own else say("data-shipped")
        yield f"{_INDENT}{for_terminal(str(one.folder))} ({where})"
    yield ""
    yield say("data-missed")
    for key in MISSED:
        yield from wrap(say(key), WIDTH, initial_indent="  ", subsequent_indent="  ")
    base = data.user_folder()
    yield ""
    yield say("data-renew", folder=for_terminal(str(base)) if base else say("not-known"))


def _json(held: tuple[Held, ...], at: float) -> str:
    base = data.user_folder()
    tables = [
        {
            "id": one.id,
            "name": one.name,
            "date": one.date,
            "age_months": one.months,
            "sha256": one.digest,
            "rows": dict(one.rows),
            "licence": one.licence,
            "attribution": one.attribution,
            "origin": one.origin,
            "folder": str(one.folder),
            "own": one.own,
        }
        for one in held
    ]
    told = {
        "day": data.day_of(at),
        "tables": tables,
        "user_folder": str(base) if base else None,
    }
    return json.dumps(told, indent=2, ensure_ascii=True)


def _verified() -> Iterator[str]:
    """Check everything, then tell: the problems all at once, as an error."""
    lines: list[str] = []
    problems: list[str] = []
    for one in holdings.check():
        if one.problem:
            problems.append(one.problem)
        else:
            lines.append(say("data-in-order", path=for_terminal(str(one.path))))
    book = load([data.folder("rules")])
    problems += [str(problem) for problem in lint(book)]
    if problems:
        raise DataError("\n".join(for_terminal(problem) for problem in problems))
    yield from lines
    yield say("data-rules-in-order", date=book.date, signatures=f"{len(book.signatures):,}")


def _changed(change: Change) -> Iterator[str]:
    yield say(
        "data-renewed", name=for_terminal(change.name), before=change.before, after=change.after
    )
    yield from (f"  {_count(one)}" for one in change.rows)
    if change.makers:
        yield say("data-makers")
        yield from (f"  {_count(one)}" for one in change.makers)
    yield say("data-lies", folder=for_terminal(str(change.folder)))


def _count(one: Counted) -> str:
    gained = one.after - one.before
    return f"{for_terminal(one.what):<18}{one.before:>9,} -> {one.after:>9,}  ({gained:+,})"
