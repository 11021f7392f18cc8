"""`camaudit export AUDIT.json --to FORM`: the answer for spreadsheets, inventories and people."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import document
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.exports import EXPORTS
from camaudit.exports.file import SERVICENOW_CLASS, Wanted

if TYPE_CHECKING:
    from camaudit.exports.file import File

_CLASS = re.compile(r"[a-z][a-z0-9_]{0,79}")
_FOLDER = "exports"  # beside the audit


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit export",
        description="Write the answer of an audit.json for a spreadsheet, another program or a "
        "walk round the cameras. Columns and how to import them: docs/exports.md. Sends nothing.",
    )
    made.add_argument("audit", metavar="AUDIT.json")
    made.add_argument(
        "--to",
        dest="forms",
        action="append",
        required=True,
        choices=list(EXPORTS),
        help="what to write; several: --to csv --to xlsx",
    )
    made.add_argument(
        "-o",
        dest="out",
        metavar="PATH",
        help="a folder, in which each gets one of its own (default: exports, beside the audit); "
        "or a file, where one file is written",
    )
    made.add_argument(
        "--class",
        dest="servicenow_class",
        metavar="NAME",
        default=SERVICENOW_CLASS,
        help="of cameras in ServiceNow, for sites without %(default)s",
    )
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    if not _CLASS.fullmatch(options.servicenow_class):
        raise UsageError(
            f"--class {for_terminal(options.servicenow_class)}: a class is small letters, digits "
            "and underscores, as cmdb_ci_hardware"
        )
    path = Path(options.audit)
    found = document.read(path)
    wanted = Wanted(servicenow_class=options.servicenow_class)
    forms = list(dict.fromkeys(options.forms))
    made = {form: EXPORTS[form](found, wanted) for form in forms}
    out = Path(options.out) if options.out else path.parent / _FOLDER
    files = _placed(made, out)
    _write(files)
    for target in files:
        sys.stdout.write(f"{for_terminal(str(target))}\n")
    return 0


def _placed(made: dict[str, tuple[File, ...]], out: Path) -> dict[Path, bytes]:
    """Say where each file goes: below a folder, or a single file under the name that was typed."""
    every = [one for files in made.values() for one in files]
    if len(every) == 1 and out.suffix.lower() == Path(every[0].name).suffix:
        return {out: every[0].content}
    return {out / form / one.name: one.content for form, files in made.items() for one in files}


def _write(files: dict[Path, bytes]) -> None:
    """Write all files, or none where one of them is there already; only their owner may read them.

    Raises: UsageError.
    """
    for path in files:
        if os.path.lexists(path):
            raise UsageError(
                f"{path}: is there already, and is not replaced: somebody may have written in it; "
                "choose another -o"
            )
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=False)
            path.write_bytes(content)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
