"""Public lists and policies as a row's answer shows them: named on one, or described by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.policies import How, Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.rulebook.types import Rulebook


@dataclass(frozen=True, slots=True)
class Hit:
    """One list that names a maker, or one policy that describes its country."""

    policy: str  # id
    sentence: str  # with date, exact entity and whom it binds


class Lists:
    """The lists and policies that are held."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._policies = Policies(rulebook)
        self._makers = {maker.id: maker for maker in rulebook.makers}
        self._titles = {policy.id: policy.title for policy in rulebook.policies}
        self.date = self._policies.date
        self.ids = tuple(sorted(policy.id for policy in self._policies.lists))
        self._kept: dict[str, tuple[Hit, ...]] = {}

    @property
    def not_named(self) -> str:
        """What is said of a maker that no list names."""
        count = len(self.ids)
        lists = "1 list" if count == 1 else f"{count} lists"
        return f"not named on the {lists} held, dated {self.date}"

    def title(self, policy: str) -> str:
        """Give the title of a list."""
        return self._titles[policy]

    def named(self, maker: str) -> tuple[Hit, ...]:
        """Give the lists that name a maker, or cover it as an affiliate of one they name."""
        kept = self._kept.get(maker)
        if kept is None:
            kept = self._kept[maker] = tuple(self._named(maker))
        return kept

    def described(self, maker: str) -> tuple[Hit, ...]:
        """Give the policies that describe the country of a maker's headquarters."""
        known = self._makers[maker]
        return tuple(
            Hit(
                hit.policy.id,
                f"{known.short} has its headquarters in {known.country}: {hit.sentence}.",
            )
            for hit in self._policies.described(maker)
        )

    def held(self) -> Iterator[tuple[str, str]]:
        """Yield title and full text of every list and policy held."""
        for one in self._policies.held:
            text = f"{one.date}; {one.status}; binds {one.binds}; {'; '.join(one.references)}"
            yield one.title, text

    def _named(self, maker: str) -> Iterator[Hit]:
        short = self._makers[maker].short
        for hit in self._policies.named(maker):
            begin = f"{short} is " if hit.how is How.NAMED else f"{short} is, "
            yield Hit(hit.policy.id, f'{begin}{hit.sentence}, there as "{hit.entity}".')
