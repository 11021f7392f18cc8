"""A label as somebody wrote it -> what the rules know of it: makers, links, or no one maker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded, like_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.rulebook.types import BrandLink, Label, Maker, Rulebook

MIN_NEAR = 5  # letters of a label, and of a word, that may be one slip apart
MIN_INSIDE = 4  # letters of a label that is recognised inside a longer text
MAX_TEXT = 400  # characters of a text that are looked at
_MAX_WORDS = 6  # of a label
_WORD = re.compile(r"[^\W_]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(slots=True)
class Entry:
    """All that one label may mean."""

    name: str  # as the rules write it
    own: list[Maker] = field(default_factory=list)  # whose own name it is
    links: list[BrandLink] = field(default_factory=list)  # who builds under it
    within: list[tuple[str, BrandLink]] = field(default_factory=list)
    # labels that begin with this one, as "Honeywell Performance Series": further words, link
    unresolved: Label | None = None

    @property
    def silent(self) -> bool:
        """Tell whether the label speaks of no maker at all."""
        return not (self.own or self.links or self.within)


@dataclass(frozen=True, slots=True)
class Found:
    """A label in a text."""

    entry: Entry
    written: str  # as the text has it
    near: bool  # one slip apart: "read as"
    rest: str  # the text without the label


class Labels:
    """The labels of the rules, by any of their spellings."""

    def __init__(self, rulebook: Rulebook, further: Iterable[str] = ()) -> None:
        """Take the names of makers, brands and labels, and further names that mean no maker."""
        self._entries: dict[str, Entry] = {}
        for maker in rulebook.makers:
            for entry in self._named(maker.short, maker.name, *maker.aliases):
                entry.own.append(maker)
        for maker in rulebook.makers:
            for link in maker.brands:
                for entry in self._named(link.brand, *link.aliases):
                    entry.links.append(link)
        for label in rulebook.labels:
            for entry in self._named(label.brand, *label.aliases):
                entry.unresolved = label
        for name in further:
            self._named(name)
        self._nest()
        self._heads = frozenset(key[:2] for key in self._entries)
        self._near: dict[str, set[str]] | None = None

    def in_cell(self, text: str, *, near: bool = True) -> Found | None:
        """Find the label of a cell that holds one: the whole, or the first label in it."""
        found = self._first(text, inside=True)
        if found is not None or not near:
            return found
        words = list(_WORD.finditer(text))
        for last in range(min(len(words), 3), 0, -1):
            written = text[words[0].start() : words[last - 1].end()]
            slip = self._nearest(_joined(written))
            if slip is not None:
                return Found(slip, written, near=True, rest=text[words[last - 1].end() :])
        return None

    def in_text(self, text: str) -> Found | None:
        """Find a label in running text.

        The own name of a maker of video devices counts anywhere, another label where it stands
        before a model's name or begins a text with one: Lux and Defender are words as well.
        """
        return self._first(text, inside=False)

    def leading(self, text: str) -> Found | None:
        """Find the label that a text begins with."""
        return self._first(text, inside=True, starts=1)

    def _first(self, text: str, *, inside: bool, starts: int = MAX_TEXT) -> Found | None:
        words = list(islice(_WORD.finditer(text, 0, MAX_TEXT), starts + _MAX_WORDS))
        plain = [folded(word.group()) for word in words]
        for first, word in enumerate(plain[:starts]):
            if len(word) > 1 and word[:2] not in self._heads:
                continue  # most words: no label begins so
            for last in range(min(first + _MAX_WORDS, len(words)), first, -1):
                entry = self._entries.get("".join(plain[first:last]))
                if entry is None:
                    continue
                written = text[words[first].start() : words[last - 1].end()]
                rest = text[words[last - 1].end() :]
                if self._counts(entry, written, first, rest, inside=inside):
                    return Found(
                        entry, written, near=False, rest=f"{text[: words[first].start()]} {rest}"
                    )
        return None

    @staticmethod
    def _counts(entry: Entry, written: str, first: int, rest: str, *, inside: bool) -> bool:
        if inside and (first == 0 or len(written) >= MIN_INSIDE):
            return True
        after = rest.split()
        if after and like_model(after[0]):
            return True
        if len(written) < MIN_INSIDE or not written[0].isupper():
            return False
        if any(maker.makes == "video" for maker in entry.own):
            return True
        return first == 0 and (not after or any(map(like_model, after)))

    def _named(self, first: str, *others: str) -> list[Entry]:
        """Give the entries of all spellings of a name, each once; the first is how it is shown."""
        keys = {_joined(one): None for name in (first, *others) for one in spellings(name)}
        return [self._entries.setdefault(key, Entry(first)) for key in keys if len(key) >= 2]

    def _nest(self) -> None:
        """Let a label know those that begin with it, word by word."""
        for entry in list(self._entries.values()):
            for link in entry.links:
                for name in (link.brand, *link.aliases):
                    for spelling in spellings(name):
                        self._nest_one(entry, link, spelling)

    def _nest_one(self, entry: Entry, link: BrandLink, spelling: str) -> None:
        words = [one.group() for one in _WORD.finditer(folded(spelling))]
        for length in range(1, len(words)):
            outer = self._entries.get("".join(words[:length]))
            further = " ".join(words[length:])
            if outer is None or outer is entry or link in outer.links:
                continue
            if (further, link) not in outer.within:
                outer.within.append((further, link))

    def _nearest(self, written: str) -> Entry | None:
        """Find the one label that is a slip apart: a letter too many, too few, other or swapped."""
        if len(written) < MIN_NEAR or any(map(str.isdigit, written)):
            return None
        if self._near is None:
            self._near = {}
            for key in self._entries:
                if len(key) >= MIN_NEAR:
                    for shorter in {key, *_shortened(key)}:
                        self._near.setdefault(shorter, set()).add(key)
        candidates = {
            key
            for shorter in {written, *_shortened(written)}
            for key in self._near.get(shorter, ())
            if _one_slip(written, key)
        }
        entries = {id(self._entries[key]): self._entries[key] for key in candidates}
        names = {entry.name for entry in entries.values()}
        return next(iter(entries.values())) if len(names) == 1 else None


def spellings(name: str) -> Iterator[str]:
    """Give the spellings of a name: without brackets, and each side of a stroke among spaces."""
    bare = _IN_BRACKETS.sub(" ", name).strip()
    parts = [part.strip() for part in bare.split(" / ")]
    yield from dict.fromkeys([bare, *(part for part in parts if len(part) >= 2)])


def _joined(text: str) -> str:
    return "".join(one.group() for one in _WORD.finditer(folded(text)))


def _shortened(word: str) -> Iterable[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_slip(one: str, other: str) -> bool:
    """Tell whether two words are one insertion, deletion, replacement or swap apart."""
    if len(one) == len(other):
        differ = [at for at in range(len(one)) if one[at] != other[at]]
        if len(differ) == 1:
            return True
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and one[differ[0]] == other[differ[1]]
            and one[differ[1]] == other[differ[0]]
        )
    shorter, longer = sorted((one, other), key=len)
    return len(longer) == len(shorter) + 1 and shorter in set(_shortened(longer))
