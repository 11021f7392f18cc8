"""`camaudit plan`: what a scan would send, to whom and how long it takes; sends nothing."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__
from camaudit.cli.scanning import add_pace, limits_of
from camaudit.cli.zone import zone_named
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.estate import load as load_estate
from camaudit.model.probe import Level
from camaudit.pipeline import addresses_in
from camaudit.protocols.asking import agent
from camaudit.scan import page, tested
from camaudit.scan.plan import nights, plan
from camaudit.scan.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit plan",
        description="Show what a scan would send, to whom and in what time. Sends nothing.",
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help="files that say who is looked at")
    made.add_argument("--estate", metavar="FILE", help="estate.yaml: which networks are yours")
    made.add_argument(
        "--scan",
        choices=[one.value for one in Level],
        help="the level of contact; none: files alone, which sends nothing",
    )
    made.add_argument("--site", metavar="NAME", help="only the networks of this site")
    made.add_argument("--sweep", action="store_true", help="silent addresses are looked at too")
    add_pace(made)
    made.add_argument("--zone", metavar="NAME", help="of the hours in the estate file")
    made.add_argument(
        "--for", dest="form", choices=["change"], help="a request for a change board, with bytes"
    )
    made.add_argument("-o", dest="out", metavar="FILE", help="write it to a file")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if not options.scan:
        return _give([page.FILES], options.out)
    if not options.estate:
        raise UsageError("--scan needs --estate FILE, which says which networks are yours")
    estate = load_estate(Path(options.estate))
    zone = zone_named(options.zone) if options.zone else None
    limits = limits_of(options)
    scanner = Scanner(
        estate=estate,
        level=Level(options.scan),
        zone=zone,
        version=__version__,
        site=options.site,
        sweep=options.sweep,
        limits=limits,
    )
    known = addresses_in([Path(one) for one in options.paths], estate, options.site)
    made, scope, now = plan(scanner.targets(known), limits), scanner.scope(), time.time()
    when, refused = nights(scope, now, made.seconds), scope.closed(now)
    if options.form is None:
        return _give(page.overview(made, estate, limits, when, refused, zone), options.out)
    contact = estate.authority.contact if estate.authority else None
    request = page.change(
        made,
        estate,
        limits,
        when,
        refused,
        zone,
        version=__version__,
        agent=agent(__version__, contact),
        untested=tested.UNTESTED,
    )
    return _give(request, options.out)


def _give(texts: Sequence[str], out: str | None) -> int:
    """Print lines, or write them to a file."""
    text = "\n".join(for_terminal(one) for one in texts) + "\n"
    if out is None:
        sys.stdout.write(text)
        return 0
    try:
        Path(out).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror or error}") from error
    return 0
