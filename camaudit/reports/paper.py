"""How many sides of A4 a page fills when it is printed: a bound from the lengths of its texts.

A browser breaks lines and sides by fonts that are not known here, so no exact number can be written
before it prints; on paper it puts "Page 1 of 29" at the foot itself. Measures are those of the part
`@media print` of templates/style.css.
"""

from __future__ import annotations

import html
import re
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDE = 760.0  # points of an A4 side between its margins (26 mm)
WIDTH = 510.0  # points of a line (180 mm)
LINE = 11.1  # points of a line of text
ROW = 10.4  # points of a line in a table
LETTER = 4.5  # points of a letter, of wide fonts
CELL = 7.0  # points of padding to the right of a cell
ROW_MORE = 6.2  # points of padding and border of a row
BLOCK = 8.5  # points below a paragraph
TERM = 125.0  # points of the first column of a card
HEADS = {"h2": 42.0, "h3": 24.0, "h4": 26.0}  # points of a heading with its margins
SPARE = 1.1  # what breaks between sides leave empty, and fonts that are wider still

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_BREAK = re.compile(r"<br>|</?(?:p|li|dd|ul|ol|details|summary|figcaption|caption)\b[^>]*>")
_HEAD = re.compile(r"<(h[234])\b.*?</\1>", re.DOTALL)
_PICTURE = re.compile(r'<svg viewBox="0 0 (\d+) (\d+)".*?</svg>', re.DOTALL)
_GONE = re.compile(r"<(form|nav)\b.*?</\1>", re.DOTALL)  # not on paper
_TAG = re.compile(r"<[^>]*>")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\uffef\U0001f000-\U0003ffff]")
_WORD = re.compile(r"\S+")


def sides(page: str) -> int:
    """Tell how many sides of A4 a part of a page fills at most.

    Input: the part as HTML, as the templates write it.
    """
    return max(1, ceil(_points(_GONE.sub("", page)) * SPARE / SIDE))


def _points(page: str) -> float:
    """Give the height of a part in points."""
    tables = sum(_table(one) for one in _TABLE.findall(page))
    rest = _TABLE.sub("<p>", page)
    pictures = sum(WIDTH * int(tall) / int(wide) for wide, tall in _PICTURE.findall(rest))
    rest = _PICTURE.sub("<p>", rest)
    heads = sum(HEADS[name] for name in _HEAD.findall(rest))
    return tables + pictures + heads + _text(_HEAD.sub("<p>", rest))


def _text(page: str) -> float:
    """Give the height of paragraphs, lists and cards."""
    cards = page.count("<article") * 20.0
    lists = (page.count("<p") + page.count("<ul") + page.count("<ol")) * BLOCK
    # Beside a term a line is shorter, and what stands there is most of a card.
    terms = 0.0
    for part in re.split(r"<dt\b", page)[1:]:
        terms += _lines(part.partition("</dd>")[0], WIDTH - TERM) + 2.0
    loose = re.sub(r"<dt\b.*?</dd>", "<p>", page, flags=re.DOTALL)
    return cards + lists + terms + _lines(loose, WIDTH)


def _lines(page: str, width: float) -> float:
    """Give the height of texts that are parted by blocks."""
    found = (_bare(part) for part in _BREAK.split(page))
    return sum(ceil(_wide(text) * LETTER / width) * LINE for text in found if text)


def _table(page: str) -> float:
    """Give the height of a table: its columns share the width by what stands in them."""
    rows = [[_bare(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(page)]
    if not rows:
        return 0.0
    widths = list(_widths(rows))
    tall = sum(
        max((ceil(_wide(cell) * LETTER / width) for cell, width in zip(row, widths, strict=False)),
            default=1) * ROW + ROW_MORE
        for row in rows
    )  # fmt: skip
    return tall + 30.0  # caption and margins


def _widths(rows: list[list[str]]) -> Iterator[float]:
    """Share the width of a line among columns, as browsers do: all by the longest word and text."""
    count = max(map(len, rows))
    columns = [[row[at] for row in rows if at < len(row)] for at in range(count)]
    most = [max(map(_wide, column), default=1) * LETTER + CELL for column in columns]
    least = [
        max((_wide(word) for text in column for word in _WORD.findall(text)), default=1) * LETTER
        + CELL
        for column in columns
    ]
    least = [min(one, 130.0) for one in least]
    if sum(most) <= WIDTH:
        yield from (one - CELL + 1.0 for one in most)
        return
    spare = max(WIDTH - sum(least), 0.0)
    wanted = [max(one - low, 0.0) for one, low in zip(most, least, strict=True)]
    for low, want in zip(least, wanted, strict=True):
        share = want / sum(wanted) if sum(wanted) else 1 / count
        yield max(low + spare * share - CELL, 20.0)


def _wide(text: str) -> int:
    """Count letters; those of Chinese, Japanese and Korean are as wide as two."""
    return len(text) + len(_WIDE.findall(text))


def _bare(page: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", page)).split())
