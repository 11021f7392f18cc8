"""Many patterns over one text at once.

RE2 runs in time linear in the text, whatever the text. A set tells which patterns match; groups are
read in a second pass over those alone. Both are given bytes: a search in `str` costs three times as
much (12 against 4 us), and a lone surrogate would raise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.errors import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable

# Bytes that RE2 may use for one set. The largest set of the rules (29 patterns) needs 128 KiB, and
# 200 patterns with 40 optional characters each need 4.2 MiB: this leaves room for thousands, and
# still bounds what somebody's own folder of rules can take. It is a ceiling, not taken beforehand.
MAX_MEMORY = 64 << 20


class PatternSet:
    """Patterns that are compiled together on first use."""

    def __init__(self, name: str, patterns: Iterable[str]) -> None:
        self._name = name
        self._patterns = tuple(patterns)
        self._set: re2.Set | None = None
        self._single: dict[int, re2._Regexp] = {}

    def matching(self, text: bytes) -> list[int]:
        """Give the places of the patterns that match, in their order.

        Raises: RulesError where they cannot be compiled together; that is never "no match".
        """
        if self._set is None:
            self._set = self._compiled()
        return sorted(self._set.Match(text) or ())  # None where nothing matches

    def groups(self, place: int, text: bytes) -> dict[str, str]:
        """Give what the named groups of one pattern catch in a text that it matches."""
        pattern = self._single.get(place)
        if pattern is None:
            pattern = self._single[place] = re2.compile(self._patterns[place], _options())
        found = pattern.search(text)
        caught = found.groupdict() if found is not None else {}
        return {name: raw.decode("utf-8", "replace") for name, raw in caught.items() if raw}

    def _compiled(self) -> re2.Set:
        made = re2.Set.SearchSet(_options())
        try:
            for pattern in self._patterns:
                made.Add(pattern)
            made.Compile()
        except re2.error as error:
            raise RulesError(
                f"{self._name}: {len(self._patterns)} patterns do not fit in {MAX_MEMORY} bytes"
            ) from error
        return made


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    return options
