"""`camaudit verify AUDIT.json`: derive an audit again from the evidence in it; sends nothing."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__
from camaudit.derive import opened
from camaudit.derive.again import held
from camaudit.derive.verdict import Checked, Problem, Verdict
from camaudit.derive.verify import verify
from camaudit.escape import for_display
from camaudit.outline import Node, lines, node
from camaudit.reports import csv, html, worklist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit

FORMAT = "camaudit-verify/1"
_BESIDE = ("report.html", "devices.csv", "actions.csv")
_SHOWN = 40  # disagreements on the screen; --json has them all
_QUOTE = 160  # characters


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit verify",
        description="Derive the counts, identities and findings of an audit again from the "
        "evidence in it, and compare them with what is written there and in the reports beside "
        "it. Exit code 1 where something disagrees. Sends nothing.",
    )
    made.add_argument("audit", metavar="AUDIT.json")
    made.add_argument("--json", action="store_true", help="print the verdict as JSON")
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    path = Path(options.audit)
    audit = opened.read(path)  # strictly: what the schema does not allow is exit code 2
    found = verify(audit, held(__version__, [Path(one) for one in options.rules]))
    found = _with_reports(found, audit, path.parent)
    if options.json:
        body = {"format": FORMAT, "agrees": found.agrees, **asdict(found)}
        sys.stdout.write(json.dumps(body, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(lines(_page(found))) + "\n")
    return 0 if found.agrees else 1


def _with_reports(found: Verdict, audit: Audit, folder: Path) -> Verdict:
    """Compare the reports beside the audit with what it makes today."""
    if not any((folder / name).is_file() for name in _BESIDE):
        return found
    if audit.version != __version__:
        line = f"The reports beside it: made by camaudit {for_display(audit.version, 20)}."
        return replace(found, untold=(*found.untold, line))
    there = [(name, made) for name, made in _reports(audit) if (folder / name).is_file()]
    wrong = [name for name, made in there if not _is(folder / name, made)]
    return replace(
        found,
        checked=(
            *found.checked,
            Checked(what="reports beside it", count=len(there), agree=len(there) - len(wrong)),
        ),
        problems=(
            *found.problems,
            *(
                Problem(
                    where=name,
                    says="It is not the report that the audit makes: camaudit report makes it.",
                    written=None,
                    derived=None,
                )
                for name in wrong
            ),
        ),
    )


def _reports(audit: Audit) -> Iterator[tuple[str, bytes]]:
    """Make what an audit writes beside itself (cli/audit.py)."""
    for name, text in html.pages(audit):
        yield name, text.encode("utf-8")
    yield "devices.csv", csv.render(audit).encode("utf-8-sig")
    yield "actions.csv", worklist.render(audit).encode("utf-8-sig")


def _is(path: Path, made: bytes) -> bool:
    try:
        return path.read_bytes() == made
    except OSError:
        return False


def _page(found: Verdict) -> Iterator[Node]:
    if found.agrees:
        yield Node("It agrees: everything that could be derived again is written so.")
    else:
        number = len(found.problems)
        things = f"{number} thing{'' if number == 1 else 's'}"
        yield Node(f"IT DOES NOT AGREE: {things} written otherwise than derived.")
    derived = (f"{one.what}: {one.agree} of {one.count} agree" for one in found.checked)
    yield node("Derived again", derived)
    if found.problems:
        more = len(found.problems) - _SHOWN
        rest = [f"... and {more} more: camaudit verify --json"] if more > 0 else []
        yield node("Disagreements", [*map(_problem, found.problems[:_SHOWN]), *rest])
    yield node("Not derived again", found.untold)
    yield Node(
        "This is no signature: who changes the evidence and all that follows from it is not "
        "found. The audit holds the hash of every file that it read."
    )


def _problem(one: Problem) -> Node:
    told = (("written", one.written), ("derived", one.derived))
    under = [f"{what}: {for_display(text, _QUOTE)}" for what, text in told if text is not None]
    return node(f"{for_display(one.where, 80)}: {one.says}", under)
