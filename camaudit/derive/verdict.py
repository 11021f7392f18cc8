"""What comes of deriving an audit again: what agrees, what does not, what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing that is written otherwise than it is derived."""

    where: str  # "findings[3]", "devices.csv"
    says: str  # one sentence
    written: str | None  # may be foreign; None: nothing is written
    derived: str | None  # may be foreign; None: nothing is derived


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One sort of statement, and how many of them were derived again."""

    what: str
    count: int
    agree: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that can be said of an audit from what it holds."""

    checked: tuple[Checked, ...]
    problems: tuple[Problem, ...]
    untold: tuple[str, ...]  # sentences: what the audit does not hold the evidence of

    @property
    def agrees(self) -> bool:
        """Tell whether everything that could be derived again is written so."""
        return not self.problems
