"""Dates in a computer's language: 11/22/2026 9:14:03 AM, 22.11.2026 09:14:03, 22 Nov 26."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.flows.format import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?"
CLOCK = r"\d{1,2}[:.]\d\d[:.]\d\d(?: ?[AaPp]\.?[Mm]\.?)?"
_SEEN = re.compile(rf"(?<![\d.])({DATE})[\",; \t]{{1,3}}({CLOCK})")
_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST = "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d"
# Months by name, as Check Point writes them: "22Nov2026", "22 Nov 26", "Nov 22, 2026".
_BY_NAME = ("%d%b%Y", "%d %b %y", "%d %b %Y", "%b %d %Y", "%d-%b-%Y", "%d/%b/%Y")


def order(lines: Iterable[str]) -> str:
    """Find the order of a date's parts, as a form of strptime with hyphens.

    A number above 12 is no month, one of four digits is a year. Where no date tells, AM and PM
    speak for the month first, anything else for the day.
    """
    halves = False
    for line in lines:
        for date, clock in _SEEN.findall(line):
            first, second = (int(one) for one in re.split(r"[./-]", date)[:2])
            if first > 31:
                return _YEAR_FIRST
            if first > 12 or "." in date:
                return _DAY_FIRST
            if second > 12:
                return _MONTH_FIRST
            halves = halves or clock[-1] in "mM."
    return _MONTH_FIRST if halves else _DAY_FIRST


def moment(date: str, clock: str, form: str) -> str:
    """Write the SQL of a TIMESTAMP out of a date and a time of day, NULL where they are none.

    Input: two expressions; form, what `order` found.
    """
    day = f"rtrim(translate({date}, './', '--'), '-')"
    time = f"replace(replace(upper({clock}), '.M', 'M'), 'M.', 'M')"
    return (
        f"CASE WHEN contains({time}, 'M') "
        f"THEN try_strptime({day} || ' ' || {time}, {literal(f'{form} %I:%M:%S %p')}) "
        f"ELSE try_strptime({day} || ' ' || translate({time}, '.', ':'), "
        f"{literal(f'{form} %H:%M:%S')}) END"
    )


def written(text: str, form: str) -> str:
    """Write the SQL of microseconds since 1970 of any moment that a person's export holds.

    Input: an expression for date and time in one text; form, what `order` found.
    """
    plain = f"replace({text}, ',', '')"
    date = f"regexp_extract({plain}, '^(.*?) {CLOCK}', 1)"
    clock = f"regexp_extract({plain}, ' ({CLOCK})', 1)"
    named = ", ".join(
        f"try_strptime({plain}, {literal(f'{day} {time}')})"
        for day in _BY_NAME
        for time in ("%H:%M:%S", "%I:%M:%S %p")
    )
    return (
        f"CASE WHEN regexp_matches({text}, '^\\d{{4}}-\\d\\d-\\d\\d[T ]\\d\\d:') THEN iso({text}) "
        f"WHEN regexp_matches({text}, '^\\d{{10,19}}(\\.\\d+)?$') THEN epoch({text}) "
        f"WHEN regexp_matches({text}, '^{DATE}') THEN wall({moment(date, clock, form)}) "
        f"ELSE wall(coalesce({named})) END"
    )
