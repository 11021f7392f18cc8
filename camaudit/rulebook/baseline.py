"""What is no camera: printers, televisions, phones, routers, and what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.errors import RulesError
from camaudit.model.observation import Channel
from camaudit.rulebook.read import Part

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmless:
    """One thing that a device which is no camera says."""

    what: str  # "HP LaserJet printer"
    channel: Channel
    value: str
    place: str  # file and line


def read(folder: Path) -> tuple[Harmless, ...]:
    """Read every *.yaml of a folder: a list of `what` and `says`, pairs of channel and value.

    Raises: RulesError with every problem, one a line.
    """
    found: list[Harmless] = []
    problems: list[yamlfile.Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        root, noted = yamlfile.read(path, f"{folder.name}/{path.name}")
        for node in root.items("the file") if root is not None else ():
            part = Part(node, ("what", "says"), "the device")
            what = part.need("what")
            if "says" not in part.nodes:
                part.wrong("says", "missing in the device")
                continue
            for pair in part.nodes["says"].items("says"):
                found += _said(pair, what)
        problems += noted.found
    if problems:
        raise RulesError("\n".join(str(problem) for problem in problems))
    return tuple(found)


def _said(pair: yamlfile.Node, what: str) -> list[Harmless]:
    texts = [one.text() or "" for one in pair.items("a line of says")]
    if len(texts) != 2 or texts[0] not in set(Channel) or not texts[1]:
        pair.wrong("says: each line is [channel, value]")
        return []
    place = f"{pair.problems.file}:{pair.line}"
    return [Harmless(what=what, channel=Channel(texts[0]), value=texts[1], place=place)]
