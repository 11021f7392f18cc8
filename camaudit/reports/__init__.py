"""The audit shown to people. REPORTS is the whole list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.reports import csv, html, terminal, worklist

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.audit import Audit


def _screen(audit: Audit) -> str:
    return "\n".join(terminal.render(audit, None)) + "\n"


REPORTS: dict[str, Callable[[Audit], str]] = {
    "terminal": _screen,
    "html": html.render,
    "csv": csv.render,
    "worklist": worklist.render,
}
