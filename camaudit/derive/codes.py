"""What each code of a finding means (docs/checks.md), and the action it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit import data
from camaudit.checks.actions import actions
from camaudit.errors import DataError
from camaudit.outline import Node, node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from camaudit.model.action import ActionCard

PARTS = ("Meaning", "Evidence", "Can be wrong", "Remedy")  # of every section, in this order

_HEADING = "## "


@dataclass(frozen=True, slots=True)
class Section:
    """What the page says of one code."""

    code: str
    parts: tuple[tuple[str, str], ...]  # name and text of each part, in the order of the page


def sections(path: Path | None = None) -> dict[str, Section]:
    """Give each section by its code, in the order of the page.

    Raises: DataError where the page is not there.
    """
    path = path or data.folder("docs") / "checks.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
    found: dict[str, Section] = {}
    for part in f"\n{text}".split(f"\n{_HEADING}")[1:]:
        code, _, body = part.partition("\n")
        paragraphs = (" ".join(one.split()) for one in body.split("\n\n"))
        found[code.strip()] = Section(code.strip(), tuple(map(_part, filter(None, paragraphs))))
    return found


def _part(paragraph: str) -> tuple[str, str]:
    """Split `**Name.** text`; a paragraph without a name has an empty one."""
    if not paragraph.startswith("**"):
        return "", paragraph
    name, _, text = paragraph[2:].partition("**")
    return name.rstrip(".:"), text.strip()


def explain(section: Section) -> list[Node]:
    """Tell what a code means, and what its action costs and may stop."""
    under: list[Node | str] = []
    for name, text in section.parts:
        plain = text.replace("`", "")
        under.append(f"{name}: {plain}" if name else plain)
    card = actions().by_code.get(section.code)
    shown = [node(f"Code {section.code}", under)]
    return [*shown, node(f"Action: {card.title}", _card(card))] if card else shown


def _card(card: ActionCard) -> Iterator[Node | str]:
    yield card.does
    yield f"Who can do it: {', '.join(card.who)}"
    yield f"Minutes, an estimate: {card.first}, and {card.each} for each device: {card.basis}"
    yield node("Check first", card.check_first)
    yield node("What may stop working", card.may_stop)
    yield f"How to undo it: {card.undo}"
