"""Which public lists and policies meet a maker: by name, or by where it has its headquarters.

Two tests that are never mixed: a list names a firm; a policy describes a country. Neither says that
the reader is bound: each sentence says whom it binds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.model.audit import MakerCard
from camaudit.rulebook.policy import Reach, Status

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from camaudit.rulebook.policy import NamedEntity, Policy
    from camaudit.rulebook.types import Maker, Rulebook

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class How(StrEnum):
    """How a policy meets a maker."""

    NAMED = "named"
    AFFILIATE = "affiliate of one named"
    DESCRIBED = "described"


@dataclass(frozen=True, slots=True)
class Hit:
    """One policy that meets a maker."""

    policy: Policy
    how: How
    entity: str | None  # the exact words of the list; None where it only describes
    sentence: str  # without a subject: "named in ... (August 2018), which binds ..."
    references: tuple[str, ...]


class Policies:
    """The policies that are held; those that ended are not asked."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._makers = {maker.id: maker for maker in rulebook.makers}
        self.date = rulebook.date  # ISO date of the rules
        ordered = sorted(rulebook.policies, key=lambda one: (not one.first, one.id))
        self.held = tuple(one for one in ordered if one.status is not Status.ENDED)
        self.lists = tuple(one for one in self.held if one.test is Reach.NAMED)

    def named(self, maker: str) -> tuple[Hit, ...]:
        """Give the lists that name a maker, or cover it as an affiliate of one they name."""
        return tuple(hit for one in self.lists if (hit := self._on(one, maker)) is not None)

    def described(self, maker: str) -> tuple[Hit, ...]:
        """Give the policies that describe the country in which a maker has its headquarters."""
        country = self._makers[maker].country if maker in self._makers else None
        return tuple(
            Hit(one, How.DESCRIBED, None, sentence(one), one.references)
            for one in self.held
            if one.test is Reach.DESCRIBED and country in one.headquarters
        )

    def _on(self, policy: Policy, maker: str) -> Hit | None:
        names = {one.maker: one for one in policy.names}
        for house in self._house(maker):
            named = names.get(house.id)
            if named is not None:
                return _hit(policy, named, None if house.id == maker else house.short)
            if not policy.covers_affiliates:
                return None
        return None

    def _house(self, maker: str) -> Iterator[Maker]:
        """Yield a maker, then those it belongs to."""
        seen: set[str] = set()
        here = self._makers.get(maker)
        while here is not None and here.id not in seen:
            seen.add(here.id)
            yield here
            here = self._makers.get(here.parent or "")


def _hit(policy: Policy, named: NamedEntity, through: str | None) -> Hit:
    said = sentence(policy, named.since)
    if through is None:
        return Hit(policy, How.NAMED, named.entity, said, named.references)
    return Hit(
        policy,
        How.AFFILIATE,
        named.entity,
        f"as an affiliate of {through}, {said}",
        named.references,
    )


def sentence(policy: Policy, since: str | None = None) -> str:
    """Give the words that a report may use, with the date in words."""
    return policy.says.replace("{when}", in_words(since or policy.date))


def in_words(date: str) -> str:
    """Write an ISO date, whole or cut, in words: "13 August 2018", "August 2018", "2018"."""
    year, *rest = date.split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"


def cards(rulebook: Rulebook, named: Container[str | None]) -> tuple[MakerCard, ...]:
    """Give what outputs say of makers, in the order of the rules.

    Input:  named: ids of those that are wanted.
    """
    policies = Policies(rulebook)
    return tuple(
        MakerCard(
            id=maker.id,
            name=maker.name,
            short=maker.short,
            country=maker.country,
            named_on=tuple(
                hit.sentence
                for hit in policies.named(maker.id)
                if hit.policy.status is Status.IN_FORCE
            ),
            described_in=tuple(hit.sentence for hit in policies.described(maker.id)),
        )
        for maker in rulebook.makers
        if maker.id in named
    )
