"""Sites by makers, each cell by grade; where nobody looked is no zero."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.counts.makers import SiteMaker
    from camaudit.counts.networks import NetworkRow
    from camaudit.model.grade import Grade

MOST_MAKERS = 8  # columns; the makers with the fewest devices share the last one

Cell = tuple[tuple["Grade", int], ...]  # the surest first; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One site."""

    site: str | None
    cells: tuple[Cell | None, ...]  # by column; None: not looked, so nothing is known
    devices: int
    looked: int  # networks
    networks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All sites."""

    makers: tuple[str | None, ...]  # columns, the most devices first; None: not known
    further: int  # makers of the last column, which has no name of its own; 0: there is none
    rows: tuple[MatrixRow, ...]


def matrix_of(sites: Sequence[SiteMaker], networks: Sequence[NetworkRow]) -> Matrix:
    """Lay out what was counted.

    Input: devices by site, maker and grade; networks, with whether each was looked at.
    """
    totals: Counter[str | None] = Counter()
    for one in sites:
        totals[one.name] += one.devices
    ordered = sorted(totals, key=lambda name: (name is None, -totals[name], name or ""))
    own = ordered if len(ordered) <= MOST_MAKERS else ordered[: MOST_MAKERS - 1]
    column = {name: min(at, len(own)) for at, name in enumerate(ordered)}
    further = len(ordered) - len(own)
    width = len(own) + (further > 0)
    looked: dict[str | None, list[bool]] = defaultdict(list)
    for row in networks:
        looked[row.site].append(row.tally is not None)
    found: dict[str | None, list[Counter[Grade]]] = {}
    for site in (*looked, *(one.site for one in sites)):
        found.setdefault(site, [Counter() for _ in range(width)])
    for one in sites:
        found[one.site][column[one.name]][one.grade] += one.devices
    return Matrix(
        makers=tuple(own),
        further=further,
        rows=tuple(
            MatrixRow(
                site=site,
                cells=tuple(_cell(cell, known=any(looked[site])) for cell in cells),
                devices=sum(cell.total() for cell in cells),
                looked=sum(looked[site]),
                networks=len(looked[site]),
            )
            for site, cells in found.items()
        ),
    )


def _cell(counted: Counter[Grade], *, known: bool) -> Cell | None:
    if not counted and not known:
        return None
    return tuple(sorted(counted.items(), key=lambda item: -item[0].rank))
