"""Logs of any size: read and aggregated by DuckDB before a row becomes an object.

FORMATS is the whole list, in the order in which they are tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.flows.exports import EXPORTS
from camaudit.flows.suricata import SURICATA
from camaudit.flows.zeek import ZEEK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.flows.format import Format

FORMATS: dict[str, Format] = {one.name: one for one in (*ZEEK, *SURICATA, *EXPORTS)}


def detect(head: Sequence[str]) -> Format | None:
    """Tell which format the first lines of a file are in; None: it is no log that is read."""
    return next((format_ for format_ in FORMATS.values() if format_.detect(head)), None)
