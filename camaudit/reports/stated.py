"""Suppliers' replies as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.counts.replies import Compared, stated
from camaudit.reports.sentences import say
from camaudit.reports.text import address
from camaudit.tabular.reply import DAY, MADE

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.listed import Statement

_WORDS = {
    Compared.SAME: "stated-same",
    Compared.OTHER: "stated-other",
    Compared.ONLY: "stated-only",
    Compared.NOT_READ: "stated-not-read",
    Compared.NO_MAKER: "stated-no-maker",
    Compared.UNKNOWN: "stated-unknown",
}


@dataclass(frozen=True, slots=True)
class OfSupplier:
    """One row of a reply."""

    statement: Statement
    name: str  # of the device: its address, or the camera's name on a list, or the id
    maker: str | None  # as it is stated
    seen: str | None  # the maker that is likely otherwise, as people say it
    compared: str
    by: str  # "stated by supplier, 2026-11-22"
    more: tuple[tuple[str, str], ...]  # further answers


def of_suppliers(audit: Audit) -> tuple[OfSupplier, ...]:
    """Give the rows of the replies in the order of the audit."""
    short = {card.id: card.short for card in audit.makers}
    names = {one.id: address(one) for one in audit.devices}
    names |= {one.id: one.name for one in audit.listed if one.name is not None}
    return tuple(
        OfSupplier(
            statement=one.statement,
            name=names.get(one.statement.id, one.statement.id),
            maker=dict(one.statement.answers).get(MADE),
            seen=short.get(one.maker or "", one.maker),
            compared=say(_WORDS[one.compared]),
            by=on(one.statement),
            more=tuple((what, text) for what, text in one.statement.answers if what not in _OWN),
        )
        for one in stated(audit)
    )


_OWN = frozenset({MADE, DAY})


def on(statement: Statement) -> str:
    """Say whose word it is, and of what day."""
    if statement.on is None:
        return say("stated-some-day")
    return say("stated-on", day=statement.on)
