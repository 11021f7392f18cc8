"""The vendor list as one page: complete without its script, which only filters the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.reports import inline
from camaudit.reports.html import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.vendorlist.sheets import Sheet

LONG = 48  # characters above which a cell makes its column wide


def render(sheets: Sequence[Sheet], dated: str) -> str:
    """Write the page: the same list gives the same text."""
    template = environment().get_template("vendors.html")
    tables = [one for one in sheets if one.header]
    about = [str(row[0]) for one in sheets if not one.header for row in one.rows]
    return template.render(
        tables=tables,
        about=about,
        dated=dated,
        long=LONG,
        script=inline.of("vendors.js"),
    )
