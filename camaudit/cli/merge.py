"""`camaudit merge AUDIT... -o FILE`: one answer of several audits; sends nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__, document
from camaudit.counts.tables import tables
from camaudit.derive import opened
from camaudit.derive.again import REGISTRY, RULES, held
from camaudit.derive.merge import merge
from camaudit.derive.owners import same_name
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.outline import Node, lines, node
from camaudit.reports.nouns import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.derive.merge import Again
    from camaudit.model.audit import Audit

_SHOWN = 24  # parts on the screen


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit merge",
        description="Put audits of several schools together into one audit.json. A device counts "
        "once: by its MAC address, or by its maker and serial number; never by an address. Sites "
        "and networks stay apart. Sends nothing.",
    )
    made.add_argument("audits", metavar="AUDIT.json", nargs="+")
    made.add_argument(
        "-o",
        dest="out",
        metavar="FILE",
        required=True,
        help="audit.json to write; packed where it ends in .gz",
    )
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    audits = [opened.read(Path(one)) for one in options.audits]
    found = merge(audits, _again(audits, [Path(one) for one in options.rules]))
    out = Path(options.out)
    try:
        document.write(out, found)
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror or error}") from error
    sys.stdout.write("\n".join(lines(_page(audits, found, str(out)))) + "\n")
    return 0


def _again(audits: Sequence[Audit], rules: Sequence[Path]) -> Again | None:
    """Give what identifies a device of several audits, where the rules held are those of all."""
    if len(audits) < 2 or any(one.redacted is not None for one in audits):
        return None
    here = held(__version__, rules)
    used = {(one.name, one.digest) for each in audits for one in each.data}
    same = all(digest == here.digests[name] for name, digest in used if name in {RULES, REGISTRY})
    return here.identify if same else None


def _page(audits: Sequence[Audit], found: Audit, out: str) -> Iterator[Node]:
    counts = tables(found)
    given = sum(len(one.devices) for one in audits)
    once, again = len(found.devices), len(found.met_again)
    cameras, recorders = counts.papers.cameras, counts.papers.recorders
    either = counts.tally.either
    said = (
        f"Cameras: at least {cameras:,}; recorders: {recorders:,}; either: {either:,}.",
        f"Devices that they describe: {given:,}. Each counts once: {once:,}.",
        f"Of these in more than one audit, by MAC address or maker and serial number: {again:,}.",
        f"Looked at: {counts.looked:,} of {number_of(len(counts.networks), 'network')}.",
    )
    yield node(f"Audits put together: {len(audits):,}, in {for_terminal(out)}", said)
    parts = [
        f"{one.organisation or 'no estate file'}: devices {one.devices:,}, rules of "
        f"{one.rules or 'no date'}"
        for one in found.parts[:_SHOWN]
    ]
    more = len(found.parts) - _SHOWN
    if parts:
        yield node("Parts", [*parts, *([f"... and {more:,} more"] if more > 0 else [])])
    dates = sorted({one.date for one in found.data if one.name == RULES})
    if len({one.digest for one in found.data if one.name == RULES}) > 1:
        yield Node(
            f"RULES OF DIFFERENT DATES: {', '.join(dates)}. The same evidence may have got "
            "different answers; audit the older files again to compare them."
        )
    for name in same_name(found.parts):
        yield Node(f"Several estate files name {name}: they are taken as one organisation.")
    if any(one.organisation is None for one in found.parts):
        yield Node("Of an audit without an estate file it is not known what was not looked at.")
    yield Node(f"Its reports: camaudit report {for_terminal(out)}")
