"""Suppliers' statements beside what was seen and listed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.model.grade import Grade
from camaudit.tabular.reply import MADE

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.listed import Statement


class Compared(StrEnum):
    """What a statement and the rest of an audit say of one maker."""

    SAME = "same"
    OTHER = "other"
    ONLY = "only"  # nothing else makes a maker likely
    NOT_READ = "not read"  # the name that is stated tells no maker
    NO_MAKER = "no maker"  # none is stated
    UNKNOWN = "unknown"  # it is about no device of the audit


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement, the maker that is likely otherwise, and how the two compare."""

    statement: Statement
    maker: str | None  # id, at least likely
    compared: Compared


def stated(audit: Audit) -> tuple[Stated, ...]:
    """Compare every statement, in the order of the audit."""
    likely: dict[str, str] = {}
    for one in audit.listed:
        if one.stated.maker is not None and one.stated.grade.rank >= Grade.LIKELY.rank:
            likely[one.id] = one.stated.maker
            if one.device is not None:
                likely[one.device] = one.stated.maker
    for identity in audit.identities:
        maker = identity.maker
        if maker.value is not None and maker.grade.rank >= Grade.LIKELY.rank:
            likely[identity.device] = maker.value
    return tuple(
        Stated(one, likely.get(one.id), _compared(one, likely.get(one.id)))
        for one in audit.statements
    )


def _compared(one: Statement, likely: str | None) -> Compared:
    if one.device is None and one.listed is None:
        return Compared.UNKNOWN
    if one.maker is None:
        return Compared.NOT_READ if dict(one.answers).get(MADE) else Compared.NO_MAKER
    if likely is None:
        return Compared.ONLY
    return Compared.SAME if one.maker == likely else Compared.OTHER
