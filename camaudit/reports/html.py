"""report.html: one self-contained page without scripts, images or requests.

Foreign text is made harmless twice: `_harmless` spells out control and bidirectional characters
of every value that a template puts out, then Jinja escapes it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined
from markupsafe import Markup

from camaudit.escape import for_display
from camaudit.reports import ages, callrows, page, text
from camaudit.reports.calling import CANNOT, CANNOT_ELSE
from camaudit.reports.glossary import GLOSSARY, GLOSSARY_MORE
from camaudit.reports.nouns import number_of
from camaudit.reports.recordings import recordings
from camaudit.reports.sentences import GAPS, say

if TYPE_CHECKING:
    from camaudit.model.audit import Audit

MAX_SHOWN = 1_200  # characters of one value
LINKED = "https://"  # the only links that lead out of the page


def render(audit: Audit) -> str:
    """Write the page of an audit: the same audit gives the same text."""
    template = environment().get_template("report.html")
    return template.render(audit=audit, page=page.make(audit))


@cache
def environment() -> Environment:
    """Give the templates, with all that they call; every value is made harmless."""
    environment = Environment(
        loader=PackageLoader("camaudit.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_harmless,
    )
    environment.filters.update(
        moment=text.moment,
        day=text.day,
        span=text.span,
        listed=text.listed,
        network=text.network,
        maker=text.maker,
        sureness=text.sureness,
        step=text.step,
        reach=text.reach,
        ended=text.ended,
        papers=text.papers,
        called=callrows.called,
        calls=callrows.calls,
        wave=callrows.wave,
        looks=callrows.looks,
        limits=callrows.limits,
        number=_number,
        source=_source,
    )
    environment.globals.update(
        say=say,
        number_of=number_of,
        recordings=recordings,
        glossary=GLOSSARY,
        glossary_more=GLOSSARY_MORE,
        gaps=GAPS,
        cannot=CANNOT,
        cannot_else=CANNOT_ELSE,
        missed=ages.MISSED,
        max_decisions=page.MAX_DECISIONS,
        max_lists=page.MAX_LISTS,
        max_makers=page.MAX_MAKERS,
        max_blind=page.MAX_BLIND,
        max_listed=page.MAX_LISTED,
        max_calls=page.MAX_CALLS,
        max_operators=page.MAX_OPERATORS,
    )
    return environment


def _harmless(value: object) -> object:
    """Spell out what could mislead; what the templates themselves made (Markup) passes."""
    if value is None:
        return ""
    if isinstance(value, Markup | Undefined):
        return value
    return for_display(str(value), MAX_SHOWN)


def _number(value: int | None) -> str:
    return say("not-known") if value is None else f"{value:,}"


def _source(reference: str) -> tuple[str | None, str]:
    """Split a source into an address that may be a link and the words around it."""
    address, blank, words = reference.partition(" ")
    if address.startswith(LINKED) and address.isascii() and len(address) < MAX_SHOWN:
        return address, blank + words
    return None, reference
