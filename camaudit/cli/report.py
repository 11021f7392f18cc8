"""`camaudit report AUDIT.json`: make the reports again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from camaudit import document
from camaudit.cli.audit import reports
from camaudit.reports import terminal


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit report",
        description="Make report.html, devices.csv and actions.csv of an audit again.",
    )
    made.add_argument("audit", metavar="AUDIT.json")
    made.add_argument("-o", dest="out", metavar="DIR", help="folder (default: beside the audit)")
    made.add_argument("--open", action="store_true", help="open the report in the browser")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    path = Path(options.audit)
    found = document.read(path)
    folder = Path(options.out) if options.out else path.parent
    folder.mkdir(parents=True, exist_ok=True)
    page = reports(found, folder)
    sys.stdout.write("\n".join(terminal.render(found, str(page))) + "\n")
    if options.open:
        import webbrowser  # noqa: PLC0415 - only where asked for

        webbrowser.open(page.resolve().as_uri())
    return 0
