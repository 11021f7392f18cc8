"""`camaudit redact AUDIT -o FILE --key-file KEY`: an audit with pseudonyms; sends nothing."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from pathlib import Path

from camaudit import __version__, data, document
from camaudit.derive import opened
from camaudit.derive.fieldsof import known_of
from camaudit.derive.pseudonym import Pseudonyms
from camaudit.derive.redact import redact
from camaudit.errors import UsageError
from camaudit.escape import for_terminal
from camaudit.identify.registry import Registry
from camaudit.outline import lines, node
from camaudit.rulebook.kept import load

HEAD = "camaudit-key/1"
MADE = 32  # bytes of a new key
LEAST = 16  # bytes: 128 bits
_HEX = re.compile(r"[0-9A-Fa-f]+")
_OTHERS = 0o077  # permissions of anybody but the owner
_BLOCK = 24  # bits of a MAC block that is in no registry


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit redact",
        description="Replace what tells whose an audit is (MACs but for their block, addresses, "
        "serial numbers, names of hosts, sites, networks and files, texts that people typed) by "
        "pseudonyms. One key gives the same pseudonyms in every audit, so that redacted audits can "
        "be compared and put together. Sends nothing.",
    )
    made.add_argument("audit", metavar="AUDIT.json")
    made.add_argument(
        "-o",
        dest="out",
        metavar="FILE",
        required=True,
        help="audit.json to write; packed where it ends in .gz",
    )
    made.add_argument("--key-file", metavar="KEY", required=True, help="keep it, and keep it apart")
    made.add_argument("--new-key", action="store_true", help="make the key file first")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    path, out, key_file = Path(options.audit), Path(options.out), Path(options.key_file)
    if out.exists() and path.exists() and out.samefile(path):
        raise UsageError(f"{out}: is the audit itself; name another file with -o")
    found = opened.read(path)
    if options.new_key:
        new_key(key_file)
    registry = Registry.load(data.folder("oui_data"))

    def block_bits(mac: str) -> int:
        block = registry.look_up(mac)
        return _BLOCK if block is None else block.bits

    given = Pseudonyms(read_key(key_file), block_bits)
    known = known_of(load([data.folder("rules")], data.cache_folder(), __version__))
    try:
        document.write(out, redact(found, given, known))
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror or error}") from error
    look = "Names of models and programs are as the devices gave them: read them before passing on."
    page = node(
        f"Redacted: {for_terminal(str(out))}, by the key {given.name_of_key}",
        (
            "What stays: makers, labels, models, firmware, findings, grades, counts, times, ports.",
            "Who has the key can try names out: keep it apart from what you pass on.",
            look,
        ),
    )
    sys.stdout.write("\n".join(lines([page])) + "\n")
    return 0


def new_key(path: Path) -> None:
    """Make a key file that only its owner may read.

    Raises: UsageError where there is a file already, or none can be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(
            f"{path}: is there already, and a key that was used is not written over; leave "
            "--new-key out to use it"
        ) from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
        file.write(f"{HEAD}\n{secrets.token_hex(MADE)}\n")


def read_key(path: Path) -> bytes:
    """Read a key file.

    Raises: UsageError where there is none, others may read it, or it holds less than 128 bits.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such key file; --new-key makes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no key file can be read there") from error
    if os.name == "posix" and mode & _OTHERS:
        raise UsageError(f"{path}: others may read this key: chmod 600 {path}")
    head, _, digits = text.strip().partition("\n")
    if head != HEAD or not _HEX.fullmatch(digits) or len(digits) % 2:
        raise UsageError(f"{path}: no key file of camaudit ({HEAD}, then hex digits)")
    key = bytes.fromhex(digits)
    if len(key) < LEAST or len(set(key)) < LEAST // 2:
        raise UsageError(
            f"{path}: a key of {len(key) * 8} bits, or one of few different bytes; "
            f"{LEAST * 8} bits at random are needed: --new-key makes them"
        )
    return key
