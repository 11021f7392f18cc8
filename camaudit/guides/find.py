"""A product as somebody wrote it -> the guides that it may mean."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.rulebook.guide import Guide

MAX_NEAR = 5  # names that are suggested
_NEAR = 0.6  # difflib ratio from which a name is suggested


def find(guides: Sequence[Guide], name: str) -> tuple[Guide, ...]:
    """Find guides: the one of that name, else those of that product, else those that begin so.

    Input:  name: "cisco-ios", "Cisco", "cisco sw", "switch"; case, blanks and punctuation are free.
    """
    wanted = _fold(name)
    if not wanted:
        return ()
    exact = tuple(one for one in guides if wanted == _fold(one.id))
    if exact:
        return exact
    known = tuple(one for one in guides if wanted in set(map(_fold, _names(one))))
    if known:
        return known
    kind = tuple(one for one in guides if wanted in {_fold(one.have), _fold(one.have + "s")})
    if kind:
        return kind
    return tuple(one for one in guides if any(wanted in _fold(word) for word in _names(one)))


def beside(guides: Sequence[Guide], chosen: Guide) -> tuple[Guide, ...]:
    """Give the guides that somebody may have meant as well: of the sort, or of the same word."""
    if chosen.general:
        return tuple(one for one in guides if one.have is chosen.have and one != chosen)
    wanted = _fold(chosen.id)
    return tuple(one for one in guides if one != chosen and wanted in set(map(_fold, one.words)))


def near(guides: Sequence[Guide], name: str) -> tuple[str, ...]:
    """Suggest the ids of guides whose names are written much like this one."""
    known: dict[str, str] = {}
    for guide in guides:
        for word in (*_names(guide), *guide.name.split()):
            known.setdefault(_fold(word), guide.id)
    close = get_close_matches(_fold(name), sorted(known), MAX_NEAR, _NEAR)
    return tuple(dict.fromkeys(known[one] for one in close))


def _names(guide: Guide) -> Iterator[str]:
    yield from (guide.id, guide.name, *guide.words)


def _fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
