"""A pack as plain text: it can be pasted into a letter, an e-mail or a form as it stands.

No Markdown: its marks would stand in the letter. A table is written as one line for each row, every
cell with its heading, because columns of blanks do not outlive another font.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from camaudit.escape import for_display
from camaudit.reports.packs.form import Figure, Table
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.reports.packs.form import Pack, Question

WIDTH = 80  # columns
MAX_CELL = 400  # characters of one value
MAX_TEXT = 1_200  # characters of one paragraph
_IN = "   "


def render(pack: Pack) -> str:
    """Write a pack: the same audit gives the same text."""
    return "\n".join(_lines(pack)) + "\n"


def counted(of: str, day: str, how: str) -> str:
    """Say beside a figure what it was counted of, when and how."""
    return say("pack-counted", of=of, day=day, how=how)


def _lines(pack: Pack) -> Iterator[str]:
    yield from _wrapped(pack.title.upper())
    yield from _wrapped(f"{for_display(pack.organisation, MAX_CELL)}, {pack.day}")
    yield from _wrapped(pack.mark)
    for text in pack.intro:
        yield ""
        yield from _wrapped(text)
    for number, question in enumerate(pack.questions, 1):
        yield ""
        yield from _wrapped(question.asks, f"{number}. ", _IN)
        yield from _wrapped(question.asked_by, _IN)
        yield from _answer(question, pack.day)
    yield ""
    yield from _wrapped(say("pack-basis").upper())
    for text in pack.basis:
        yield from _wrapped(text, "- ", "  ")


def _answer(question: Question, day: str) -> Iterator[str]:
    for one in question.says:
        yield ""
        if isinstance(one, Figure):
            yield from _wrapped(f"{one.what}: {one.value}", _IN)
            yield from _wrapped(counted(one.of, day, one.how), _IN)
        elif isinstance(one, Table):
            yield from _table(one, day)
        else:
            yield from _wrapped(one, _IN)
    for gap in question.open:
        yield ""
        yield from _wrapped(say("pack-open", what=gap.what, who=gap.who), _IN)


def _table(table: Table, day: str) -> Iterator[str]:
    yield from _wrapped(table.caption, _IN)
    yield from _wrapped(counted(table.of, day, table.how), _IN)
    for row in table.rows:
        name, *cells = (for_display(cell, MAX_CELL) for cell in row)
        if len(cells) == 1:  # the caption says what it is
            yield from _wrapped(f"{name}: {cells[0]}", f"{_IN}- ", f"{_IN}  ")
            continue
        rest = (f"{head}: {cell}" for head, cell in zip(table.head[1:], cells, strict=True))
        yield from _wrapped("; ".join([name, *rest]), f"{_IN}- ", f"{_IN}  ")
    if table.more:
        yield from _wrapped(say("pack-more", number=f"{table.more:,}"), _IN)
    if not table.rows:
        yield from _wrapped(say("pack-none-counted"), f"{_IN}- ", f"{_IN}  ")


def _wrapped(text: str, first: str = "", then: str | None = None) -> list[str]:
    """Wrap a text; foreign values in it become harmless, and none of them begins a line of ours."""
    return textwrap.wrap(
        for_display(text, MAX_TEXT),
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_on_hyphens=False,
    )
