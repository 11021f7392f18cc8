"""A picture of who calls whom: devices, networks of companies, places, and lines between them.

It shows what stands in the table below it, no more: a place on the picture is no warning, so all
lines have one colour. Places and sizes are in units of the picture.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from camaudit.counts.outbound import OperatorRow

MOST = 10  # boxes in one column; the others share the last
WIDTH, HEIGHT, STEP = 250, 34, 44  # of a box; from one to the next
LEFT, MIDDLE, RIGHT = 0, 375, 750  # where the columns begin
THICKEST = 12.0  # of a line
MARGIN = 28  # above, for the headings
_TEXT = 34  # characters of a box


@dataclass(frozen=True, slots=True)
class Box:
    """One device, maker, company or place."""

    text: str
    whole: str  # the text uncut
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Line:
    """From one box to another."""

    path: str  # of SVG
    thick: float
    says: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    height: int


def picture_of(
    rows: Sequence[OperatorRow], names: Mapping[str, str], makers: Mapping[str, str]
) -> Picture | None:
    """Draw calls; None where there are none.

    Input: names, makers: what each device is called, and who built it, by its id.
    """
    if not rows:
        return None
    callers = sorted({one for row in rows for one in row.amount.devices})
    group = names if len(callers) <= MOST else makers
    ids = {one: f"{one}\0{group[one]}" if group is names else group[one] for one in callers}
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    onward: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        company = row.operator or say("not-known")
        for one in row.amount.devices:
            links[ids[one], company].add(one)
            onward[company, row.place].add(one)
    first = _column([one for one, _ in links], links, 0)
    second = _column([one for _, one in links], links, 1)
    third = _column([one for _, one in onward], onward, 1)
    boxes = [*_boxes(first, LEFT), *_boxes(second, MIDDLE), *_boxes(third, RIGHT)]
    most = len(callers)
    lines = [
        *_lines(links, (first, LEFT), (second, MIDDLE), most),
        *_lines(onward, (second, MIDDLE), (third, RIGHT), most),
    ]
    tallest = max(len(set(one.values())) for one in (first, second, third))
    return Picture(tuple(boxes), tuple(lines), MARGIN + tallest * STEP)


def _column(
    ends: Sequence[str], links: Mapping[tuple[str, str], set[str]], side: int
) -> dict[str, int]:
    """Give each end its row, those of the most devices first; what has no room shares the last."""
    weight: dict[str, set[str]] = defaultdict(set)
    for pair, devices in links.items():
        weight[pair[side]] |= devices
    ordered = sorted(set(ends), key=lambda one: (-len(weight[one]), one))
    last = MOST - 1 if len(ordered) > MOST else MOST
    return {one: min(at, last) for at, one in enumerate(ordered)}


def _boxes(column: Mapping[str, int], left: int) -> list[Box]:
    found: dict[int, list[str]] = defaultdict(list)
    for one, row in column.items():
        found[row].append(one.rpartition("\0")[2])
    boxes = []
    for row, texts in sorted(found.items()):
        text = texts[0] if len(texts) == 1 else say("picture-further", number=f"{len(texts):,}")
        cut = text if len(text) <= _TEXT else f"{text[: _TEXT - 3]}..."
        boxes.append(Box(cut, text, left, MARGIN + row * STEP))
    return boxes


def _lines(
    links: Mapping[tuple[str, str], set[str]],
    begin: tuple[Mapping[str, int], int],
    end: tuple[Mapping[str, int], int],
    most: int,
) -> list[Line]:
    joined: dict[tuple[int, int], set[str]] = defaultdict(set)
    for (one, other), devices in links.items():
        joined[begin[0][one], end[0][other]] |= devices
    found = []
    for (here, there), devices in sorted(joined.items()):
        x, to = begin[1] + WIDTH, end[1]
        y, at = (MARGIN + row * STEP + HEIGHT // 2 for row in (here, there))
        half = (x + to) // 2
        path = f"M{x} {y}C{half} {y} {half} {at} {to} {at}"
        thick = round(1.5 + (THICKEST - 1.5) * len(devices) / most, 1)
        found.append(Line(path, thick, number_of(len(devices), "device")))
    return found
