"""`camaudit report AUDIT.json`: make the reports again, or the one that somebody needs."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import document
from camaudit.cli.audit import reports
from camaudit.cli.console import add_plain, answer
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.reports import FORMS, REPORTS, html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit
    from camaudit.reports import Form

_FOR = """\
--for:
  governor   one side of A4 for those who decide (INTERNAL); --public: one for anybody
  engineer   report.html: that page, then every device with its evidence
  foi        answers for freedom-of-information requests
  dpia       facts for a data protection impact assessment
  889b       facts for Part B of the United States clause FAR 52.204-24
  wms2022    facts for the United Kingdom's written statement of November 2022
  supplier   a letter to every supplier alike, and a table for the replies
  provider   a letter to whoever runs the firewall, for the log that the audit had not
  dpo        a letter to the data protection officer

Answers are plain text; with -o FILE.html the same as a page. docs/answers.md says more.

  camaudit report audit.json
  camaudit report audit.json --for governor --public -o cameras.html
  camaudit report audit.json --for foi -o answers.txt
"""
_PRIVATE = 0o600


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit report",
        description="Make report.html, devices.csv and actions.csv of an audit again; or one\n"
        "report, answer or letter of it (--for). Reads audit.json alone.",
        epilog=_FOR,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("audit", metavar="AUDIT.json")
    made.add_argument(
        "--for",
        dest="form",
        nargs="?",
        choices=list(FORMS),
        metavar="NAME",
        help="for whom, see below (none: all reports)",
    )
    made.add_argument(
        "--public", action="store_true", help="with --for governor: what may be given to anybody"
    )
    made.add_argument(
        "-o", dest="out", metavar="FILE|DIR", help="where to write it (default: beside the audit)"
    )
    made.add_argument("--open", action="store_true", help="open the report in the browser")
    add_plain(made)
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if options.public and (options.form is None or FORMS[options.form].public is None):
        raise UsageError("--public: goes with --for governor alone")
    path = Path(options.audit)
    found = document.read(path)
    if options.form is None:
        folder = Path(options.out) if options.out else path.parent
        folder.mkdir(parents=True, exist_ok=True)
        first = reports(found, folder)
        sys.stdout.write(answer(found, str(first), sys.stdout, one_fact_a_line=options.plain))
    else:
        form = FORMS[options.form]
        first = _place(form, options.out, path.parent, public=options.public)
        if first.exists() and first.samefile(path):
            raise UsageError(f"-o {first}: is the audit itself, which is never written over")
        for written in _write(found, form, first, public=options.public):
            sys.stdout.write(f"Written: {for_terminal(str(written))}\n")
    if options.open:
        import webbrowser  # noqa: PLC0415 - only where asked for

        webbrowser.open(first.resolve().as_uri())
    return 0


def _place(form: Form, out: str | None, beside: Path, *, public: bool) -> Path:
    """Say where a report goes: a name without an ending is that of a folder."""
    usual = Path(form.file)
    name = f"{usual.stem}-public{usual.suffix}" if public else form.file
    if out is None:
        return beside / name
    given = Path(out)
    folder = given.is_dir() or not given.suffix or out.endswith(("/", os.sep))
    return given / name if folder else given


def _write(found: Audit, form: Form, first: Path, *, public: bool) -> list[Path]:
    """Write a report and what goes with it, readable by this user alone.

    Raises: UsageError where that cannot be done.
    """
    report = form.report
    if public and form.public is not None:
        report = form.public
    elif form.page is not None and first.suffix.lower() in {".html", ".htm"}:
        report = form.page
    written: list[Path] = []
    for path, text in _texts(found, form, first, report):
        # A spreadsheet takes a table without the mark for cp1252.
        encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _private(path, text.encode(encoding))
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
        written.append(path)
    return written


def _texts(found: Audit, form: Form, first: Path, report: str) -> Iterator[tuple[Path, str]]:
    """Give each file with its text; of many devices the report for engineers has several pages."""
    if REPORTS[report] is html.render:
        for name, text in html.pages(found):
            yield (first if name == form.file else first.parent / name), text
        return
    yield first, REPORTS[report](found)
    for one, name in form.beside:
        yield first.with_name(name), REPORTS[one](found)


def _private(path: Path, data: bytes) -> None:
    """Write a file that was never readable by others."""
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, _PRIVATE)) as file:
        file.write(data)
    path.chmod(_PRIVATE)  # where it was there before
