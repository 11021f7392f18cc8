"""`camaudit vendors [NAME]`: who builds which label, and which lists meet whom; sends nothing."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__, data
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.identify.registry import Registry
from camaudit.outline import lines
from camaudit.rulebook.kept import load
from camaudit.vendorlist.names import find, near
from camaudit.vendorlist.table import make
from camaudit.vendorlist.tree import overview, tree

if TYPE_CHECKING:
    from camaudit.vendorlist.rows import VendorTable

_FORMS = (".xlsx", ".html", ".csv")


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit vendors",
        description="Show makers and labels: who builds what, how well that is proved, and which "
        "lists name them. Sends nothing.",
    )
    made.add_argument("name", nargs="?", metavar="NAME", help="a maker or a label; none: list all")
    made.add_argument("--json", action="store_true", help="print everything as JSON")
    made.add_argument("--blocks", action="store_true", help="list the MAC blocks of a maker")
    made.add_argument("--export", metavar="FILE", help="write the list: FILE.xlsx, .html or .csv")
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    out = Path(options.export) if options.export else None
    if out is not None:
        _can_be_written(out, options.name)
    layers = [data.folder("rules"), *(Path(one) for one in options.rules)]
    book = load(layers, data.cache_folder(), __version__)
    table = make(book, Registry.load(data.folder("oui_data")), data.registry_date())
    if out is not None:
        return _export(out, table)
    if options.name is not None:
        return _show(table, options.name, as_json=options.json, blocks=options.blocks)
    if options.json:
        return _print_json(asdict(table))
    sys.stdout.write("\n".join(map(for_terminal, overview(table))) + "\n")
    return 0


def _show(table: VendorTable, name: str, *, as_json: bool, blocks: bool) -> int:
    found = find(table, name)
    if not found:
        close = near(table, name)
        hint = f"Did you mean: {', '.join(close)}?" if close else "All names: camaudit vendors"
        raise UsageError(f"{for_terminal(name)[:80]}: no maker and no label is known so. {hint}")
    if as_json:
        dated = {"date": table.date, "registry": table.registry}
        return _print_json({**dated, **asdict(found)})
    sys.stdout.write("\n".join(lines(tree(table, found, blocks=blocks))) + "\n")
    return 0


def _print_json(body: dict[str, object]) -> int:
    sys.stdout.write(json.dumps(body, indent=1) + "\n")
    return 0


def _can_be_written(out: Path, name: str | None) -> None:
    """Find what stands in the way of an export before any work."""
    if name is not None:
        raise UsageError("--export writes the whole list; leave NAME away")
    if out.suffix.lower() not in _FORMS:
        raise UsageError(f"{out}: the name must end in {', '.join(_FORMS)}")
    if out.exists():
        raise UsageError(f"{out}: is there already, and is not replaced; choose another name")


def _export(out: Path, table: VendorTable) -> int:
    from camaudit.vendorlist.sheets import sheets  # noqa: PLC0415 - only an export needs it

    made = sheets(table, __version__)
    form = out.suffix.lower()
    if form == ".html":
        from camaudit.reports.vendors import render  # noqa: PLC0415 - lazy: jinja2

        written = render(made, table.date).encode("utf-8", "backslashreplace")
    else:
        from camaudit.vendorlist.export import to_csv, to_xlsx  # noqa: PLC0415 - lazy: openpyxl

        written = to_xlsx(made) if form == ".xlsx" else to_csv(made[0]).encode("utf-8-sig")
    try:
        with out.open("xb") as file:
            file.write(written)
    except FileExistsError:
        raise UsageError(f"{out}: is there already; choose another name") from None
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror or error}") from error
    count = len(table.links)
    sys.stdout.write(f"{for_terminal(str(out))}: {count} rows of labels, dated {table.date}\n")
    return 0
