"""`camaudit completion SHELL`: a script that completes commands and options, or the man page."""

from __future__ import annotations

import argparse
import sys

from camaudit.cli import manpage, powershell, shells
from camaudit.cli.described import commands

FORMS = {
    "bash": shells.bash,
    "zsh": shells.zsh,
    "fish": shells.fish,
    "powershell": powershell.powershell,
    "man": manpage.page,
}


def parser() -> argparse.ArgumentParser:
    """Describe the command."""
    made = argparse.ArgumentParser(
        prog="camaudit completion",
        description="Print what completes commands and options in a shell, or the man page. bash: "
        "camaudit completion bash > ~/.local/share/bash-completion/completions/camaudit; zsh: to "
        "a file _camaudit in a folder of $fpath; fish: > ~/.config/fish/completions/camaudit.fish; "
        "PowerShell: | Out-File -Encoding ascii camaudit.ps1, and . PATH\\camaudit.ps1 in "
        "$PROFILE; man: > ~/.local/share/man/man1/camaudit.1",
    )
    made.add_argument("form", choices=sorted(FORMS), help="the shell, or man")
    return made


def run(argv: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(argv)
    sys.stdout.write(FORMS[options.form](commands()))
    return 0
