"""An item -> who built it, how well that is proved, and what to ask: in check's own words.

A list is one witness and proves no device: no answer here is ever `confirmed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.identify.labels import Found, Labels
from camaudit.identify.models import ModelGrammar
from camaudit.identify.spelling import folded
from camaudit.model.identity import Kind
from camaudit.procurement import words
from camaudit.procurement.claims import Claims, Fit, Named, Strength
from camaudit.procurement.items import Reason
from camaudit.procurement.modelnames import ModelNames, Models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.procurement.claims import Claim
    from camaudit.procurement.items import Item
    from camaudit.rulebook.types import Label, ModelPattern, Rulebook

ASK = "Who manufactured this model?"


class Word(StrEnum):
    """The words of an answer."""

    MODEL = "documented for this model"
    SOME = "documented for some models of this label"
    REPORTED = "reported, not documented"
    NO_EVIDENCE = "no public evidence"
    UNKNOWN = "not recognised"


NAMING = (Word.MODEL, Word.SOME, Word.REPORTED)  # that name a maker, the best proved first


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known of one row."""

    word: Word | Reason
    label: str | None  # as the rules write it
    makers: tuple[str, ...]  # ids; those that may be named, sorted
    because: tuple[str, ...]  # sentences
    read_as: str | None  # the label, where the row has a slip in it
    contradiction: str | None
    ask: str | None
    kind: str | None  # a value of Kind
    era: str | None  # of the model's line, as the rules write it
    model: str | None  # the text that was read as the model's name
    offers: tuple[str, ...]  # what public sources say that the model's line can do
    references: tuple[str, ...]

    @classmethod
    def without(cls, reason: Reason, because: str = "", label: str | None = None) -> Answer:
        """Make the answer of a row that offers no device, or nothing that has a name."""
        return cls(
            word=reason,
            label=label,
            makers=(),
            because=(because,) if because else (),
            read_as=None,
            contradiction=None,
            ask=None,
            kind=None,
            era=None,
            model=None,
            offers=(),
            references=(),
        )


class Answerer:
    """Answers items; equal items get equal answers."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._labels = Labels(rulebook)
        self._grammar = ModelGrammar(rulebook)
        self._names = ModelNames(self._grammar)
        self._claims = Claims(rulebook)
        self._short = {maker.id: maker.short for maker in rulebook.makers}
        self._unresolved = [one for one in rulebook.labels if one.models]

    def answer(self, item: Item) -> Answer:
        """Answer one item."""
        found = self._label(item)
        if found is None:
            item = _without_common(item)
        alone = found is None or found.entry.silent
        models = self._names.of(item, alone=alone)
        beside = self._beside(item, models.patterns)
        if beside is not None:
            label = found.entry.name if found else None
            return Answer.without(Reason.BESIDE, f"The row speaks of: {beside}.", label)
        if found is None and not models.texts and not item.make:
            return Answer.without(Reason.NOTHING, "The row names neither a make nor a model.")
        row = Named(
            models=models.texts,
            text=f"{item.make} {item.model} {item.product} {item.description}",
            year=item.year,
        )
        claims = self._claims.of_label(found.entry, row) if found else []
        agree, against = self._claims.of_models(models.patterns, found.entry if found else None)
        unresolved = self._series(found, models.texts)
        if unresolved is not None:
            claims, agree, against = [], [], []
        return self._weigh(
            item,
            found,
            chosen([*claims, *agree]),
            against,
            models,
            unresolved or (found.entry.unresolved if found else None),
        )

    def _series(self, found: Found | None, models: Sequence[str]) -> Label | None:
        """Find a series of the label that no public evidence ties to a maker, by its models."""
        if found is None:
            return None
        label = folded(found.entry.name)
        for one in self._unresolved:
            stems = tuple(stem.casefold() for stem in one.models)
            if folded(one.brand).startswith(label) and any(
                model.casefold().startswith(stems) for model in models
            ):
                return one
        return None

    def _weigh(
        self,
        item: Item,
        found: Found | None,
        best: Sequence[Claim],
        against: Sequence[Claim],
        models: Models,
        unresolved: Label | None,
    ) -> Answer:
        contradiction = None
        model = models.first
        if against and not any(one.fit is Fit.MODEL for one in best) and found:
            forms = ", ".join(sorted({self._short[one.maker] for one in against}))
            contradiction = (
                f"The row says {found.entry.name}, but {model} has the form of a model of {forms}."
            )
            best = [*(one for one in best if one.strength > Strength.WEAK), *against]
        elif found is None and item.make and best and (model or "") not in item.make:
            contradiction = f"The label {item.make!r} is not known; the model's name decides."
        word = word_of(best, known=found is not None)
        named = word in NAMING
        if contradiction is None and found and item.make:
            other, contradiction = self._second(found, best)
            best, word = _with_others(best, word, other if named else [])
        if contradiction is None and named:
            other, contradiction = self._further(models, best)
            best, word = _with_others(best, word, other)
        makers = tuple(sorted({one.maker for one in best})) if named else ()
        because = list(dict.fromkeys(one.because for one in best)) if named else []
        if word is Word.NO_EVIDENCE:
            because.append(
                unresolved.what
                if unresolved is not None and not best
                else "Nothing public that could be cited ties this to one maker."
            )
        forms_of = [one for one in models.patterns if one.maker in makers]
        kinds = sorted({one.kind for one in forms_of if one.kind})
        eras = sorted({one.era for one in forms_of if one.era})
        equivalent = words.allows_other(
            f"{item.make} {item.model} {item.product} {item.description}"
        )
        if equivalent:
            because.append("The row allows an equivalent: ask what will be delivered.")
        asks = contradiction is not None or word is not Word.MODEL or equivalent
        return Answer(
            word=word,
            label=found.entry.name if found else None,
            makers=makers,
            because=tuple(because),
            read_as=found.entry.name if found and found.near else None,
            contradiction=contradiction,
            ask=ASK if asks else None,
            kind=kinds[0] if len(kinds) == 1 else None,
            era=eras[0] if len(eras) == 1 else None,
            model=model,
            offers=self._offers(model, makers) if word is not Word.SOME else (),
            references=tuple(sorted({text for one in best for text in one.references}))
            if named
            else (),
        )

    def _second(self, found: Found, best: Sequence[Claim]) -> tuple[list[Claim], str | None]:
        """Find a second label in the cell, where no model's name decides: claims, a sentence."""
        if found.near or any(one.fit is Fit.MODEL for one in best):
            return [], None
        other = self._labels.in_cell(found.rest, near=False)
        if other is None or other.entry is found.entry or other.entry.silent:
            return [], None
        first = {one.maker for one in best}
        theirs = {maker.id for maker in other.entry.own} | {one.maker for one in other.entry.links}
        if first & theirs:
            return [], None
        claims = chosen(self._claims.of_label(other.entry, Named((), found.rest, None)))
        names = f"{found.entry.name} and {other.entry.name}"
        return claims, f"The row names two labels: {names}."

    def _further(self, models: Models, best: Sequence[Claim]) -> tuple[list[Claim], str | None]:
        """Find a further model in the row that has the form of another maker's."""
        makers = {one.maker for one in best}
        for text, patterns in models.further:
            claims, _ = self._claims.of_models(patterns, None)
            if claims and not makers & {one.maker for one in claims}:
                theirs = self._short[claims[0].maker]
                return claims, f"The row names a second model, {text}, of the form of {theirs}."
        return [], None

    def _offers(self, model: str | None, makers: Sequence[str]) -> tuple[str, ...]:
        if model is None:
            return ()
        found = self._grammar.capabilities(model, makers)
        return tuple(sorted({offer for one in found for offer in one.offers}))

    def _label(self, item: Item) -> Found | None:
        """Find the label where it most likely stands: make, product, model, then description."""
        if item.make:
            found = self._labels.in_cell(item.make)
            if found is not None:
                return found
        for text in (item.product, item.model, item.description):
            found = self._labels.in_text(words.offered(text)) if text else None
            if found is not None:
                return found
        return None

    @staticmethod
    def _beside(item: Item, patterns: Sequence[ModelPattern]) -> str | None:
        """Tell by which word a row is no camera; a model's name of a video device goes first."""
        kinds = {one.kind for one in patterns if one.kind}
        if kinds and kinds <= {Kind.OTHER.value}:
            return "a model that is no camera"
        if kinds - {Kind.OTHER.value} and item.model:
            return None
        for text in (item.description, item.product, item.model):
            beside = words.beside_camera(text) if text else None
            if beside is not None:
                return beside
            if text and words.names_device(text):
                return None
        return None


def _without_common(item: Item) -> Item:
    """Move words that name nothing to the description: `Dome` as a make or as a model."""
    make = words.is_common(item.make)
    model = words.is_common(item.model) and not any(map(str.isdigit, item.model))
    if not make and not model:
        return item
    moved = [item.make if make else "", item.model if model else "", item.description]
    return replace(
        item,
        make="" if make else item.make,
        model="" if model else item.model,
        description="; ".join(filter(None, moved)),
    )


def chosen(claims: Sequence[Claim]) -> list[Claim]:
    """Choose the claims that answer: the closest fit first, the best proof within it.

    A maker's own label yields to what is documented of some models under it, unless the model's
    name is the maker's own; a weak claim for this very model silences what holds for some models.
    The label answers where it proves better the maker that the model's name speaks of as well.
    """
    exact = [one for one in claims if one.fit is Fit.MODEL]
    if any(one.strength > Strength.WEAK for one in exact):
        best = _strongest(exact)
        makers = {one.maker for one in best}
        better = [
            one for one in claims
            if one.fit is Fit.LABEL and one.maker in makers and one.strength > best[0].strength
        ]  # fmt: skip
        return better or [one for one in best if not one.own] or best
    others = any(
        one.fit is Fit.SOME and one.strength is Strength.DOCUMENTED and not one.own
        for one in claims
    )
    whole = [
        one
        for one in claims
        if one.fit is Fit.LABEL and one.strength > Strength.WEAK and not (one.own and others)
    ]
    if whole:
        return _strongest(whole)
    if exact:
        return exact
    some = [one for one in claims if one.fit is Fit.SOME]
    return _strongest(some)


def _strongest(claims: Sequence[Claim]) -> list[Claim]:
    best = max((one.strength for one in claims), default=Strength.WEAK)
    return [one for one in claims if one.strength is best]


def word_of(best: Sequence[Claim], *, known: bool) -> Word:
    """Give the word for the chosen claims; `known`: the label is one that the rules know."""
    if not best:
        return Word.NO_EVIDENCE if known else Word.UNKNOWN
    first = best[0]
    if first.strength is Strength.WEAK:
        return Word.NO_EVIDENCE
    if first.strength is Strength.REPORTED:
        return Word.REPORTED
    return Word.SOME if first.fit is Fit.SOME else Word.MODEL


def _with_others(
    best: Sequence[Claim], word: Word, others: Sequence[Claim]
) -> tuple[Sequence[Claim], Word]:
    """Add the claims of another label or model of the row; the weaker of both words answers."""
    theirs = word_of(others, known=True)
    if theirs not in NAMING or word not in NAMING:
        return best, word
    return [*best, *others], max(word, theirs, key=NAMING.index)
