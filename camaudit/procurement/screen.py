"""What `camaudit check` prints: what was taken for what, the counts, and how to use them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from camaudit.escape import for_terminal
from camaudit.procurement.answer import Word
from camaudit.procurement.show import COLUMNS
from camaudit.procurement.summary import (
    ADDED,
    DEBARMENT,
    NO_GROUND,
    ONE_WITNESS,
    counted,
    named,
    of_each,
    sheets_taken,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.procurement.job import Done
    from camaudit.procurement.run import Tally
    from camaudit.procurement.show import Shower, Shown

_WIDTH = 78


def of_list(done: Done, shower: Shower) -> Iterator[str]:
    """Yield the lines for a list."""
    for sentence in sheets_taken(done.sheets):
        yield from _wrapped(sentence)
    for sentence in done.lost:
        yield from _wrapped(sentence)
    yield ""
    yield from _counts(done.tally)
    hits = named(done.tally, shower)
    units = bool(done.tally.units.total())
    if hits:
        yield ""
        yield "  NAMED ON"
        for title, rows, count, word in hits:
            yield f"  {title[:43]:<44}{rows:>9}{count if units else '':>9}  {word}"
    yield ""
    yield from _wrapped(f"Every other maker named in the rows is {shower.lists.not_named}.")
    yield from _wrapped(DEBARMENT)
    yield from _wrapped(NO_GROUND)
    yield from _wrapped(ONE_WITNESS)
    for path in done.written:
        yield f"  Written: {for_terminal(str(path))}"


def _counts(tally: Tally) -> Iterator[str]:
    """Yield rows and units of each word, and what is worth a look in them."""
    units = bool(tally.units.total())
    yield f"  {'':<44}{'rows':>9}{'units' if units else '':>9}"
    for name, rows, count, _ in counted(tally):
        yield f"  {name:<44}{rows:>9}{count if units else '':>9}"
    each = of_each(tally)
    for sheet, rows, count in each:
        yield f"  {'of them on ' + sheet[:32]:<44}{rows:>9}{count if units else '':>9}"
    if each:
        yield from _wrapped(ADDED)
    if tally.without_quantity and units:
        yield f"  {tally.without_quantity:,} answered rows state no number of units."
    if tally.slips:
        yield f"  {tally.slips:,} labels were read with one slip corrected; each row says so."
    if tally.contradictions:
        yield f"  In {tally.contradictions:,} rows label and model disagree; each row says so."


def of_one(shown: Shown) -> Iterator[str]:
    """Yield the lines for one make and model."""
    for name, text in zip(COLUMNS, shown.cells, strict=True):
        if text and name != COLUMNS[-1]:
            head = name.removeprefix("camaudit: ")
            yield from textwrap.wrap(
                for_terminal(text), _WIDTH, initial_indent=f"{head}: ", subsequent_indent="    "
            )
    for text in shown.answer.references:
        yield from textwrap.wrap(
            for_terminal(text), _WIDTH, initial_indent="  source: ", subsequent_indent="    "
        )
    if isinstance(shown.answer.word, Word):
        yield from _wrapped(ONE_WITNESS)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
