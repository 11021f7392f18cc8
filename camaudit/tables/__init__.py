"""Text tables of switches, routers, servers and computers: lines in, entries out; no file.

FORMATS is the whole list, in the order in which they are tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.tables.entry import Format

FORMATS: dict[str, Format] = {}
