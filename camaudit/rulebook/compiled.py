"""Rulebook <-> JSON, as its types say: a noun is the list of its fields, a word its text.

Only for the cache of one's own computer: the form may change with every version.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import get_args, get_origin, get_type_hints

from camaudit.rulebook.types import Rulebook

Json = None | bool | int | float | str | list["Json"]
Reader = Callable[[Json], object]


def form() -> str:
    """Give the SHA-256 of the shape of all nouns: another version's cache is not read as ours."""
    return sha256(_shape(Rulebook).encode()).hexdigest()


def to_json(rulebook: Rulebook) -> str:
    """Write a rulebook."""
    return json.dumps(_write(rulebook), ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Rulebook:
    """Read a rulebook that `to_json` of the same form wrote.

    Raises: ValueError, TypeError, LookupError where it is none.
    """
    found = _reader(Rulebook)(json.loads(text))
    if not isinstance(found, Rulebook):  # for the type checker
        raise TypeError("no rulebook")
    return found


def _write(value: object) -> Json:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if dataclasses.is_dataclass(value):
        return [_write(getattr(value, field.name)) for field in dataclasses.fields(value)]
    raise TypeError(f"no form for {type(value).__name__}")


@cache
def _reader(kind: object) -> Reader:
    """Give what makes a value of a type from JSON; types without a form of their own are as is."""
    if get_origin(kind) is tuple:
        return _of_many(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _of_words(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _of_noun(kind)
    return lambda value: value


def _of_many(kinds: tuple[object, ...]) -> Reader:
    if kinds[-1] is Ellipsis:
        one = _reader(kinds[0])
        if kinds[0] in {str, int}:
            return lambda value: tuple(_list(value))
        return lambda value: tuple([one(item) for item in _list(value)])
    each = [_reader(kind) for kind in kinds]
    return lambda value: tuple([read(item) for read, item in zip(each, _list(value), strict=True)])


def _of_words(kind: type[StrEnum]) -> Reader:
    words: dict[Json, object] = {word.value: word for word in kind}

    def read(value: Json) -> object:
        if not isinstance(value, str):
            raise TypeError("no word")
        return words[value]

    return read


def _of_noun(kind: type) -> Reader:
    hints = get_type_hints(kind)
    names = list(hints)
    # Most fields are text: only those with a form of their own are read by a function.
    shaped = [
        (at, _reader(hint))
        for at, hint in enumerate(hints.values())
        if get_origin(hint) is tuple or (isinstance(hint, type) and _has_form(hint))
    ]

    def read(value: Json) -> object:
        cells = _list(value)
        made: list[object] = list(cells)
        for at, one in shaped:
            made[at] = one(cells[at])
        return kind(**dict(zip(names, made, strict=True)))

    return read


def _has_form(kind: type) -> bool:
    return issubclass(kind, StrEnum) or dataclasses.is_dataclass(kind)


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _shape(kind: object) -> str:
    if get_origin(kind) is tuple:
        return f"({','.join(_shape(one) for one in get_args(kind))})"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f"{kind.__name__}<{','.join(kind)}>"
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return f"{kind.__name__}[{','.join(f'{name}:{_shape(hints[name])}' for name in hints)}]"
    return str(kind)
