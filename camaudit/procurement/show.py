"""An answer as the cells that are added to its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.procurement.answer import Answer, Word
from camaudit.procurement.lists import Lists

if TYPE_CHECKING:
    from camaudit.rulebook.types import Rulebook

MAX_SOURCES = 6  # shown of one row; the sheet Sources has the text of each
COLUMNS = (
    "camaudit: answer",
    "camaudit: built by",
    "camaudit: why",
    "camaudit: lists that name the maker",
    "camaudit: policies that describe its country",
    "camaudit: kind and era of the model",
    "camaudit: capability of the model line",
    "camaudit: ask",
    "camaudit: sources",
)
_BLANK = ("",) * (len(COLUMNS) - 1)
_IF = "If {maker} built it: "
_NAMED_IF = {
    Word.MODEL: "",
    Word.SOME: "Of the models that {maker} builds: ",
    Word.REPORTED: _IF,
}
_BUILT = {Word.MODEL: "{}", Word.SOME: "some models: {}", Word.REPORTED: "reported: {}"}
_OFFERS = "Public sources say of this line: {}. A capability, not a use."
_NO_MAKER = "The maker is not known, so no list was compared."


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer, its cells in the order of COLUMNS, and the lists that name its makers."""

    answer: Answer
    cells: tuple[str, ...]
    named: tuple[str, ...]  # policy ids, sorted


class Shower:
    """Writes answers as cells; numbers each source by its first use."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.lists = Lists(rulebook)
        self._short = {maker.id: maker.short for maker in rulebook.makers}
        self.sources: dict[str, int] = {}  # text -> number

    def show(self, answer: Answer) -> Shown:
        """Write one answer."""
        if not isinstance(answer.word, Word):
            return Shown(answer, (answer.word.value, "", why(answer), *_BLANK[2:]), ())
        lists, described, named = self._policies(answer)
        numbers = [f"S{self._number(text)}" for text in answer.references[:MAX_SOURCES]]
        names = ", ".join(self._short[maker] for maker in answer.makers)
        cells = (
            answer.word.value,
            _BUILT[answer.word].format(names) if names else "",
            why(answer),
            lists,
            described,
            ", ".join(text for text in (answer.kind, answer.era) if text),
            _OFFERS.format(", ".join(answer.offers)) if answer.offers else "",
            answer.ask or "",
            " ".join(numbers),
        )
        return Shown(answer, cells, named)

    def short(self, maker: str) -> str:
        """Give the name by which people call a maker."""
        return self._short[maker]

    def _policies(self, answer: Answer) -> tuple[str, str, tuple[str, ...]]:
        if not answer.makers or not isinstance(answer.word, Word):
            return _NO_MAKER, "", ()
        lists: list[str] = []
        described: list[str] = []
        named: set[str] = set()
        for maker in answer.makers:
            short = self._short[maker]
            hits = self.lists.named(maker)
            named |= {hit.policy for hit in hits}
            begin = (_IF if answer.contradiction else _NAMED_IF[answer.word]).format(maker=short)
            lists += [f"{begin}{hit.sentence}" for hit in hits]
            if not hits:
                lists.append(f"{begin}{short} is {self.lists.not_named}.")
            described += [f"{begin}{hit.sentence}" for hit in self.lists.described(maker)]
        return " ".join(lists), " ".join(described), tuple(sorted(named))

    def _number(self, text: str) -> int:
        return self.sources.setdefault(text, len(self.sources) + 1)


def why(answer: Answer) -> str:
    """Give the sentences by which an answer was found."""
    begin = [f"Read as {answer.read_as}."] if answer.read_as else []
    end = [answer.contradiction] if answer.contradiction else []
    return " ".join([*begin, *end, *answer.because])
