"""The questions that go to every supplier or bidder alike; no maker is named in them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTIONS = (
    (
        "Which firm manufactured the model? Give its registered name and the country of its "
        "headquarters. If it differs from the label, say so."
    ),
    "Which firm wrote the firmware, and which signs and distributes its updates?",
    "Which firm owns or controls the manufacturer?",
    "Until when will security updates be published for the model?",
    "Which addresses does the device contact when it is in use, and can each be switched off?",
    (
        "Which analytic functions (faces, plates, people counting, audio) can the model perform, "
        "and which are switched on when it is delivered?"
    ),
    (
        "Does a public list of any government name one of these firms? If so: which, since when, "
        "and whom does it bind?"
    ),
)


def questions(width: int) -> Iterator[str]:
    """Give the questions, numbered, in lines of at most so many columns."""
    for number, text in enumerate(QUESTIONS, 1):
        yield from textwrap.wrap(text, width, initial_indent=f"{number}. ", subsequent_indent="   ")
