"""Suppliers' replies beside the devices that they are about: stated, and no more than that."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from camaudit.model.listed import Statement
from camaudit.model.observation import Document
from camaudit.tabular.reply import DAY, MADE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from camaudit.listed.bunch import Sited
    from camaudit.listed.stated import Stater
    from camaudit.model.listed import Listed

_FORMS = ("%d %B %Y", "%d %b %Y")
_NUMBERS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def statements(
    claims: Iterable[Sited], described: Collection[str], listed: Sequence[Listed], stater: Stater
) -> tuple[Statement, ...]:
    """Give what suppliers state, by id and row.

    Input:  described: ids of the devices that the audit describes; others are not told of.
    """
    cameras = {one.id for one in listed}
    found = [
        Statement(
            id=claim.name,
            device=claim.name if claim.name in described else None,
            listed=claim.name if claim.name in cameras else None,
            maker=stater.read(dict(claim.answers).get(MADE), None).maker,
            on=day(dict(claim.answers).get(DAY, "")),
            answers=claim.answers,
            seen=claim.seen,
        )
        for _, claim in claims
        if claim.document is Document.REPLY and claim.name is not None
    ]
    return tuple(sorted(set(found), key=lambda one: (one.id, one.seen, one.answers)))


def day(text: str) -> str | None:
    """Read the day of an answer.

    Output: an ISO date; None for what is none, and where day and month may stand either way.
    """
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    numbers = _NUMBERS.fullmatch(text)
    if numbers is not None:
        first, second, year = map(int, numbers.groups())
        if first != second and first <= 12 and second <= 12:
            return None
        month, of_month = (first, second) if second > 12 else (second, first)
        try:
            return date(year, month, of_month).isoformat()
        except ValueError:
            return None
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
