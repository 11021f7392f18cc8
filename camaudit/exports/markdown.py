"""Markdown: the answer as a page for a wiki, a ticket or a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.escape import for_display, for_markdown
from camaudit.exports.file import File
from camaudit.exports.sheet import BETWEEN
from camaudit.exports.subjects import subjects
from camaudit.exports.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.exports.file import Wanted
    from camaudit.exports.sheet import Cell, Sheet
    from camaudit.model.audit import Audit

MAX_ROWS = 500  # of one table: a longer one no page shows well
MAX_CELL = 200  # characters
# The columns of each subject that fit on a page; subjects that are not named are left out.
SHOWN = {
    "answer": ("what", "answer"),
    "networks": ("site", "network", "looked", "looked_by", "cameras", "recorders", "either"),
    "makers": ("built_by", "label", "cameras", "recorders", "either", "grades"),
    "findings": ("severity", "grade", "summary", "remedy", "site", "addresses", "device"),
    "actions": ("order", "action", "what", "site", "addresses", "minutes_for_this_device"),
    "devices": (
        "id", "site", "addresses", "counted_as", "built_by", "built_by_grade", "label", "model",
        "firmware", "known_from",
    ),
}  # fmt: skip


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write the page."""
    sheets = {one.name: one for one in subjects(audit)}
    title = audit.estate.organisation or say("no-estate")
    lines = [f"# {_text(say('page', name=title))}", ""]
    for name, columns in SHOWN.items():
        lines += _table(sheets[name], columns)
    return (File(name="audit.md", content=("\n".join(lines).rstrip() + "\n").encode("utf-8")),)


def _table(sheet: Sheet, columns: tuple[str, ...]) -> Iterator[str]:
    at = [sheet.header.index(name) for name in columns]
    yield f"## {sheet.name.capitalize()}"
    yield ""
    if not sheet.rows:
        yield say("none")
        yield ""
        return
    yield _row(_text(name.replace("_", " ")) for name in columns)
    yield _row("---" for _ in columns)
    for row in sheet.rows[:MAX_ROWS]:
        yield _row(_shown(row[place]) for place in at)
    yield ""
    if len(sheet.rows) > MAX_ROWS:
        yield say("more-rows", number=f"{len(sheet.rows) - MAX_ROWS:,}")
        yield ""


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return say("yes") if cell else say("no")
    return _text(BETWEEN.join(cell) if isinstance(cell, tuple) else str(cell))


def _text(text: str) -> str:
    return for_markdown(for_display(text, MAX_CELL))
