"""A model's name -> whose form it has, what kind of device it is, its era, what its line can do.

The one reader of model names: devices (score.py) and rows of a list (procurement) share it. Forms
that several makers use are all given, never one of them by the order of the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.errors import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.rulebook.types import Capability, ModelPattern, Rulebook

MAX_NAME = 128  # bytes of a model's name that are looked at
MAX_MEMORY = 64 << 20  # bytes that RE2 may use for all patterns together


class ModelGrammar:
    """All patterns of model names and capabilities, compiled together on first use."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._patterns = [one for maker in rulebook.makers for one in maker.models]
        self._capabilities = [
            (maker.id, one) for maker in rulebook.makers for one in maker.capabilities
        ]
        self._models: re2.Set | None = None
        self._lines: re2.Set | None = None

    def read(self, name: str) -> tuple[ModelPattern, ...]:
        """Give every pattern that a model's name fits, in the order of the rules.

        Raises: RulesError where the patterns cannot be compiled together.
        """
        if self._models is None:
            self._models = _compiled(one.match for one in self._patterns)
        return tuple(self._patterns[at] for at in _matching(self._models, name))

    def capabilities(self, name: str, makers: Iterable[str]) -> tuple[Capability, ...]:
        """Give what the makers state of the model's line: a capability, never a use.

        Raises: RulesError where the patterns cannot be compiled together.
        """
        if self._lines is None:
            self._lines = _compiled(one.match for _, one in self._capabilities)
        wanted = frozenset(makers)
        found = [self._capabilities[at] for at in _matching(self._lines, name)]
        return tuple(one for maker, one in found if maker in wanted)


def _compiled(patterns: Iterable[str]) -> re2.Set:
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        made.Add(pattern)
    try:
        made.Compile()
    except re2.error as error:
        raise RulesError(f"models: the patterns do not fit in {MAX_MEMORY} bytes") from error
    return made


def _matching(patterns: re2.Set, name: str) -> list[int]:
    return sorted(patterns.Match(name.encode("utf-8", "replace")[:MAX_NAME]) or ())
