"""The audit shown to people. REPORTS is the whole list; FORMS says for whom each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.reports import csv, governor, html, terminal, worklist

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
    "governor": governor.render,
    "governor-public": governor.public,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One thing that `camaudit report --for` writes."""

    report: str  # of REPORTS
    file: str  # its usual name
    beside: tuple[tuple[str, str], ...] = ()  # further reports, with their names
    page: str | None = None  # of REPORTS: the same as a page, for a file that ends .html
    public: str | None = None  # of REPORTS: the same for the public


FORMS: dict[str, Form] = {
    "governor": Form(report="governor", file="governor.html", public="governor-public"),
    "engineer": Form(report="html", file="report.html"),
}
