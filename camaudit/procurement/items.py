"""A row of a list -> what it offers, in its own words, or the reason why it offers nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.procurement.words import is_ditto, is_sum, said
from camaudit.tabular.columns import NAMING, Role, is_make_and_model

if TYPE_CHECKING:
    from camaudit.tabular.layout import Layout
    from camaudit.tabular.row import Row

MAX_QUANTITY = 1_000_000  # a larger number is no quantity of cameras
_QUANTITY = re.compile(
    r"(?:qty|x|\u00d7)?[.:]?\s*(\d{1,3}(?:[ ,.']\d{3})+|\d+)(?:[.,]0+)?\s*"
    r"(?:x|\u00d7|no|nos|nr|off|pcs?|pieces?|ea|each|units?|st|stk|stück|sets?|items?|pce|cameras?)?"
    r"\.?(?:\s*\([a-z]+\))?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](\d\d)")


class Reason(StrEnum):
    """Why a row has no answer."""

    EMPTY = "empty row"
    DAMAGED = "row that cannot be read (is a quotation mark left open?)"
    SUM = "a sum or a charge"
    HEADING = "headings again"
    NOTHING = "no make or model"
    BESIDE = "not a camera, by its words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one row offers, in its own words; "" where it says nothing."""

    make: str
    model: str
    product: str  # make and model in one cell
    description: str
    year: int | None  # when it was bought, where the list says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: its item or the reason why there is none, and how many units."""

    number: int
    item: Item | None
    reason: Reason | None
    quantity: int | None  # None: not stated, or not as a number


class Reader:
    """Reads the rows of one list, in their order: a cell may repeat the one above."""

    def __init__(self, layout: Layout) -> None:
        self._columns = layout.columns
        self._header = layout.header
        self._heads = {tuple(map(str.casefold, one)) for one in (layout.names, *layout.heads)}
        product = layout.columns.get(Role.PRODUCT, ())
        self._named = any(is_make_and_model(layout.names[at]) for at in product)
        self._above: dict[Role, str] = {}

    def read(self, row: Row) -> Line | None:
        """Read one row; None for those above the list and for its headings."""
        if row.number <= self._header:
            return None
        reason = self._reason(row)
        if reason is not None:
            return Line(number=row.number, item=None, reason=reason, quantity=None)
        if not self._header and not self._columns:
            whole = " ".join(text for text in row.cells if text)
            item = Item(make="", model="", product=whole, description="", year=None)
            return Line(number=row.number, item=item, reason=None, quantity=None)
        found = {role: self._text(row, role) for role in NAMING}
        make, product = found[Role.MAKE], found[Role.PRODUCT]
        if self._named and not make:
            make, product = product, ""
        item = Item(
            make=make,
            model=found[Role.MODEL],
            product=product,
            description=found[Role.DESCRIPTION],
            year=year_of(self._text(row, Role.DATE)),
        )
        empty = not (item.make or item.model or item.product or item.description)
        return Line(
            number=row.number,
            item=None if empty else item,
            reason=Reason.NOTHING if empty else None,
            quantity=quantity_of(self._own(row, Role.QUANTITY)),
        )

    def _reason(self, row: Row) -> Reason | None:
        if row.damaged:
            return Reason.DAMAGED
        if row.empty:
            return Reason.EMPTY
        if tuple(map(str.casefold, row.cells)) in self._heads:
            return Reason.HEADING
        first = next(text for text in row.cells if text)
        texts = [first, *(row.cell(at) for role in NAMING for at in self._columns.get(role, ()))]
        model = next((row.cell(at) for at in self._columns.get(Role.MODEL, ())), "")
        if any(is_sum(text) for text in texts) and not any(map(str.isdigit, model)):
            return Reason.SUM
        return None

    def _text(self, row: Row, role: Role) -> str:
        texts = [row.cell(at) for at in self._columns.get(role, ())]
        if role is Role.DESCRIPTION:
            return "; ".join(text for text in texts if said(text))
        text = texts[0] if texts else ""
        if is_ditto(text):
            return self._above.get(role, "")
        self._above[role] = text
        return said(text)

    def _own(self, row: Row, role: Role) -> str:
        """Give a cell unless it is merged with the one above: its units are counted there."""
        return next(
            (row.cell(at) for at in self._columns.get(role, ()) if at not in row.filled), ""
        )


def quantity_of(text: str) -> int | None:
    """Read "12", "12 No.", "x 4", "1,000"; None where no whole number of things stands.

    "1.000" is one or a thousand by the country it was written in: not stated.
    """
    found = _QUANTITY.fullmatch(text.strip())
    if found is None or found.group(1).endswith(".000"):
        return None
    number = int(re.sub(r"\D", "", found.group(1)))
    return number if 0 < number <= MAX_QUANTITY else None


def year_of(text: str) -> int | None:
    """Read the year of a date in any of the usual forms."""
    found = _YEAR.search(text)
    if found is not None:
        return int(found.group(1))
    short = _SHORT_YEAR.fullmatch(text.strip())
    return 2000 + int(short.group(1)) if short is not None else None
