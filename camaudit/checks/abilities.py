"""capabilities.yaml: what a device's own words say that it is able to do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.errors import DataError
from camaudit.identify.patternset import PatternSet
from camaudit.model.observation import Channel
from camaudit.rulebook.read import Part
from camaudit.rulebook.types import Offer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = Path(__file__).with_name("capabilities.yaml")
_KEYS = ("on", "match", "offers", "because", "references", "examples", "not")
UNSPECIFIC = "analytics"  # analysis of pictures, of which nothing is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """One pattern on what a device says of itself."""

    on: Channel
    match: str  # RE2 pattern, anchored
    offers: Offer | None  # None: some analysis
    because: str
    references: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    line: int


class Abilities:
    """All patterns; those of a channel are compiled together on first use."""

    def __init__(self, every: tuple[Ability, ...]) -> None:
        by_channel: dict[Channel, list[Ability]] = defaultdict(list)
        for one in every:
            by_channel[one.on].append(one)
        self.every = every
        self._sets: Mapping[Channel, tuple[list[Ability], PatternSet]] = {
            channel: (members, PatternSet("capabilities", (one.match for one in members)))
            for channel, members in by_channel.items()
        }

    def of(self, channel: Channel, value: str) -> Iterator[Ability]:
        """Yield what a value says that its device can do."""
        if channel in self._sets:
            members, patterns = self._sets[channel]
            for at in patterns.matching(value.encode("utf-8", "replace")):
                yield members[at]


@cache
def abilities() -> Abilities:
    """Give the patterns that camaudit knows.

    Raises: DataError with every mistake of the file, one a line.
    """
    root, problems = yamlfile.read(_FILE, _FILE.name)
    nodes = root.items("capabilities") if root is not None else []
    found = tuple(_ability(Part(node, _KEYS, "capability")) for node in nodes)
    if problems.found:
        raise DataError("\n".join(map(str, problems.found)))
    return Abilities(found)


def _ability(part: Part) -> Ability:
    offers = part.need("offers")
    if offers not in (*Offer, UNSPECIFIC):
        part.wrong("offers", f"{offers!r} is none of {', '.join(Offer)}, {UNSPECIFIC}")
        offers = UNSPECIFIC
    return Ability(
        on=part.choice("on", Channel, Channel.HTTP_CAPABILITY),
        match=part.pattern("match"),
        offers=None if offers == UNSPECIFIC else Offer(offers),
        because=part.need("because"),
        references=part.texts("references", needed=True),
        examples=part.texts("examples", needed=True),
        counter_examples=part.texts("not"),
        line=part.line,
    )
