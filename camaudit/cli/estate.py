"""`camaudit estate init|check`: begin or check an estate file; sends nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.errors import UsageError
from camaudit.estate import load
from camaudit.pipeline import networks_in

if TYPE_CHECKING:
    from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit estate", description="Begin or check an estate file. Sends nothing."
    )
    commands = made.add_subparsers(dest="what", required=True)
    check = commands.add_parser("check", help="find every mistake of an estate file")
    check.add_argument("file", metavar="FILE")
    init = commands.add_parser("init", help="propose an estate file for a person to approve")
    init.add_argument("--from", dest="paths", nargs="+", metavar="PATH", help="captures to look in")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if options.what == "check":
        estate = load(Path(options.file))
        count = sum(len(site.networks) for site in estate.sites)
        sys.stdout.write(
            f"{options.file}: in order: {len(estate.sites)} site(s), {count} network(s)\n"
        )
        return 0
    if not options.paths:
        raise UsageError("estate init: name captures to look in: --from PATH...")
    sys.stdout.write(proposal(networks_in([Path(one) for one in options.paths])))
    return 0


def proposal(networks: Sequence[str]) -> str:
    """Write a proposal: what to strike out, what to fill in."""
    lines = [f"      - {{cidr: {one}, purpose: mixed}}" for one in networks]
    shown = "\n".join(lines) or "      # none were seen: write yours, as {cidr: 10.20.2.0/24}"
    return f"""# A proposal. Strike out what is not yours, then fill in the rest.
organisation: NAME OF THE ORGANISATION
# expected_cameras: 40
sites:
  - name: NAME OF THE SITE
    sensitivity: normal            # or: high
    networks:                      # purpose: cameras, office or mixed
{shown}
"""
