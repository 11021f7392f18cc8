"""Parts of a rule file, read from strict YAML; every mistake is noted with its line."""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import re2

from camaudit.rulebook.types import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.yamlfile import Node

E = TypeVar("E", bound=StrEnum)

MAX_PATTERN = 1_000  # characters
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,4})?")
_ID = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")

QUIET = re2.Options()
QUIET.log_errors = False  # a bad pattern is told once, by us


class Part:
    """One mapping of a rule file."""

    def __init__(self, node: Node, known: Iterable[str], name: str) -> None:
        self.node = node
        self.name = name
        self.nodes = node.mapping(known, name)

    @property
    def line(self) -> int:
        """Give the line on which the mapping begins."""
        return self.node.line

    def wrong(self, key: str, what: str) -> None:
        """Note a mistake at a key, or at the mapping where the key is missing."""
        self.nodes.get(key, self.node).wrong(f"{key}: {what}")

    def text(self, key: str, *, empty: bool = False) -> str | None:
        """Give an optional text."""
        node = self.nodes.get(key)
        if node is None:
            return None
        value = node.text(key)
        if value == "" and not empty:
            self.wrong(key, "empty")
            return None
        return value

    def need(self, key: str, *, empty: bool = False) -> str:
        """Give a text that must be there."""
        if key not in self.nodes:
            self.wrong(key, f"missing in {self.name}")
        return self.text(key, empty=empty) or ""

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Give a list of texts."""
        node = self.nodes.get(key)
        if node is None:
            if needed:
                self.wrong(key, f"missing in {self.name}")
            return ()
        found = tuple(text for one in node.items(key) if (text := one.text(key)) is not None)
        if "" in found:
            self.wrong(key, "an empty line")
        if needed and not found and node.is_list:
            self.wrong(key, "empty")
        return found

    def parts(self, key: str, known: Iterable[str], *, needed: bool = False) -> list[Part]:
        """Give a list of mappings."""
        node = self.nodes.get(key)
        if node is None:
            if needed:
                self.wrong(key, f"missing in {self.name}")
            return []
        known = tuple(known)
        found = [Part(one, known, key) for one in node.items(key)]
        if needed and not found and node.is_list:
            self.wrong(key, "empty")
        return found

    def choice(self, key: str, allowed: Iterable[E], default: E) -> E:
        """Give one word of a closed list that must be there; the default where it is wrong."""
        value = self.need(key)
        words = {str(word): word for word in allowed}
        if value and value not in words:
            self.wrong(key, f"{value!r} is none of {', '.join(words)}")
        return words.get(value, default)

    def flag(self, key: str) -> bool:
        """Give yes or no."""
        value = self.need(key)
        if value and value not in {"yes", "no"}:
            self.wrong(key, f"{value!r} is neither yes nor no")
        return value == "yes"

    def number(self, key: str) -> float:
        """Give a plain number."""
        value = self.need(key)
        if value and not _NUMBER.fullmatch(value):
            self.wrong(key, f"{value!r} is not a number")
            return math.nan
        return float(value or "nan")

    def pattern(self, key: str) -> str:
        """Give a pattern that RE2 compiles and whose groups are known."""
        value = self.need(key)
        if len(value) > MAX_PATTERN:
            self.wrong(key, f"a pattern of more than {MAX_PATTERN} characters")
            return ""
        try:
            groups = set(re2.compile(value, QUIET).groupindex)
        except re2.error as error:
            why = error.args[0] if error.args else ""
            self.wrong(key, "RE2 does not take it: " + _text(why))
            return ""
        for group in sorted(groups - GROUPS):
            self.wrong(key, f"group {group!r} is none of {', '.join(sorted(GROUPS))}")
        return value

    def identifier(self, stem: str, taken: dict[str, str]) -> str:
        """Give an id, which begins with the name of its file and stands in no other place."""
        value = self.need("id")
        if not value:
            return value
        if not value.startswith(f"{stem}."):
            self.wrong("id", f"{value!r} does not begin with '{stem}.'")
        if not _ID.fullmatch(value):
            self.wrong("id", f"{value!r} holds more than lower-case letters, digits, '.', '-', '_'")
        if value in taken:
            self.wrong("id", f"{value!r} stands in {taken[value]} as well")
        taken.setdefault(value, f"{self.node.problems.file}:{self.line}")
        return value


def _text(raw: str | bytes) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
