"""Which texts of a row may be the name of a model, and whose forms they fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.identify.spelling import like_model
from camaudit.procurement import words

if TYPE_CHECKING:
    from camaudit.identify.models import ModelGrammar
    from camaudit.procurement.items import Item
    from camaudit.rulebook.types import ModelPattern

MIN_ALONE = 6  # characters of a model's name that decides without a label, in running text
MAX_TEXTS = 12  # of a cell


@dataclass(frozen=True, slots=True)
class Models:
    """The models that a row names."""

    texts: tuple[str, ...] = ()  # what may be the name, the likeliest first
    patterns: tuple[ModelPattern, ...] = ()  # that the first fits
    further: tuple[tuple[str, tuple[ModelPattern, ...]], ...] = ()  # others that fit a form

    @property
    def first(self) -> str | None:
        """The likeliest name."""
        return self.texts[0] if self.texts else None


class ModelNames:
    """Finds them."""

    def __init__(self, grammar: ModelGrammar) -> None:
        self._grammar = grammar

    def of(self, item: Item, *, alone: bool) -> Models:
        """Find the names in a row; `alone`: nothing but the name can decide, no label is known."""
        whole = [item.model] if any(map(str.isalnum, item.model)) else []
        texts = [*whole]
        for cell in (item.model, item.make, item.product, item.description):
            texts += _beginnings(words.offered(cell), MIN_ALONE if alone else 3)
        first: tuple[ModelPattern, ...] = ()
        fitting: list[str] = []
        further: list[tuple[str, tuple[ModelPattern, ...]]] = []
        for text in dict.fromkeys(texts):
            if alone and len(text) < MIN_ALONE:
                continue
            fits = self._grammar.read(text)
            if not fits:
                continue
            name = text.split()[0].rstrip(",;:)")
            if not first:
                fitting.append(text if text in whole else name)
                first = fits
            elif len(name) >= MIN_ALONE and name not in fitting[0].split()[0]:
                further.append((name, fits))
        named = [text for text in whole if any(map(str.isdigit, text))]
        loose = [
            word
            for cell in (item.make, item.product, item.description)
            for word in words.offered(cell).split()
            if like_model(word)
        ]
        if not fitting and not whole and not loose:
            return Models()
        ranked = dict.fromkeys([*fitting, *named, *whole, *texts, *loose])
        return Models(tuple(ranked), first, tuple(further))


def _beginnings(text: str, least: int) -> list[str]:
    """Give what follows each word that may begin a model's name."""
    found = []
    for at, character in enumerate(text):
        before = text[at - 1] if at else " "
        if character.isspace() or not (before.isspace() or before in "(,;:/"):
            continue
        word = text[at:].split(None, 1)[0]
        if len(word) >= least and (like_model(word) or _figures_follow(text[at:])):
            found.append(text[at:])
    return found[:MAX_TEXTS]


def _figures_follow(text: str) -> bool:
    """Tell names in two words: VIP 3230, TVN 11."""
    parts = text.split(None, 2)
    return len(parts) > 1 and parts[0].isupper() and parts[1][:1].isdigit() and parts[1].isalnum()
