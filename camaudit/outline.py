"""Texts under texts, as plain lines: the same on a terminal and in a pipe."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.escape import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 80  # columns
_STEP = "  "


@dataclass(frozen=True, slots=True)
class Node:
    """A text and what belongs under it."""

    text: str  # may be foreign: it is made harmless when it is shown
    under: tuple[Node, ...] = ()


def node(text: str, under: Iterable[Node | str] = ()) -> Node:
    """Put texts, or texts with others under them, under a text."""
    return Node(text, tuple(Node(one) if isinstance(one, str) else one for one in under))


def lines(nodes: Iterable[Node], width: int = WIDTH) -> list[str]:
    """Give lines of at most `width` columns, without control characters."""
    return [line for one in nodes for line in _lines(one, "", width)]


def _lines(one: Node, indent: str, width: int) -> Iterator[str]:
    yield from textwrap.wrap(
        for_terminal(one.text),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}{_STEP}",
        break_on_hyphens=False,
    )
    for under in one.under:
        yield from _lines(under, indent + _STEP, width)
