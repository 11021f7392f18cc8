"""`camaudit estate init|check`: begin or check an estate file; sends nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.errors import SourceError, UsageError
from camaudit.estate import load
from camaudit.pipeline import networks_in
from camaudit.proposal import propose
from camaudit.wire.interfaces import own_networks

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPNetwork


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit estate", description="Begin or check an estate file. Sends nothing."
    )
    commands = made.add_subparsers(dest="what", required=True)
    check = commands.add_parser("check", help="find every mistake of an estate file")
    check.add_argument("file", metavar="FILE")
    init = commands.add_parser(
        "init",
        help="propose an estate file for a person to approve",
        description="Propose the networks of this computer's interfaces, or those that the given "
        "captures show. A person has to approve them.",
    )
    init.add_argument(
        "--from", dest="paths", nargs="+", metavar="PATH", help="captures and tables to look in"
    )
    init.add_argument("-o", dest="out", metavar="FILE", help="write it there; no file is replaced")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    return _check(options.file) if options.what == "check" else _init(options.paths, options.out)


def _check(file: str) -> int:
    estate = load(Path(file))
    count = sum(len(site.networks) for site in estate.sites)
    sys.stdout.write(f"{file}: in order: {len(estate.sites)} site(s), {count} network(s)\n")
    return 0


def _init(paths: list[str] | None, out: str | None) -> int:
    seen: dict[IPNetwork, list[str]] = {}
    problems: list[SourceError] = []
    if paths:
        seen, problems = networks_in([Path(one) for one in paths])
    else:
        for network, interface in own_networks():
            seen.setdefault(network, []).append(f"interface {interface}")
    text = propose(seen)
    if out is None:
        sys.stdout.write(text)
    else:
        _write(Path(out), text)
    for problem in problems:
        sys.stderr.write(f"camaudit: {problem}\n")
    return SourceError.exit_code if problems else 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path}: is there already, and is not replaced; name another") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    sys.stdout.write(f"{path}: written. Strike out what is not yours, fill in the names, then:\n")
    sys.stdout.write(f"  camaudit estate check {path}\n")
