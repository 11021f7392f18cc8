"""Strict YAML with positions: every scalar is text, duplicates and unknown keys are problems.

Read with the structure of BaseLoader, because YAML 1.1 turns the MAC block 10:12:50 into a
number and the country NO into false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file that a person wrote."""

    file: str
    line: int  # 1-based
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Problems:
    """Collects mistakes, so that a person sees all of them at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, line: int, what: str) -> None:
        """Note one mistake."""
        self.found.append(Problem(self.file, line, what))


class Node:
    """One node of a YAML file: text, a list or a mapping, with its line."""

    __slots__ = ("_raw", "line", "problems")

    def __init__(self, raw: yaml.Node, problems: Problems) -> None:
        self._raw = raw
        self.problems = problems
        self.line: int = raw.start_mark.line + 1

    @property
    def is_mapping(self) -> bool:
        """Tell whether the node is a mapping."""
        return isinstance(self._raw, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Tell whether the node is a list."""
        return isinstance(self._raw, yaml.SequenceNode)

    @property
    def is_text(self) -> bool:
        """Tell whether the node is a scalar."""
        return isinstance(self._raw, yaml.ScalarNode)

    def wrong(self, what: str) -> None:
        """Note a mistake at this node."""
        self.problems.add(self.line, what)

    def text(self, name: str = "value") -> str | None:
        """Give the scalar's text, or note a mistake and give None."""
        if isinstance(self._raw, yaml.ScalarNode):
            return str(self._raw.value)
        self.wrong(f"{name}: expected text")
        return None

    def items(self, name: str = "value") -> list[Node]:
        """Give the list's nodes; a mistake is noted where it is no list."""
        if isinstance(self._raw, yaml.SequenceNode):
            return [Node(raw, self.problems) for raw in self._raw.value]
        self.wrong(f"{name}: expected a list")
        return []

    def pairs(self, name: str = "value") -> Iterator[tuple[str, Node]]:
        """Give key and node of a mapping in order; doubled keys are mistakes."""
        if not isinstance(self._raw, yaml.MappingNode):
            self.wrong(f"{name}: expected keys and values")
            return
        seen: set[str] = set()
        for raw_key, raw_value in self._raw.value:
            line = raw_key.start_mark.line + 1
            if not isinstance(raw_key, yaml.ScalarNode):
                self.problems.add(line, "a key must be text")
                continue
            key = str(raw_key.value)
            if key in seen:
                self.problems.add(line, f"{key}: written twice")
                continue
            seen.add(key)
            yield key, Node(raw_value, self.problems)

    def mapping(self, known: Iterable[str], name: str = "value") -> dict[str, Node]:
        """Give a mapping's nodes by key; unknown keys are mistakes."""
        allowed = sorted(known)
        found: dict[str, Node] = {}
        for key, node in self.pairs(name):
            if key in allowed:
                found[key] = node
            else:
                node.wrong(f"{key}: unknown key; known are {', '.join(allowed)}")
        return found


def read(path: Path, shown: str | None = None) -> tuple[Node | None, Problems]:
    """Read one YAML file.

    Output: the root node, None where the file is empty or not YAML, and the problems so far.
    Raises: OSError where the file cannot be opened.
    """
    return parse(path.read_bytes(), shown or str(path))


def parse(data: bytes, shown: str) -> tuple[Node | None, Problems]:
    """Read YAML from bytes; `shown` is the file's name in messages."""
    problems = Problems(shown)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(data[: error.start].count(b"\n") + 1, "not UTF-8 text")
        return None, problems
    try:
        raw = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "not YAML"
        problems.add(mark.line + 1 if mark else 1, f"not YAML: {what}")
        return None, problems
    if raw is None:
        problems.add(1, "the file is empty")
        return None, problems
    return Node(raw, problems), problems
