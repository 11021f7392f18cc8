"""Folders of guides -> Guides, every problem of every file at once.

Guides change no answer of an audit: they stand apart from the rulebook, and are read if asked for.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.errors import RulesError
from camaudit.rulebook.guide import Guide, Have, Person, Sample, Step
from camaudit.rulebook.read import Part
from camaudit.yamlfile import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

FOLDER = "guides"
MAX_MINUTES = 240
MAX_SAMPLE = 2_000  # characters
_KEYS = (
    "guide", "name", "have", "words", "shows", "cannot", "rights", "minutes", "personal", "cut",
    "steps", "file", "ask", "asked", "samples", "references", "checked",
)  # fmt: skip
_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FILE = re.compile(r"[a-zA-Z0-9][\w-]*(?:\.[a-z0-9]+)+")


def load(layers: Sequence[Path]) -> tuple[Guide, ...]:
    """Read the guides: of the shipped folder first, then those of the user, which replace them.

    Output: sorted by what the person has, then by name.
    Raises: RulesError with every problem of every file, one a line: `rules/guides/x.yaml:6: what`.
    """
    problems: list[Problem] = []
    found: dict[str, Guide] = {}
    for layer in layers:
        for path in sorted((layer / FOLDER).glob("*")):
            if path.name.startswith("."):
                continue
            shown = f"{layer.name}/{FOLDER}/{path.name}"
            if path.suffix != ".yaml" or not _STEM.fullmatch(path.stem):
                problems.append(Problem(shown, 1, "not read: a guide is named <id>.yaml"))
                continue
            guide, noted = _read(path, shown)
            problems += noted
            if guide is not None:
                found[guide.id] = guide
    problems += _doubled(found.values())
    if problems:
        problems.sort(key=lambda one: (one.file, one.line, one.what))
        raise RulesError("\n".join(str(problem) for problem in problems))
    order = list(Have)
    return tuple(
        sorted(found.values(), key=lambda one: (order.index(one.have), one.name.casefold()))
    )


def _read(path: Path, shown: str) -> tuple[Guide | None, list[Problem]]:
    try:
        root, noted = yamlfile.read(path, shown)
    except OSError as error:
        return None, [Problem(shown, 1, f"cannot be read: {error.strerror}")]
    if root is None:
        return None, noted.found
    part = Part(root, _KEYS, "the guide")
    guide = _guide(part, path.stem) if root.is_mapping else None
    return guide, noted.found


def _guide(part: Part, stem: str) -> Guide:
    written = part.need("guide")
    if written and written != stem:
        part.wrong("guide", f"{written!r} is not the name of the file")
    file = part.need("file")
    if file and not _FILE.fullmatch(file):
        part.wrong("file", f"{file!r} is no plain file name like core-switch.txt")
    asked = part.need("asked")
    if asked.endswith("."):
        part.wrong("asked", "ends with a full stop; it stands within a sentence")
    return Guide(
        id=stem,
        name=part.need("name"),
        have=part.choice("have", Have, Have.SWITCH),
        words=part.texts("words"),
        shows=_sentence(part, "shows"),
        cannot=_sentence(part, "cannot"),
        rights=_sentence(part, "rights"),
        minutes=_minutes(part),
        personal=_sentence(part, "personal"),
        cut=_sentence(part, "cut"),
        steps=tuple(_step(one) for one in part.parts("steps", ("do", "type"), needed=True)),
        file=file,
        ask=part.choice("ask", Person, Person.SUPPORT),
        asked=asked,
        samples=tuple(_sample(one) for one in part.parts("samples", ("file", "text"), needed=True)),
        references=part.texts("references", needed=True),
        checked=_day(part),
        source=part.node.problems.file,
    )


def _sentence(part: Part, key: str) -> str:
    text = " ".join(part.need(key).split())
    if text and not text.endswith("."):
        part.wrong(key, "is no whole sentence: it has no full stop at its end")
    return text


def _step(part: Part) -> Step:
    return Step(do=" ".join(part.need("do").split()), type=part.texts("type"))


def _sample(part: Part) -> Sample:
    file, text = part.need("file"), part.need("text")
    if file and not _FILE.fullmatch(file):
        part.wrong("file", f"{file!r} is no plain file name like core-switch.txt")
    if len(text) > MAX_SAMPLE:
        part.wrong("text", f"more than {MAX_SAMPLE:,} characters: a sample is short")
    return Sample(file=file, text=text)


def _minutes(part: Part) -> int:
    said = part.need("minutes")
    if said.isascii() and said.isdigit() and 0 < int(said[:6]) <= MAX_MINUTES:
        return int(said)
    if said:
        part.wrong("minutes", f"{said!r} is no whole number from 1 to {MAX_MINUTES}")
    return 0


def _day(part: Part) -> str:
    text = part.need("checked")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        part.wrong("checked", f"{text!r} is no day like 2026-11-26")
        return ""


def _doubled(guides: Iterable[Guide]) -> list[Problem]:
    """Find names that two guides claim."""
    taken: dict[str, str] = {}
    problems: list[Problem] = []
    for guide in sorted(guides, key=lambda one: one.id):
        name = guide.name.casefold()
        if name in taken:
            problems.append(Problem(guide.source, 1, f"name: {taken[name]} has it as well"))
        taken.setdefault(name, guide.source)
    return problems
