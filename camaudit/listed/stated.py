"""Make and model as a document gives them -> who built the camera, at most likely.

A recorder takes make and model from the camera itself; a person may have typed them. Neither is an
observation, so no document makes a maker confirmed, and a row without make and model names nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.identify.labels import Labels
from camaudit.identify.models import ModelGrammar
from camaudit.identify.names import own_maker
from camaudit.identify.spelling import folded
from camaudit.model.grade import Grade
from camaudit.model.listed import Stated
from camaudit.rulebook.types import Scope, Support

if TYPE_CHECKING:
    from camaudit.identify.labels import Entry
    from camaudit.rulebook.types import BrandLink, Maker, ModelPattern, Rulebook

NOBODY = Stated(maker=None, grade=Grade.UNKNOWN, because=None, brand=None)
MAX_KEPT = 20_000  # answers that are remembered


class Stater:
    """Reads make and model; equal ones only once."""

    def __init__(self, rulebook: Rulebook, document: str = "list") -> None:
        """Take the rules, and what the sentences call that which states make and model."""
        self._document = document
        self._makers = {maker.id: maker for maker in rulebook.makers}
        self._labels = Labels(rulebook)
        self._grammar = ModelGrammar(rulebook)
        self._kept: dict[tuple[str | None, str | None], Stated] = {}

    def read(self, make: str | None, model: str | None) -> Stated:
        """Tell who built what a document calls so.

        Output: likely where the model's name has the documented form of one maker, or the make is
                a maker's own name; possible where the two speak of different makers; the label
                where it is all that is known.
        """
        key = (make, model)
        if key not in self._kept:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = self._read(make or "", model or "")
        return self._kept[key]

    def read_label(self, label: str | None, model: str | None) -> Stated:
        """Tell the same where the make is the name on the housing, as inventories have it.

        Output: the maker by the form of the model alone; a label tells nothing of who built it.
        """
        form = self._form(model or "")
        found = self._labels.in_cell(label, near=False) if label else None
        if form is not None:
            return self._by_model(form, found.entry if found is not None else None, model or "")
        return replace(NOBODY, brand=self.label(label)) if label else NOBODY

    def name(self, maker: str) -> str:
        """Give the name of a maker as people say it."""
        return self._makers[maker].short if maker in self._makers else maker

    def label(self, make: str) -> str:
        """Give a label as the rules write it; one that they do not know as it stands."""
        found = self._labels.in_cell(make, near=False)
        return found.entry.name if found is not None and not found.rest.strip() else make

    def kind(self, make: str | None, model: str | None) -> str | None:
        """Give the kind that a model's name tells, where it is sure whose model that is."""
        found = self._labels.in_cell(make, near=False) if make else None
        form = self._form(model or "") or (self._form(found.rest.strip()) if found else None)
        stated = self.read(make, model)
        sure = form is not None and form.maker == stated.maker and stated.grade is Grade.LIKELY
        return form.kind if form is not None and sure else None

    def are_one_house(self, one: str, other: str) -> bool:
        """Tell whether two makers are one, or one belongs to the other or both to a third."""
        houses = [{name, self._parent(name)} - {None} for name in (one, other)]
        return bool(houses[0] & houses[1])

    def _parent(self, maker: str) -> str | None:
        known = self._makers.get(maker)
        return None if known is None else known.parent

    def _read(self, make: str, model: str) -> Stated:
        found = self._labels.in_cell(make, near=False) if make else None
        if found is None and model:
            found = self._labels.leading(model)
        entry = found.entry if found is not None else None
        form = self._form(model) or (self._form(found.rest.strip()) if found else None)
        if form is not None:
            return self._by_model(form, entry, model or make)
        return self._by_make(entry, model) if entry is not None else NOBODY

    def _form(self, model: str) -> ModelPattern | None:
        """Find the one documented form that a model's name has."""
        if not model:
            return None
        forms = self._grammar.read(model)
        proved = [
            one for one in forms if one.evidence is Support.DOCUMENTED and not one.collides_with
        ]
        return proved[0] if proved and len({one.maker for one in forms}) == 1 else None

    def _by_model(self, form: ModelPattern, entry: Entry | None, written: str) -> Stated:
        maker = self._makers[form.maker]
        agrees = entry is None or entry.silent or maker.id in self._builders(entry)
        given = f"The {self._document} gives the model {written}"
        because = f"{given}: it has the form of {maker.short} models."
        if form.brand is not None:
            because = f"{given}: it has the form of {form.brand} models that {maker.short} builds."
        if not agrees:
            because += f" The make that the {self._document} gives is another."
        label = form.brand or (entry.name if entry is not None else None)
        return Stated(
            maker=maker.id,
            grade=Grade.LIKELY if agrees else Grade.POSSIBLE,
            because=because,
            brand=_other(label, maker),
        )

    def _by_make(self, entry: Entry, model: str) -> Stated:
        own = own_maker(entry)
        if own is not None:
            return Stated(
                maker=own.id,
                grade=Grade.LIKELY,
                because=f"The {self._document} gives the make {entry.name}: its maker's own name.",
                brand=None,
            )
        links = [one for one in entry.links if one.evidence is Support.DOCUMENTED]
        fits = [one for one in links if _begins(model, one)]
        every = [one for one in links if one.scope is Scope.ALL]
        chosen = fits or (every if len({one.maker for one in entry.links}) == 1 else [])
        if len({one.maker for one in chosen}) == 1 and not (entry.own and not fits):
            maker = self._makers[chosen[0].maker]
            what = f"models of {entry.name} that begin so" if fits else f"what bears {entry.name}"
            return Stated(
                maker=maker.id,
                grade=Grade.LIKELY,
                because=(
                    f"The {self._document} names {entry.name}: {maker.short} is documented to "
                    f"build {what}."
                ),
                brand=_other(entry.name, maker),
            )
        return Stated(maker=None, grade=Grade.UNKNOWN, because=None, brand=entry.name)

    def _builders(self, entry: Entry) -> set[str]:
        """Give the makers that a label may mean, with the houses they belong to."""
        found = {maker.id for maker in entry.own}
        found |= {link.maker for link in entry.links}
        found |= {link.maker for _, link in entry.within}
        parents = {self._makers[one].parent for one in found}
        children = {one.id for one in self._makers.values() if one.parent in found}
        return found | {one for one in parents if one is not None} | children


def _begins(model: str, link: BrandLink) -> bool:
    return any(folded(model).startswith(folded(stem).strip()) for stem in link.models if stem)


def _other(label: str | None, maker: Maker) -> str | None:
    """Give a label where it is not the maker's own name."""
    return label if label is not None and folded(label) != folded(maker.short) else None
