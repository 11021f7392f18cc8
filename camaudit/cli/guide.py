"""`camaudit guide [PRODUCT]`: how to get the files out of what people have; sends nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import data
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.guides.find import beside, find, near
from camaudit.guides.letter import letter
from camaudit.guides.page import overview, page, several
from camaudit.rulebook.guidefile import load

if TYPE_CHECKING:
    from collections.abc import Iterable


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit guide",
        description="How to get a table, a list or a log out of a product: the exact commands or "
        "clicks, which only read. Sends nothing.",
    )
    made.add_argument(
        "product", nargs="*", metavar="PRODUCT", help="cisco, recorder, pfsense ...; none: list all"
    )
    made.add_argument(
        "--text", action="store_true", help="an e-mail that asks somebody else for the file"
    )
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more guides")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    guides = load([data.folder("rules"), *(Path(one) for one in options.rules)])
    name = " ".join(options.product)
    if not name:
        if options.text:
            raise UsageError("--text needs a PRODUCT; all of them: camaudit guide")
        return _print(overview(guides))
    found = find(guides, name)
    shown = for_terminal(name)[:80]
    if not found:
        close = near(guides, name)
        hint = f"Did you mean: {', '.join(close)}?" if close else "All guides: camaudit guide"
        raise UsageError(f"{shown}: no guide is known for it. {hint}")
    if len(found) > 1:
        if options.text:
            raise UsageError(f"{shown}: choose one: {', '.join(one.id for one in found)}")
        return _print(several(found, shown))
    (guide,) = found
    if options.text:
        return _print(letter(guide))
    return _print(page(guide, beside(guides, guide)))


def _print(lines: Iterable[str]) -> int:
    sys.stdout.write("\n".join(map(for_terminal, lines)) + "\n")
    return 0
