"""Foreign text made harmless, once for each place where it is shown."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!|<>&~-])")


def for_terminal(text: str) -> str:
    r"""Spell out control, bidirectional and unassigned characters: ESC becomes \x1b."""
    if text.isprintable():
        return text  # most texts, at a tenth of the time
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def for_display(text: str, limit: int = 200) -> str:
    """Make text harmless and cut it to `limit` characters; the cut is marked.

    The template engine escapes HTML on top of this.
    """
    shown = for_terminal(text[: limit + 1])
    return shown if len(text) <= limit and len(shown) <= limit else shown[: limit - 1] + "…"


def for_csv(text: str) -> str:
    """Keep a spreadsheet from reading the cell as a formula (OWASP: CSV injection)."""
    shown = for_terminal(text)
    dangerous = shown.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA)
    return f"'{shown}" if dangerous else shown


def for_markdown(text: str) -> str:
    """Escape what Markdown would read as markup (CommonMark 0.31, section 2.4)."""
    return _MARKDOWN.sub(r"\\\1", for_terminal(text))
