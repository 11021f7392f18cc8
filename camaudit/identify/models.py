"""A model's name -> whose form it has, what kind of device it is, its era, what its line can do.

The one reader of model names: devices (score.py) and rows of a list (procurement) share it. Forms
that several makers use are all given, never one of them by the order of the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.identify.patternset import PatternSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.rulebook.types import Capability, ModelPattern, Rulebook

MAX_NAME = 128  # bytes of a model's name that are looked at


class ModelGrammar:
    """All patterns of model names and capabilities, compiled together on first use."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._patterns = [one for maker in rulebook.makers for one in maker.models]
        self._capabilities = [
            (maker.id, one) for maker in rulebook.makers for one in maker.capabilities
        ]
        self._models = PatternSet("models", (one.match for one in self._patterns))
        self._lines = PatternSet("capabilities", (one.match for _, one in self._capabilities))

    def read(self, name: str) -> tuple[ModelPattern, ...]:
        """Give every pattern that a model's name fits, in the order of the rules.

        Raises: RulesError where the patterns cannot be compiled together.
        """
        return tuple(self._patterns[at] for at in self._models.matching(_bytes(name)))

    def capabilities(self, name: str, makers: Iterable[str]) -> tuple[Capability, ...]:
        """Give what the makers state of the model's line: a capability, never a use.

        Raises: RulesError where the patterns cannot be compiled together.
        """
        wanted = frozenset(makers)
        found = [self._capabilities[at] for at in self._lines.matching(_bytes(name))]
        return tuple(one for maker, one in found if maker in wanted)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "replace")[:MAX_NAME]
