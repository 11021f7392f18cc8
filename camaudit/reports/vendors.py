"""The vendor list as one page: complete without its script, which only filters the tables."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from markupsafe import Markup

from camaudit.reports.html import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.vendorlist.sheets import Sheet

LONG = 48  # characters above which a cell makes its column wide


def render(sheets: Sequence[Sheet], dated: str) -> str:
    """Write the page: the same list gives the same text."""
    template = environment().get_template("vendors.html")
    script = _script()
    # The policy in the head allows this one script, by its hash, and nothing else.
    digest = b64encode(sha256(script.encode()).digest()).decode("ascii")
    tables = [one for one in sheets if one.header]
    about = [str(row[0]) for one in sheets if not one.header for row in one.rows]
    return template.render(
        tables=tables,
        about=about,
        dated=dated,
        long=LONG,
        script=Markup(script),  # noqa: S704 - a file of this package
        digest=Markup(digest),  # noqa: S704 - base64
    )


@cache
def _script() -> str:
    loader = environment().loader
    if loader is None:  # for the type checker: the environment has one
        raise LookupError("vendors.js")
    return loader.get_source(environment(), "vendors.js")[0]
