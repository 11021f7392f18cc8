"""report.html: one self-contained page without images or requests; its one script only arranges.

Foreign text is made harmless twice: `_harmless` spells out control and bidirectional characters
of every value that a template puts out, then Jinja escapes it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined
from markupsafe import Markup

from camaudit.escape import for_display
from camaudit.reports import ages, callrows, inline, page, paper, picture, strips, text
from camaudit.reports.calling import CANNOT, CANNOT_ELSE
from camaudit.reports.glossary import GLOSSARY, GLOSSARY_MORE
from camaudit.reports.nouns import number_of
from camaudit.reports.recordings import recordings
from camaudit.reports.sentences import GAPS, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit

MAX_SHOWN = 1_200  # characters of one value
LINKED = "https://"  # the only links that lead out of the page


def render(audit: Audit) -> str:
    """Write the first page of an audit, which is all where devices are few."""
    return next(text for _, text in pages(audit))


def pages(audit: Audit, most: int = page.MAX_ON_PAGE) -> Iterator[tuple[str, str]]:
    """Write the pages of an audit: the same audit gives the same text.

    Input:  most: devices up to which there is one page.
    Output: file, with "/" as separator, and text of each; the first page first.
    """
    script = inline.of("report.js")
    given = {"audit": audit, "script": script, "alone": False, "public": False}
    made = page.make(audit, most)
    yield "report.html", environment().get_template("report.html").render(page=made, **given)
    template = environment().get_template("site.html")
    for part in made.parts:
        yield part.file, template.render(page=made.of_part(part), part=part, **given)


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
        sides=paper.sides,
        source=_source,
    )
    environment.globals.update(
        say=say,
        style=inline.of,
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
        max_strips=strips.MOST,
        max_named=page.MAX_NAMED_OF,
        box=(picture.WIDTH, picture.HEIGHT),
        columns=(picture.LEFT, picture.MIDDLE, picture.RIGHT),
        bar=(strips.BAR, strips.TALL),
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
