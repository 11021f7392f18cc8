"""A name as somebody wrote it -> the makers and labels that it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.vendorlist.rows import LinkRow, MakerRow, VendorTable

MAX_NEAR = 5  # names that are suggested
MIN_STEM = 3  # characters of the beginning of a model's name
_NEAR = 0.7  # difflib ratio from which a name is suggested
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Found:
    """All that a name may mean."""

    makers: tuple[MakerRow, ...]
    links: tuple[LinkRow, ...]  # of the label, and of labels that begin with it
    by_stem: bool  # the name begins the models of these labels

    def __bool__(self) -> bool:
        return bool(self.makers or self.links)


def find(table: VendorTable, name: str) -> Found:
    """Find a maker by id, short, legal or other name; a label; or labels by a model's beginning."""
    wanted = fold(name)
    makers = tuple(one for one in table.makers if wanted in set(map(fold, _of_maker(one))))
    links = tuple(one for one in table.links if any(_is(wanted, word) for word in _of_link(one)))
    if wanted and (makers or links):
        return Found(makers, links, by_stem=False)
    stems = tuple(one for one in table.links if _begins(name.strip().casefold(), one))
    return Found((), stems, by_stem=True)


def near(table: VendorTable, name: str) -> tuple[str, ...]:
    """Suggest names that are written much like this one."""
    known: dict[str, str] = {}
    for maker in table.makers:
        for word in _of_maker(maker):
            known.setdefault(fold(word), word)
    for link in table.links:
        for word in _of_link(link):
            known.setdefault(fold(word), word)
    close = get_close_matches(fold(name), sorted(known), MAX_NEAR, _NEAR)
    return tuple(known[one] for one in close)


def fold(name: str) -> str:
    """Write a name without case, blanks and punctuation: `CP-Plus` and `CP PLUS` are one."""
    return "".join(c for c in name.casefold() if c.isalnum())


def _is(wanted: str, label: str) -> bool:
    """Tell whether a label is the one wanted, or begins with its words."""
    words = re.findall(r"\w+", label)
    return any(fold("".join(words[:count])) == wanted for count in range(1, len(words) + 1))


def _of_maker(maker: MakerRow) -> Iterator[str]:
    yield from (maker.id, maker.short, maker.name, *maker.aliases)


def _of_link(link: LinkRow) -> Iterator[str]:
    """Yield the spellings of a label: whole, without brackets, each side of a stroke."""
    for name in (link.label, *link.aliases):
        bare = _BRACKETS.sub(" ", name).strip()
        yield from dict.fromkeys((name, bare, *(part.strip() for part in bare.split(" / "))))


def _begins(name: str, link: LinkRow) -> bool:
    stems = (_BRACKETS.sub("", stem).strip().casefold() for stem in link.models)
    return any(len(stem) >= MIN_STEM and name.startswith(stem) for stem in stems)
