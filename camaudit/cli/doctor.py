"""`camaudit doctor`: whether this computer can do what a scan needs; sends nothing."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap

from camaudit import __version__, data, holdings
from camaudit.capture import compiled
from camaudit.cli.zone import zone_named
from camaudit.escape import for_terminal
from camaudit.estate import load as load_estate
from camaudit.scan.doctor import LOOK, Check, Computer, checks
from camaudit.wire.frames import missing, neighbours
from camaudit.wire.interfaces import own_links

INCOMPLETE = 3
WIDTH = 80  # columns
_INDENT = 17


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit doctor",
        description="Tell whether this computer can do what a scan needs: interfaces beside the "
        "estate's networks, authority and hours, rights, age of the tables. Sends nothing. Ends "
        "with 3 where something needs a look.",
    )
    made.add_argument("--estate", metavar="FILE", help="estate.yaml: which networks are yours")
    made.add_argument("--zone", metavar="NAME", help="of the hours in the estate file")
    made.add_argument("--json", action="store_true", help="as JSON")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    estate = load_estate(Path(options.estate)) if options.estate else None
    zone = zone_named(options.zone) if options.zone else None
    now = time.time()
    found = checks(_computer(now), estate, zone, now)
    looks = [one for one in found if one.state == LOOK]
    if options.json:
        said = {"camaudit": __version__, "checks": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(said, indent=2) + "\n")
    else:
        sys.stdout.write(
            "".join(f"{for_terminal(line)}\n" for one in found for line in _lines(one))
        )
        last = f"{len(looks)} to look at" if looks else "nothing needs a look"
        sys.stdout.write(f"\n{last}; nothing was sent\n")
    return INCOMPLETE if looks else 0


def _computer(now: float) -> Computer:
    """Ask the system what it is."""
    windows = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return Computer(
        system=sys.platform,
        links=tuple(own_links()),
        no_frames=missing(),
        neighbours=tuple(neighbours()),
        npcap=sys.platform == "win32" and (Path(windows) / "System32/Npcap/wpcap.dll").is_file(),
        compiled=compiled.is_there(),
        old=tuple((one.name, one.months) for one in holdings.tables(now) if one.months > data.OLD),
    )


def _lines(one: Check) -> list[str]:
    head = f"{one.state:<6}{one.about:<{_INDENT - 6}}"
    return wrap(one.says, WIDTH, initial_indent=head, subsequent_indent=" " * _INDENT)
