"""`camaudit outbound --flows PATH --estate FILE -o DIR`: whom addresses met, from logs alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from camaudit import __version__, data
from camaudit.cli.flows import tell
from camaudit.cli.zone import zone_named
from camaudit.errors import UsageError
from camaudit.estate import load as load_estate
from camaudit.geo.place import Places
from camaudit.outbound import ENGINES, convert, is_converted, judged, met, strangers, table, to_csv
from camaudit.rulebook.kept import load

INCOMPLETE = 3


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit outbound",
        description="Sum up flow logs by address: whom the addresses of the estate's networks met, "
        "where that is, how often. An address is not a device: cameras are named by "
        "`camaudit audit`. Sends nothing but what Spark's own parts say to each other.",
    )
    made.add_argument("--flows", metavar="PATH", required=True, help="logs, or converted ones")
    made.add_argument("--estate", metavar="FILE", required=True, help="which networks are yours")
    made.add_argument("-o", dest="out", metavar="DIR", default=".", help="folder of outbound.csv")
    made.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="what reads them")
    made.add_argument("--master", metavar="URL", default="local[*]", help="of Spark")
    made.add_argument("--zone", metavar="NAME", help="of times in logs without one (Europe/London)")
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    path, zone = Path(options.flows), zone_named(options.zone)
    estate = load_estate(Path(options.estate))
    whole = True
    with TemporaryDirectory(prefix="camaudit-") as temporary:
        folder = path.resolve()
        if not is_converted(path):
            folder = Path(temporary)
            written, whole = convert([path], folder, zone, tell)
            if not written:
                raise UsageError(f"{path}: no conversation in it that can be read")
        sums = list(met(folder, estate, options.engine, options.master, zone))
        left = strangers(folder, estate, zone)
    rows = judged(sums, _places([Path(one) for one in options.rules]))
    out = Path(options.out) / "outbound.csv"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(to_csv(rows), encoding="utf-8-sig", newline="")
        out.chmod(0o600)
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror or error}") from error
    sys.stdout.write(f"{table(rows, *left)}\nwritten: {out}\n")
    conversations, others = left
    return 0 if whole and conversations > others else INCOMPLETE


def _places(rules: list[Path]) -> Places:
    book = load([data.folder("rules"), *rules], data.cache_folder(), __version__)
    return Places.load(
        data.folder("geo_data"),
        book.operators,
        book.time_pools,
        frozenset(one.asn for one in book.anycast),
    )
