"""A pack as a page: pasted into a letter, its headings and tables stay what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.reports.html import environment
from camaudit.reports.packs.form import Figure, Table
from camaudit.reports.packs.plain import counted

if TYPE_CHECKING:
    from camaudit.reports.packs.form import Pack


def render(pack: Pack) -> str:
    """Write the page: the same audit gives the same text."""
    return environment().get_template("pack.html").render(pack=pack, sort=_sort, counted=counted)


def _sort(one: str | Figure | Table) -> str:
    """Tell a template what a part of an answer is."""
    if isinstance(one, Figure):
        return "figure"
    return "table" if isinstance(one, Table) else "text"
