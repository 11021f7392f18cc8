"""Headings that stand in two rows: "Make" above, "/ Model" below, or a group above its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.tabular.columns import NAMING, SPELLINGS, Headings, Role, headings, plain
from camaudit.tabular.row import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PART = 40  # characters of a part of a heading
# Words of headings that are data as well: a row of them alone is no second row of headings.
_THING_WORDS = """
camera device asset equipment product produkt produit producto prodotto item article goods artikel
oem
"""
_FURTHER_WORDS = """
and or ref id price cost rate amount value total vat unit each per ex excl incl ea nr no nos
required offered proposed installed fitted purchase if known gbp eur usd year month line lot
serial mac ip address warranty supplier site location area floor room building
"""
_THINGS = frozenset(_THING_WORDS.split())
_PARTS = frozenset(
    word
    for spelled in SPELLINGS.values()
    for name in spelled
    for word in name.split()
    if word not in _THINGS
) | frozenset(_FURTHER_WORDS.split())


def find(rows: Sequence[Row], at: int) -> tuple[int, Headings, Row]:
    """Read the headings at a place in the rows with a second row of them, if there is one.

    Output: place of the last row of headings, what they mean, and their texts as one row.
    """
    row = rows[at]
    found = headings(row.cells)
    if at + 1 < len(rows):
        joined = _joined(row, rows[at + 1])
        both = headings(joined.cells)
        if _continues(row, rows[at + 1]) and _holds(both, found):
            return at + 1, both, joined
    if at and _is_group(rows[at - 1]):
        joined = _joined(rows[at - 1], row)
        both = headings(joined.cells)
        if both.score > found.score:
            return at, both, joined
    return at, found, row


def _joined(above: Row, below: Row) -> Row:
    """Join two rows cell by cell; a cell merged downwards stands once."""
    texts = []
    for column in range(max(len(above.cells), len(below.cells))):
        parts = [above.cell(column)]
        if column not in below.filled:
            parts.append(below.cell(column))
        texts.append(" ".join(part for part in parts if part))
    return Row(below.number, tuple(texts))


def _continues(above: Row, below: Row) -> bool:
    """Tell whether a row goes on with the headings above it: "/ Model", "No.", "required"."""
    own = {at: text for at, text in enumerate(below.cells) if text and at not in below.filled}
    if not own or any(len(text) > MAX_PART for text in own.values()):
        return False
    if not any(above.cell(at) for at in own):
        return False
    return all(set(plain(text).split()) <= _PARTS for text in own.values())


def _holds(both: Headings, alone: Headings) -> bool:
    """Tell whether two rows together say no less than the first alone."""
    return all(
        role in both.columns
        or (role in {Role.MAKE, Role.MODEL} and Role.PRODUCT in both.columns)
        for role in alone.columns
    ) and bool(NAMING & set(both.columns))  # fmt: skip


def _is_group(row: Row) -> bool:
    """Tell whether a row may name groups of columns: "Camera" above "Make" and "Model"."""
    texts = [text for text in row.cells if text]
    return len(texts) > 1 and all(
        len(text) <= MAX_PART and not any(map(str.isdigit, text)) for text in texts
    )
