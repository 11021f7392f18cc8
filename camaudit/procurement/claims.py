"""Who may have built what a row offers: every claim of label and model, with its strength."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded
from camaudit.procurement.words import names_device
from camaudit.rulebook.types import How, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.identify.labels import Entry
    from camaudit.rulebook.types import BrandLink, ModelPattern, Rulebook

_YEAR = re.compile(r"\d{4}")
_UNTIL = re.compile(r"\b(?:to|until|till|before|up to)\b|^\s*[-\u2013]", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from|after|onwards)\b|[-\u2013]\s*$", re.IGNORECASE)


class Strength(IntEnum):
    """How well a claim is proved."""

    WEAK = 0  # it asks a question; its maker is never named
    REPORTED = 1
    DOCUMENTED = 2


class Fit(IntEnum):
    """How closely a claim fits the row."""

    SOME = 0  # some models of the label; nothing tells whether this is one
    LABEL = 1  # everything under the label
    MODEL = 2  # this model's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One maker that may have built it."""

    maker: str  # id
    strength: Strength
    fit: Fit
    own: bool  # the maker's own label, sub-brand or form of model name
    because: str  # a sentence
    link: BrandLink | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What a row says, ready to be compared."""

    models: Sequence[str]  # texts that may be the model's name
    text: str  # every word of the row
    year: int | None  # when it was bought


class Claims:
    """Compares rows with links and model grammar."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._makers = {maker.id: maker for maker in rulebook.makers}
        self._series = [folded(one.brand) for one in rulebook.labels if one.models]

    def of_label(self, entry: Entry, row: Named) -> list[Claim]:
        """Give the claims of a label: its own maker's, and those of every link."""
        found = [
            Claim(
                maker=maker.id,
                strength=Strength.DOCUMENTED,
                fit=Fit.LABEL,
                own=True,
                because=f"{maker.short} sells under its own name.",
                link=None,
                references=maker.ownership_references,
            )
            for maker in entry.own
            if not self._several(entry)
        ]
        for link in entry.links:
            found += self._of_link(link, row, named=True)
        words = frozenset(re.findall(r"[^\W_]+", folded(row.text)))
        for further, link in entry.within:
            named = set(further.split()) <= words
            if entry.unresolved and not named and not _speaks_of(row, link):
                continue
            if named or not _of_another_series(row.models, link.models):
                found += self._of_link(link, row, named=named)
        return found

    def _several(self, entry: Entry) -> bool:
        """Tell whether series of a label have unpublished builders: its owner may build none."""
        return any(one.startswith(folded(entry.name)) for one in self._series)

    def of_models(
        self, patterns: Sequence[ModelPattern], entry: Entry | None
    ) -> tuple[list[Claim], list[Claim]]:
        """Give the claims of model grammar: those that agree with the label, and those that do not.

        A form of name that several makers use decides nothing without a label.
        """
        agree: list[Claim] = []
        against: list[Claim] = []
        for pattern in patterns:
            link = self._link(pattern)
            claim = Claim(
                maker=pattern.maker,
                strength=min(_strength(link), Strength[pattern.evidence.name]),
                fit=Fit.MODEL,
                own=link is None,
                because=f"The model's name has the form of {self._whose(pattern)}.",
                link=link,
                references=(*pattern.references, *(link.references if link else ())),
            )
            if entry is None or entry.silent:
                if not pattern.collides_with and claim.strength is Strength.DOCUMENTED:
                    agree.append(claim)
            elif self._agrees(pattern, entry):
                agree.append(claim)
            elif not pattern.collides_with and claim.strength is Strength.DOCUMENTED:
                against.append(claim)
        return agree, against

    def same_house(self, one: str, other: str) -> bool:
        """Tell whether one maker belongs to the other."""
        return one in self._ancestors(other) or other in self._ancestors(one)

    def _agrees(self, pattern: ModelPattern, entry: Entry) -> bool:
        if pattern.brand is not None and not any(maker.id == pattern.maker for maker in entry.own):
            brand = folded(pattern.brand)
            names = [entry.name, *(link.brand for link in entry.links)]
            names += [link.brand for _, link in entry.within]
            return any(
                folded(name).startswith(brand) or brand.startswith(folded(name)) for name in names
            )
        makers = [maker.id for maker in entry.own]
        makers += [link.maker for link in entry.links]
        makers += [link.maker for _, link in entry.within]
        return any(self.same_house(pattern.maker, maker) for maker in makers)

    def _whose(self, pattern: ModelPattern) -> str:
        short = self._makers[pattern.maker].short
        return f"{pattern.brand}, built by {short}" if pattern.brand else f"{short} models"

    def _link(self, pattern: ModelPattern) -> BrandLink | None:
        """Find the link that says how well it is proved that the maker builds under a brand."""
        if pattern.brand is None:
            return None
        brand = folded(pattern.brand)
        found = [
            link
            for link in self._makers[pattern.maker].brands
            if any(folded(name).startswith(brand) for name in (link.brand, *link.aliases))
        ]
        return max(found, key=_strength, default=None)

    def _of_link(self, link: BrandLink, row: Named, *, named: bool) -> Iterator[Claim]:
        stem = next((stem for stem in link.models if _begins(row.models, stem)), None)
        fit = Fit.SOME
        note = f" {link.note}" if link.note else ""
        if row.models and link.models:
            note += f" This one's name begins with none of {', '.join(link.models)}."
        short = self._makers[link.maker].short
        verb = "documented" if _strength(link) is Strength.DOCUMENTED else "reported"
        if link.scope is Scope.FORMER and not _within(link.years, row.year):
            return  # bought outside the years of the link
        if stem is not None:
            fit = Fit.MODEL
            because = f"{link.brand} models that begin with {stem} are {verb} as built by {short}."
        elif named and link.scope is Scope.ALL:
            fit = Fit.LABEL
            because = f"What is sold as {link.brand} is {verb} as built by {short}."
        else:
            because = f"Some models sold as {link.brand} are {verb} as built by {short}.{note}"
        if link.scope is Scope.FORMER:
            years = f"in these years: {link.years}" if link.years else "in former years"
            because += f" That was {years}; the date of purchase decides."
        yield Claim(
            maker=link.maker,
            strength=_strength(link),
            fit=fit,
            own=link.how is not How.RELABEL,
            because=because,
            link=link,
            references=link.references,
        )

    def _ancestors(self, maker: str) -> list[str]:
        found = [maker]
        while (parent := self._makers[found[-1]].parent) is not None and parent not in found:
            found.append(parent)
        return found


def _strength(link: BrandLink | None) -> Strength:
    return Strength.DOCUMENTED if link is None else Strength[link.evidence.name]


def _of_another_series(models: Sequence[str], stems: Sequence[str]) -> bool:
    """Tell whether a model is named and is not of a series (HP4B1 is of another than HBW4PER2)."""
    given = [one for one in models if any(map(str.isdigit, one)) and any(map(str.isalpha, one))]
    return bool(stems and given) and not any(_begins(given, stem) for stem in stems)


def _speaks_of(row: Named, link: BrandLink) -> bool:
    """Tell whether a row of a label that is on other things too is about a video device."""
    return names_device(row.text) or any(_begins(row.models, stem) for stem in link.models)


def _begins(models: Sequence[str], stem: str) -> bool:
    wanted = stem.casefold().strip()
    return any(model.casefold().startswith(wanted) for model in models)


def _within(years: str | None, bought: int | None) -> bool:
    """Tell whether a purchase may fall into the years of a link: yes where either is unknown."""
    if years is None or bought is None:
        return True
    named = [int(one) for one in _YEAR.findall(years)]
    if not named:
        return True
    if len(named) >= 2:
        return named[0] <= bought <= named[-1]
    if _UNTIL.search(years):
        return bought <= named[0]
    return bought >= named[0] if _SINCE.search(years) else bought == named[0]
