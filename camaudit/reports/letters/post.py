"""How a letter is set: paragraphs wrapped as in e-mails, foreign text made harmless and short."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from camaudit.escape import for_display, for_terminal
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 72
MAX_VALUE = 120  # characters of a foreign value


def named(value: str | None) -> str:
    """Give a foreign value, or the place to fill it in."""
    return for_display(value, MAX_VALUE) if value else say("letter-organisation")


def letter(subject: str, to: str, paragraphs: Iterable[str | Iterable[str]]) -> str:
    """Set a letter.

    Input:  paragraphs: texts, which are wrapped, and lines, which stand as they are.
    """
    lines = [
        *_wrapped(say("letter-subject", subject=subject)),
        "",
        say("letter-to", to=to),
        "",
        say("letter-dear"),
    ]
    for one in paragraphs:
        lines.append("")
        lines += _wrapped(one) if isinstance(one, str) else one
    lines += ["", say("letter-regards"), say("letter-sender")]
    return "\n".join(lines) + "\n"


def points(texts: Iterable[str]) -> Iterator[str]:
    """Set texts as a list of points."""
    for text in texts:
        yield from _wrapped(text, "- ", "  ")


def _wrapped(text: str, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(
        for_terminal(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_on_hyphens=False,
    )
