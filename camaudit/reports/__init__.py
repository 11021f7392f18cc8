"""The audit shown to people. REPORTS is the whole list; FORMS says for whom each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.reports import csv, governor, html, plain, terminal, worklist
from camaudit.reports.letters import dpo, provider, supplier
from camaudit.reports.packs import dpia, far889b, foi, webpage, wms2022
from camaudit.reports.packs import plain as in_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.audit import Audit
    from camaudit.reports.packs.form import Pack


def _screen(audit: Audit) -> str:
    return "\n".join(terminal.render(audit, None)) + "\n"


def _facts(audit: Audit) -> str:
    return "\n".join(plain.render(audit, None)) + "\n"


def _plain(make: Callable[[Audit], Pack]) -> Callable[[Audit], str]:
    return lambda audit: in_text.render(make(audit))


def _web(make: Callable[[Audit], Pack]) -> Callable[[Audit], str]:
    return lambda audit: webpage.render(make(audit))


REPORTS: dict[str, Callable[[Audit], str]] = {
    "terminal": _screen,
    "plain": _facts,
    "html": html.render,
    "csv": csv.render,
    "worklist": worklist.render,
    "governor": governor.render,
    "governor-public": governor.public,
    "foi": _plain(foi.make),
    "foi-html": _web(foi.make),
    "dpia": _plain(dpia.make),
    "dpia-html": _web(dpia.make),
    "889b": _plain(far889b.make),
    "889b-html": _web(far889b.make),
    "wms2022": _plain(wms2022.make),
    "wms2022-html": _web(wms2022.make),
    "supplier": supplier.render,
    "supplier-table": supplier.table,
    "provider": provider.render,
    "dpo": dpo.render,
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
    "foi": Form(report="foi", file="answers-foi.txt", page="foi-html"),
    "dpia": Form(report="dpia", file="answers-dpia.txt", page="dpia-html"),
    "889b": Form(report="889b", file="answers-889b.txt", page="889b-html"),
    "wms2022": Form(report="wms2022", file="answers-wms2022.txt", page="wms2022-html"),
    "supplier": Form(
        report="supplier", file="letter-supplier.txt", beside=(("supplier-table", supplier.TABLE),)
    ),
    "provider": Form(report="provider", file="letter-provider.txt"),
    "dpo": Form(report="dpo", file="letter-dpo.txt"),
}
