"""The command table: only the chosen command is imported, so that the start stays quick."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

from camaudit import __version__
from camaudit.errors import CamauditError

# name, one line, module
COMMANDS = (
    ("audit", "read files and answer: whose cameras, how many, what needs a decision", "audit"),
    ("check", "answer a tender or an asset list, row by row: who built each model", "check"),
    ("completion", "completion for bash, zsh, fish and PowerShell; the man page", "completion"),
    ("data", "how old the rules and tables are; newer tables from files", "data"),
    ("demo", "audit the example school that is shipped with camaudit", "demo"),
    ("diff", "what changed between two audits: the estate, the looking, or the rules", "diff"),
    ("doctor", "whether this computer can do what a scan needs; sends nothing", "doctor"),
    ("estate", "begin or check an estate file: which networks are yours", "estate"),
    ("explain", "why an answer was given: what was seen, where, by which rule", "explain"),
    ("export", "the answer for spreadsheets, NetBox, ServiceNow, other programs", "export"),
    ("flows", "convert logs of any supported format to Parquet, for many of them at once", "flows"),
    ("guide", "how to get the files out of a switch, DHCP server, recorder, firewall ...", "guide"),
    ("merge", "put audits of several schools together; each device counts once", "merge"),
    ("outbound", "whom the addresses of your networks met, from flow logs alone", "outbound"),
    ("plan", "what a scan would send, to whom and how long it takes; sends nothing", "plan"),
    ("redact", "put pseudonyms in place of what tells whose an audit is", "redact"),
    (
        "report",
        "the reports of an audit.json again; answers, letters, the governor's page",
        "report",
    ),
    ("rules", "prove the rules, try texts on them, read what they say", "rules"),
    ("template", "write a blank sheet to fill in", "template"),
    ("vendors", "who builds which label, and which lists name them: one maker, or all", "vendors"),
    ("verify", "whether an audit follows from the evidence that it holds", "verify"),
)
_BUG, _INTERRUPTED = 70, 130
# Nearly all that an audit makes lives to its end; looking through it for cycles each 700 objects
# took a fourteenth of the time of a large capture.
_COLLECT_EACH = 10_000


def main(argv: list[str] | None = None) -> int:
    """Run the command line; give the exit code (docs/architecture.md, exit codes)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _plain_output()
    gc.set_threshold(_COLLECT_EACH)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("camaudit: interrupted\n")
        return _INTERRUPTED
    except BrokenPipeError:
        return 0
    except CamauditError as error:
        from camaudit.escape import for_terminal  # noqa: PLC0415 - kept off the start-up path

        for line in str(error).splitlines():
            sys.stderr.write(f"camaudit: {for_terminal(line)}\n")
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the one place; locals are never shown
        from camaudit.cli.bug import show  # noqa: PLC0415 - only a bug needs it

        show(error)
        return _BUG


def _plain_output() -> None:
    """Keep a console that lacks a character (cp1252) from ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    if not arguments:
        from camaudit.cli.start import screen  # noqa: PLC0415 - lazy

        sys.stdout.write(screen())
        return 0
    first = arguments[0]
    if first in {"--version", "-V"}:
        sys.stdout.write(version())
        return 0
    if first in {"--help", "-h", "help"}:
        sys.stdout.write(overview())
        return 0
    for name, _, module in COMMANDS:
        if first == name:
            return int(import_module(f"camaudit.cli.{module}").run(arguments[1:]))
    from camaudit.cli.start import habit  # noqa: PLC0415 - lazy

    sys.stderr.write(habit(first))
    return 2


def version() -> str:
    """Give tool, rules, registry and geo dates."""
    from camaudit import data  # noqa: PLC0415 - lazy

    tables = ", ".join(data.geo_dates())
    return (
        f"camaudit {__version__}\nvendor list {data.rules_date()}\n"
        f"MAC registry {data.registry_date()}\naddress tables: {tables}\n"
    )


def overview() -> str:
    """Give the commands, one a line."""
    lines = [f"  camaudit {name:<10} {line}" for name, line, _ in COMMANDS]
    return (
        "Whose cameras are these really, how many, and what about them needs a decision?\n\n"
        + "\n".join(lines)
        + "\n\n  camaudit COMMAND --help    the options of a command\n"
        "  camaudit --version         dates of the tool and its tables\n\n"
        "It never logs in to a camera. It reads files and sends nothing.\n"
    )
