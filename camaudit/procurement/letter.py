"""The questions that go to every bidder alike, as plain text; no maker is named in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.escape import for_terminal
from camaudit.guides.bidders import questions

if TYPE_CHECKING:
    from camaudit.procurement.run import Tally

WIDTH = 95  # columns
MAX_TEXT = 70  # characters of a label or model


def letter(name: str, tally: Tally, at: str) -> str:
    """Write the letter; the same text goes to every bidder."""
    lines = [
        f"Questions on the devices in: {for_terminal(name)}",
        f"Date: {at}",
        "",
        "To every bidder. The same questions go to all bidders; no answer to them is by itself a",
        "ground for exclusion. Please reply for each model that you offer.",
        "",
        *questions(WIDTH),
        "",
        "Devices in the list:",
        "",
    ]
    for (label, model), places in tally.asked.items():
        shown = " ".join(part for part in (_cut(label), _cut(model)) if part)
        more = ", ..." if len(places) >= 5 else ""
        lines.append(f"  {_places(places, named=len(tally.sheets) > 1)}{more}: {shown}")
        lines.append("      Who manufactured this model?  ......................................")
    if tally.asked_more:
        lines.append(f"  and {tally.asked_more:,} more rows of the list")
    return "\n".join(lines) + "\n"


def _places(places: list[tuple[str, int]], *, named: bool) -> str:
    """Write `row 5, 8`, or with several sheets `Lot 1 row 5, 8; Lot 2 row 3`."""
    rows: dict[str, list[str]] = {}
    for sheet, row in places:
        rows.setdefault(_cut(sheet) if named else "", []).append(str(row))
    return "; ".join(f"{sheet} row {', '.join(found)}".strip() for sheet, found in rows.items())


def _cut(text: str) -> str:
    shown = for_terminal(text)
    return shown if len(shown) <= MAX_TEXT else shown[: MAX_TEXT - 1] + "…"
