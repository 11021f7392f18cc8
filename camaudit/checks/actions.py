"""Findings grouped by what is to be done about them; the actions themselves are data."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.errors import DataError
from camaudit.model.action import ActionCard, Task, Who
from camaudit.model.finding import Severity
from camaudit.rulebook.read import Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.finding import Finding

_FILE = Path(__file__).with_name("actions.yaml")
_KEYS = ("id", "title", "does", "who", "minutes", "check_first", "may_stop", "undo", "codes")
_MINUTES = ("first", "each", "basis")
_MAX_MINUTES = 480


@dataclass(frozen=True, slots=True)
class Actions:
    """All actions, and the one that each code belongs to."""

    cards: tuple[ActionCard, ...]  # in the order of the file
    by_code: dict[str, ActionCard]


@cache
def actions() -> Actions:
    """Give the actions that camaudit knows.

    Raises: DataError with every mistake of the file, one a line.
    """
    return load(_FILE)


def load(path: Path) -> Actions:
    """Read a file of actions.

    Raises: DataError with every mistake, one a line as `file:line: what`.
    """
    try:
        root, problems = yamlfile.read(path, path.name)
    except OSError as error:
        raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
    cards: list[ActionCard] = []
    by_code: dict[str, ActionCard] = {}
    for node in root.items("actions") if root is not None else ():
        part = Part(node, _KEYS, "action")
        card = _card(part)
        if card.id in {one.id for one in cards}:
            part.wrong("id", f"{card.id!r} is taken")
        cards.append(card)
        for code in part.texts("codes"):
            if code in by_code:
                part.wrong("codes", f"{code!r} belongs to {by_code[code].id!r} already")
            by_code[code] = card
    if problems.found:
        raise DataError("\n".join(map(str, sorted(problems.found, key=lambda one: one.line))))
    return Actions(tuple(cards), by_code)


def _card(part: Part) -> ActionCard:
    words = {str(one): one for one in Who}
    who = part.texts("who", needed=True)
    for one in who:
        if one not in words:
            part.wrong("who", f"{one!r} is none of {', '.join(words)}")
    node = part.nodes.get("minutes")
    if node is None:
        part.wrong("minutes", "missing in action")
    minutes = Part(node, _MINUTES, "minutes") if node is not None else None
    return ActionCard(
        id=part.need("id"),
        title=part.need("title"),
        does=part.need("does"),
        who=tuple(words[one] for one in who if one in words),
        first=_minutes(minutes, "first"),
        each=_minutes(minutes, "each"),
        basis=minutes.need("basis") if minutes is not None else "",
        check_first=part.texts("check_first", needed=True),
        may_stop=part.texts("may_stop", needed=True),
        undo=part.need("undo"),
    )


def _minutes(part: Part | None, key: str) -> int:
    said = part.need(key) if part is not None else "0"
    if said.isascii() and said.isdigit() and int(said[:6]) <= _MAX_MINUTES:
        return int(said)
    if part is not None and said:
        part.wrong(key, f"{said!r} is no whole number up to {_MAX_MINUTES}")
    return 0


def grouped(findings: Iterable[Finding], known: Actions) -> tuple[Task, ...]:
    """Group findings by their action; notes ask for none.

    Output: by severity, then by grade, then those of most devices, then in the order of the file.
    """
    members: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.severity is not Severity.NOTE:
            members[known.by_code[one.code].id].append(one)
    made = [_action(card, members[card.id]) for card in known.cards if card.id in members]
    made.sort(key=lambda one: (-one.severity.rank, -one.grade.rank, -len(one.devices)))
    return tuple(made)


def _action(card: ActionCard, findings: list[Finding]) -> Task:
    gravest = max((one.severity for one in findings), key=lambda severity: severity.rank)
    devices = tuple(sorted({one.device for one in findings}))
    return Task(
        card=card,
        severity=gravest,
        grade=max(
            (one.grade for one in findings if one.severity is gravest),
            key=lambda grade: grade.rank,
        ),
        devices=devices,
        findings=tuple(one.id for one in findings),
        minutes=card.first + card.each * len(devices),
    )
