"""Writes CSV, row by row: the columns of the list, then the answer's."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from camaudit.procurement.show import COLUMNS
from camaudit.procurement.writing import harmless, squared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from camaudit.procurement.run import Checked
    from camaudit.tabular.layout import Layout

MAX_KEPT = 20_000  # different answers held ready to write


def write(layout: Layout, checked: Iterable[Checked], out: TextIO, delimiter: str = ",") -> None:
    """Write every row; no cell can be read as a formula."""
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    if not layout.header:
        writer.writerow([*[""] * layout.width, *COLUMNS])
    kept: dict[tuple[str, ...], list[str]] = {}
    for one in checked:
        cells = [harmless(text) for text in squared(one.row.cells, layout.width)]
        if one.shown is not None:
            added = kept.get(one.shown.cells)
            if added is None:
                if len(kept) >= MAX_KEPT:
                    kept.clear()
                added = kept[one.shown.cells] = [harmless(text) for text in one.shown.cells]
            cells += added
        elif layout.header and one.row.number == layout.header:
            cells += COLUMNS
        writer.writerow(cells)
