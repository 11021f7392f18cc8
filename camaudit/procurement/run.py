"""Streams the rows of a list: each row with its answer, and the counts of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.procurement.answer import Answer, Answerer, Word
from camaudit.procurement.items import Item, Reader, Reason
from camaudit.procurement.show import Shower, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.procurement.items import Line
    from camaudit.rulebook.types import Rulebook
    from camaudit.tabular.layout import Layout
    from camaudit.tabular.row import Row

MAX_KEPT = 20_000  # answers kept for equal items; then all are forgotten, which costs only time
MAX_ASKED = 2_000  # different items that a letter lists


@dataclass(frozen=True, slots=True)
class Checked:
    """One row with what is added to it."""

    row: Row
    line: Line | None  # None: above the list, or its headings
    shown: Shown | None  # None where `line` is


@dataclass(slots=True)
class Tally:
    """Counts over all rows, rows and units apart."""

    rows: Counter[str] = field(default_factory=Counter)  # by word or reason
    units: Counter[str] = field(default_factory=Counter)
    makers: Counter[tuple[str, str]] = field(default_factory=Counter)  # (maker, word) -> rows
    maker_units: Counter[tuple[str, str]] = field(default_factory=Counter)
    named: Counter[tuple[str, str]] = field(default_factory=Counter)  # (policy, word) -> rows
    named_units: Counter[tuple[str, str]] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)  # labels of rows that are no camera
    without_quantity: int = 0  # answered rows that state no number of units
    slips: int = 0  # rows in which a label was read as another
    contradictions: int = 0
    sheets: Counter[str] = field(default_factory=Counter)  # sheet -> rows that are answered
    sheet_units: Counter[str] = field(default_factory=Counter)
    asked: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    # what a letter asks about: label and model as written -> sheet and row, the first ones
    asked_more: int = 0  # items past MAX_ASKED

    def add(self, line: Line, shown: Shown, sheet: str = "") -> None:
        """Count one row."""
        answer, word = shown.answer, shown.answer.word.value
        units = line.quantity or 0
        self.rows[word] += 1
        if not isinstance(answer.word, Word):
            if answer.label is not None:
                self.beside[answer.label] += 1
            return
        self.units[word] += units
        self.sheets[sheet] += 1
        self.sheet_units[sheet] += units
        self.without_quantity += line.quantity is None
        self.slips += answer.read_as is not None
        self.contradictions += answer.contradiction is not None
        for maker in answer.makers:
            self.makers[maker, word] += 1
            self.maker_units[maker, word] += units
        for policy in shown.named:
            self.named[policy, word] += 1
            self.named_units[policy, word] += units
        self._ask(line, answer, sheet)

    def _ask(self, line: Line, answer: Answer, sheet: str) -> None:
        item = line.item
        if item is None:
            return
        label = item.make or answer.label or ""
        named = answer.model or item.model or item.product or item.description
        key = (label, "" if named in label else named)
        if key in self.asked:
            if len(self.asked[key]) < 5:
                self.asked[key].append((sheet, line.number))
        elif len(self.asked) < MAX_ASKED:
            self.asked[key] = [(sheet, line.number)]
        else:
            self.asked_more += 1

    @property
    def answered(self) -> int:
        """Count the rows that have one of check's words."""
        return sum(self.rows[word.value] for word in Word)


class Checker:
    """Answers lists with one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._answerer = Answerer(rulebook)
        self.shower = Shower(rulebook)
        self._kept: dict[Item, Shown] = {}
        self._reasons = {reason: self.shower.show(Answer.without(reason)) for reason in Reason}

    def check(self, rows: Iterable[Row], layout: Layout, tally: Tally) -> Iterator[Checked]:
        """Yield every row in its order, answered, and count it."""
        reader = Reader(layout)
        for row in rows:
            line = reader.read(row)
            if line is None:
                yield Checked(row, None, None)
                continue
            if line.item is None:
                shown = self._reasons[line.reason or Reason.NOTHING]
            else:
                shown = self._kept.get(line.item) or self._answer(line.item)
            tally.add(line, shown, layout.sheet)
            yield Checked(row, line, shown)

    def answer(self, item: Item) -> Shown:
        """Answer one item."""
        return self._answer(item)

    def _answer(self, item: Item) -> Shown:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        shown = self._kept[item] = self.shower.show(self._answerer.answer(item))
        return shown
