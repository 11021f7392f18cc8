"""`camaudit audit PATH...`: read, answer, write."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import document
from camaudit.cli.console import add_plain, answer
from camaudit.cli.interrupt import ended_by_hand
from camaudit.cli.listening import add_listening, list_interfaces, live_of
from camaudit.cli.live import Live
from camaudit.cli.scanning import add_pace, scanner_of
from camaudit.cli.terminal import Progress
from camaudit.cli.writing import add_writing, keeper_of, tell_written
from camaudit.cli.zone import zone_named
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.estate import load as load_estate
from camaudit.model.audit import Run
from camaudit.model.coverage import FileOutcome
from camaudit.model.probe import Level
from camaudit.model.progress import Silent
from camaudit.pipeline import audit
from camaudit.reports import csv, html, worklist
from camaudit.wire.crew import INTERRUPTED
from camaudit.wire.privileges import give_back

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.model.audit import Audit
    from camaudit.model.progress import Watcher

INCOMPLETE, HALTED, INTERRUPTED_CODE = 3, 5, 130
MOST_JOBS = 64


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit audit",
        description="Read captures, tables, lists and logs, or listen, and answer. Sends nothing,"
        " unless --scan asks for it: then it asks devices of the estate's networks, and never"
        " logs in.",
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help="files, or folders of them")
    made.add_argument("--estate", metavar="FILE", help="estate.yaml: which networks are yours")
    made.add_argument("--site", metavar="NAME", help="the site that the files belong to")
    made.add_argument("--exceptions", metavar="FILE", help="findings accepted until a day")
    made.add_argument("--since", metavar="FILE", help="audit.json before: tell contacts new since")
    made.add_argument("-o", dest="out", metavar="DIR", help="folder for the answer (is made)")
    made.add_argument("--open", action="store_true", help="open the report in the browser")
    made.add_argument("--at", metavar="TIME", help="day of the answer, as 2026-11-24T09:00:00Z")
    made.add_argument(
        "--as-of", metavar="TIME", help="when tables without a time were made (else: date of file)"
    )
    made.add_argument(
        "--only-estate",
        action="store_true",
        help="of logs, drop what is of hosts outside the declared networks (needs --estate)",
    )
    made.add_argument("--zone", metavar="NAME", help="of times in logs without one (Europe/London)")
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    made.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        help="processes that read captures (else: as many as there are processors)",
    )
    add_listening(made)
    add_writing(made)
    scan = made.add_argument_group("asking (see `camaudit plan` first)")
    scan.add_argument(
        "--scan",
        choices=[one.value for one in Level],
        help="ask: discovery questions; look: front pages and banners of those known as well",
    )
    scan.add_argument(
        "--sweep", action="store_true", help="look at silent addresses of the networks too"
    )
    add_pace(scan)
    scan.add_argument(
        "--journal", metavar="FILE", help="notes of what is sent (else: in the folder)"
    )
    scan.add_argument("--resume", metavar="FILE", help="go on with the journal of a run cut off")
    scan.add_argument(
        "--stop-file", metavar="FILE", help="end as soon as this file is there (see also Ctrl-C)"
    )
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print audit.json instead of the screen")
    add_plain(form)
    made.add_argument("--quiet", action="store_true", help="print nothing but problems")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if options.listen == "":
        sys.stdout.write(list_interfaces())
        return 0
    _check(options)
    began = time.time()
    at = _time("--at", options.at) if options.at else began
    estate = load_estate(Path(options.estate)) if options.estate else None
    folder = Path(options.out or f"audit-{datetime.fromtimestamp(at, UTC):%Y-%m-%d-%H%M%S}")
    scanner = scanner_of(options, estate, folder) if options.scan else None
    quiet = options.quiet or options.json or options.plain or not sys.stderr.isatty()
    watcher: Watcher = Silent() if quiet else Progress()
    if scanner is not None and estate is not None and not quiet:
        scanner = replace(scanner, watcher=Live(estate))
    live = live_of(options, estate, began, lambda: _made(folder)) if options.listen else None
    with closing(live) if live is not None else nullcontext(), ended_by_hand() as stop:
        keeper = keeper_of(options)
        found = audit(
            spread(options.paths),
            at=at,
            estate=estate,
            site=options.site,
            rules=[Path(one) for one in options.rules],
            exceptions=Path(options.exceptions) if options.exceptions else None,
            since=document.read(Path(options.since)) if options.since else None,
            as_of=_time("--as-of", options.as_of) if options.as_of else None,
            zone=zone_named(options.zone),
            only_estate=options.only_estate,
            scanner=scanner,
            listen=None if live is None else live.source,
            jobs=options.jobs,
            stop=stop,
            keeper=keeper,
            watcher=Silent() if live is not None else watcher,
        )
    if not options.at:
        found = replace(found, run=Run(started=began, seconds=round(time.time() - began, 3)))
    page = write(found, folder)
    _tell(options, found, page)
    if options.open:
        import webbrowser  # noqa: PLC0415 - only where asked for

        webbrowser.open(page.resolve().as_uri())
    kept = keeper is None or tell_written(keeper, quiet=options.quiet)
    code = INTERRUPTED_CODE if stop.asked else _exit_code(found)
    return code if kept else code or INCOMPLETE


def _check(options: argparse.Namespace) -> None:
    """See that the options fit together.

    Raises: UsageError.
    """
    if options.length and not options.listen:
        raise UsageError("--for: says how long --listen listens; name an interface")
    if options.listen and options.scan:
        raise UsageError(
            "--listen, --scan: one sends nothing and the other does; listen first, then scan in a"
            " run of its own"
        )
    if options.paths or not (options.scan or options.listen):
        _some_there(options.paths)
    if options.only_estate and not options.estate:
        raise UsageError("--only-estate: needs --estate FILE, which says which networks are yours")


def _tell(options: argparse.Namespace, found: Audit, page: Path) -> None:
    """Print the answer in the form that is asked for."""
    if options.json:
        sys.stdout.writelines(document.lines(found))
    elif options.quiet:
        for one in found.files:
            if one.outcome != FileOutcome.READ:
                line = f"{one.path}: {one.message or one.outcome}"
                sys.stderr.write(f"camaudit: {for_terminal(line)}\n")
    else:
        sys.stdout.write(answer(found, str(page), sys.stdout, one_fact_a_line=options.plain))


def _exit_code(found: Audit) -> int:
    """Give the exit code; where several hold the first of docs/architecture.md."""
    if found.sent is not None and found.sent.stopped == INTERRUPTED:
        return INTERRUPTED_CODE
    if found.sent is not None and found.sent.halted:
        return HALTED
    return INCOMPLETE if found.partial else 0


def write(found: Audit, folder: Path) -> Path:
    """Write audit.json, report.html and the tables; give the path of the page."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        document.write(folder / "audit.json", found)
        return reports(found, folder)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from error


def reports(found: Audit, folder: Path) -> Path:
    """Write report.html, devices.csv and actions.csv."""
    page = folder / "report.html"
    made = {folder / name for name in _pages(found, folder)}
    for old in (folder / "report").glob("site-*.html"):
        if old not in made:
            old.unlink()  # of an audit with more devices
    table = folder / "devices.csv"
    table.write_text(csv.render(found), encoding="utf-8-sig", newline="")
    work = folder / "actions.csv"
    work.write_text(worklist.render(found), encoding="utf-8-sig", newline="")
    for path in (*made, table, work):
        path.chmod(0o600)
    return page


def _pages(found: Audit, folder: Path) -> Iterator[str]:
    """Write the pages of the report; give their names."""
    for name, text in html.pages(found):
        path = folder / name
        if path.parent != folder:
            path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        yield name


def _made(folder: Path) -> str:
    """Make the folder of the answer, which belongs to whom sudo was called by."""
    there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not there:
            give_back(folder)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return str(folder)


def _some_there(paths: list[str]) -> None:
    """See that a path was typed that is there; one that is missing among others is reported."""
    if not paths:
        raise UsageError(
            "name files or folders of them, or --listen, or --scan ask to ask the network"
        )
    missing = [one for one in paths if not any(there.exists() for there in spread([one]))]
    if len(missing) == len(paths):
        lines = (f"{for_terminal(one)}: there is no such file or folder" for one in missing)
        raise UsageError("\n".join(lines))


def spread(paths: Sequence[str]) -> list[Path]:
    """Give the paths that were typed; a pattern that no shell has spread gives what it matches."""
    found: list[Path] = []
    for one in paths:
        matches = [] if Path(one).exists() else sorted(glob(one, recursive=True))  # noqa: PTH207 - of any beginning
        found += [Path(match) for match in matches or [one]]
    return found


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text!r}: a number of processes, 1 to {MOST_JOBS}")
    return int(text)


def _time(option: str, text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r}: no time such as 2026-11-24T09:00:00Z") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
