"""How old the rules and tables of an audit are, reckoned from the audit alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit import data
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from camaudit.model.audit import Audit

# Sentences about what an age has missed before.
MISSED = ("missed-registry", "missed-addresses", "missed-rules", "missed-kev")


@dataclass(frozen=True, slots=True)
class Aged:
    """A table and its age on the day of the answer."""

    name: str
    date: str  # ISO date
    months: int | None  # whole ones; None where the date is none

    @property
    def is_old(self) -> bool:
        """Tell whether a reader is to be told."""
        return self.months is not None and self.months >= data.OLD

    @property
    def is_very_old(self) -> bool:
        """Tell whether a reader is to be told loudly."""
        return self.months is not None and self.months >= data.VERY_OLD

    @property
    def words(self) -> str:
        """Say the age."""
        return say("not-known") if self.months is None else age(self.months)


def aged(audit: Audit) -> tuple[Aged, ...]:
    """Give the age of everything that the audit used, in its order."""
    return tuple(
        Aged(
            one.name,
            one.date,
            _months(one.date, audit.at),
        )
        for one in audit.data
    )


def age(months: int) -> str:
    """Say an age."""
    return say("age", months=number_of(months, "month")) if months else say("age-fresh")


def warnings(audit: Audit) -> tuple[str | None, str | None]:
    """Give the plain line and the loud one about old tables, each where there is cause."""
    every = aged(audit)
    old = [one for one in every if one.is_old and not one.is_very_old]
    very = [one for one in every if one.is_very_old]
    return _line("old", old), _line("very-old", very)


def _months(date: str, at: float) -> int | None:
    """Count months where the audit, which may come from anywhere, has a date and a time."""
    try:
        return data.age_months(date, at) if data.is_day(date) else None
    except (ValueError, OverflowError, OSError):
        return None


def _line(key: str, tables: list[Aged]) -> str | None:
    named = "; ".join(f"{one.name} {one.date}, {one.words}" for one in tables)
    return say(key, tables=named) if named else None
