"""`camaudit demo`: audit the example school, or cameras emulated on this computer."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from camaudit import data, document
from camaudit.cli import audit
from camaudit.errors import UsageError

AS_OF = "2026-11-19T08:00:00Z"  # when the school's tables were made: as its captures


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit demo",
        description="Audit the fictional school that is shipped; with --live, cameras that are "
        "emulated on this computer, in networks of their own that end with the command (Linux).",
    )
    made.add_argument("-o", dest="out", metavar="DIR", default="camaudit-demo")
    made.add_argument("--open", action="store_true", help="open the report in the browser")
    made.add_argument(
        "--live", action="store_true", help="ask emulated cameras, in place of reading files"
    )
    made.add_argument(
        "--keep", action="store_true", help="with --live: keep the cameras up until Ctrl-C"
    )
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if options.keep and not options.live:
        raise UsageError("--keep: belongs to --live")
    if options.live:
        return _live(options, argv)
    school = data.folder("examples/school")
    words = [str(school / "captures"), str(school / "files"), "--as-of", AS_OF]
    words += ["--estate", str(school / "estate.yaml"), "-o", options.out]
    return audit.run([*words, *(["--open"] if options.open else [])])


def _live(options: argparse.Namespace, argv: list[str]) -> int:
    """Ask emulated cameras, and say how the answer compares with what they are."""
    if sys.platform != "linux":
        raise UsageError("--live: makes networks as Linux alone can; without it, camaudit demo")
    from camaudit.emulate import mixed, spaces, verdict  # noqa: PLC0415 - no other command's
    from camaudit.emulate.stage import Stage  # noqa: PLC0415

    if os.geteuid() != 0:
        spaces.again_as_root(["demo", *argv])
    folder, networks = Path(options.out), mixed.small()
    rows = mixed.truth(networks)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "estate.yaml").write_text(mixed.estate(networks), "utf-8")
        (folder / "truth.tsv").write_text(mixed.table(rows), "utf-8")
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from error
    sys.stdout.write(
        f"{len(rows)} emulated devices in {len(networks)} networks of this computer alone "
        f"({folder / 'truth.tsv'} says what they are).\n"
        "Each is asked at the usual pace: that takes some minutes.\n"
    )
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as inner, Stage(networks, Path(inner)) as stage:
        words = ["audit", "--scan", "look", "--estate", str(folder / "estate.yaml")]
        words += ["-o", str(folder), *(["--open"] if options.open else [])]
        code = stage.attend(sys.executable, "-m", "camaudit", *words)
        if code == 0:
            answer = document.read(folder / "audit.json")
            lines = verdict.summary(answer, rows, stage.counts())
            sys.stdout.write("\n" + "\n".join(lines) + "\n")
        if options.keep:
            sys.stdout.write(
                "\nThe cameras stay until Ctrl-C. A shell beside them:\n"
                f"    {' '.join(stage.entrance())} sh\n"
            )
            sys.stdout.flush()
            stage.wait()
    return code
