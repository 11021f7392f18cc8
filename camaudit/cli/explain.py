"""`camaudit explain WHAT`: why an audit says what it says; sends nothing."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import __version__, data, document
from camaudit.derive import codes, explain, onlist, rule
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.outline import lines
from camaudit.rulebook.kept import load

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.outline import Node

_NAMES = ("audit.json", "audit.json.gz")
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|[0-9a-f]{12}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}")


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit explain",
        description="Show the chain behind an answer: what was seen, where, by which rule, from "
        "which source, and what spoke against it. Sends nothing.",
    )
    made.add_argument(
        "what",
        metavar="WHAT",
        help="a device (dev-...), an IP or MAC address, a camera on a list (lst-...), a finding "
        "(fnd-...), a rule (hikvision.sadp-model) or a code (credentials.default)",
    )
    made.add_argument("--in", dest="audit", metavar="AUDIT.json", help="default: the newest here")
    made.add_argument("--rules", metavar="DIR", action="append", default=[], help="more rules")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    what = options.what.strip()
    if what.startswith("fnd-"):
        shown = _finding(_audit(options.audit), what)
    elif what.startswith(("dev-", "lst-")) or _is_address(what):
        shown = _device(_audit(options.audit), what)
    else:
        shown = _rule_or_code(what, [Path(one) for one in options.rules])
    sys.stdout.write("\n".join(lines(shown)) + "\n")
    return 0


def _audit(path: str | None) -> Audit:
    """Read the audit that was named, else ./audit.json or the newest of audit-*/audit.json.

    One that was packed (audit.json.gz) counts as well.
    """
    if path is not None:
        return document.read(Path(path))
    here = [one for one in map(Path, _NAMES) if one.is_file()]
    found = here or [one for name in _NAMES for one in Path().glob(f"audit-*/{name}")]
    if not found:
        raise UsageError("no audit.json here; name one with --in AUDIT.json")
    newest = max(found, key=lambda one: (one.stat().st_mtime, str(one)))
    sys.stderr.write(f"camaudit: from {for_terminal(str(newest))}\n")
    return document.read(newest)


def _is_address(what: str) -> bool:
    return _MAC.fullmatch(what.lower()) is not None or _ip(what) is not None


def _ip(what: str) -> str | None:
    try:
        return str(ip_address(what))
    except ValueError:
        return None


def _device(audit: Audit, what: str) -> list[Node]:
    wanted, ip = what.lower(), _ip(what)
    digits = re.sub(r"[^0-9a-f]", "", wanted)
    mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    found: list[Device] = [
        one
        for one in audit.devices
        if one.id == wanted or one.mac == mac or (ip and ip in map(str, one.addresses))
    ]
    ids = {one.id for one in found}
    listed = [
        one
        for one in audit.listed
        if one.device in ids or one.id == wanted or one.mac == mac or (ip and ip == str(one.ip))
    ]
    if not found and not listed:
        raise UsageError(
            f"{for_terminal(what)[:80]}: no device of this audit. It describes video devices only; "
            "all others are counted."
        )
    shown = [line for one in found for line in explain.device(audit, one)]
    shown += [line for one in listed for line in onlist.camera(audit, one)]
    return shown + onlist.stated(audit, ids | {one.id for one in listed})


def _finding(audit: Audit, what: str) -> list[Node]:
    every = [*audit.findings, *(one for one, _ in explain.accepted(audit).values())]
    for one in every:
        if one.id == what:
            return explain.finding(audit, one)
    raise UsageError(f"{for_terminal(what)[:80]}: no finding of this audit")


def _rule_or_code(what: str, more: list[Path]) -> list[Node]:
    pages = codes.sections()
    if what in pages:
        return codes.explain(pages[what])
    book = load([data.folder("rules"), *more], data.cache_folder(), __version__)
    shown = rule.explain(book, what)
    if shown:
        return shown
    close = get_close_matches(what, [*pages, *rule.ids(book)], 3, 0.7)
    hint = f" Did you mean: {', '.join(close)}?" if close else " See: camaudit explain --help"
    raise UsageError(f"{for_terminal(what)[:80]}: no device, finding, rule or code.{hint}")
