"""Commands: arguments in, one call, exit code out."""

from __future__ import annotations

import sys

from camaudit import __version__


def main(argv: list[str] | None = None) -> int:
    """Run the command line."""
    arguments = sys.argv[1:] if argv is None else argv
    sys.stdout.write(f"camaudit {__version__}\n")
    return 0 if arguments in ([], ["--version"]) else 2
