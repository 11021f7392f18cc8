"""The start screen, and answers to what people type by habit."""

from __future__ import annotations

import re
from pathlib import Path

from camaudit import __version__, data
from camaudit.escape import for_terminal

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?|[0-9a-fA-F:]*:[0-9a-fA-F:]+(?:/\d+)?")
_SHEETS = (".xlsx", ".xls", ".csv", ".ods")


def screen() -> str:
    """Give the start screen."""
    return f"""camaudit {__version__}     vendor list {data.rules_date()}     \
MAC registry {data.registry_date()}
Whose cameras are these really, how many are there at least, and what about
them needs a decision?
  It never logs in to a camera. It sends nothing unless you ask it to.
  What you give it stays on this computer.

  YOU HAVE                                     TYPE                      MINUTES
  nothing yet: show me an example              camaudit demo                   1
  a list of makes and models                   camaudit check LIST.xlsx        2
  files from a switch, DHCP server, recorder   camaudit audit FOLDER           5
  or firewall, or a packet capture
  files, but no estate file yet                camaudit estate init            5
  a network, but no files yet                  camaudit guide                 30

  Everything else:  camaudit --help
"""


def habit(word: str) -> str:
    """Answer a word that is no command with the command that does what was meant."""
    shown = for_terminal(word)[:80]
    if _ADDRESS.fullmatch(word):
        return (
            f"camaudit: {shown} is a network address, and this version scans none. Record a "
            "capture there, then: camaudit audit FILE.pcap\n"
        )
    if word.lower().endswith(_SHEETS):
        return f"camaudit: {shown} is a list. To answer it row by row: camaudit check {shown}\n"
    if Path(word).exists():
        return f"camaudit: {shown} is a file or folder. To read it: camaudit audit {shown}\n"
    return f"camaudit: {shown}: no such command. See: camaudit --help\n"
