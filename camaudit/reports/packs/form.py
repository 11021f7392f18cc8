"""What a pack is made of. A number stands in a Figure or in a Table, with how it was counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure; the day it holds for is that of the pack."""

    what: str  # "Cameras"
    value: str  # "at least 6"
    of: str  # n, with its noun: "9 devices"
    how: str  # how it was counted, without a full stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures of one sort, counted in one way. Cells may be foreign."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: str
    how: str
    more: int = 0  # rows that are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What a network cannot tell."""

    what: str
    who: str  # who can answer it


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with what the audit answers, and what it leaves open."""

    asks: str
    asked_by: str
    says: tuple[str | Figure | Table, ...] = ()
    open: tuple[Open, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One document."""

    title: str
    organisation: str  # may be foreign
    day: str  # "22 November 2026"
    mark: str  # for whom it is
    intro: tuple[str, ...]
    questions: tuple[Question, ...]
    basis: tuple[str, ...]  # what all figures rest on
