"""Audit -> audit.json, line by line: what many devices share stands once, at the beginning.

The audit is gone through twice, first to count what stands in several lines. So no more is held
than what is shared, and the line that is being written.
"""

from __future__ import annotations

import dataclasses
import json
import math
from enum import Enum
from json.encoder import encode_basestring_ascii as quoted  # hostile text is spelled out
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin

from camaudit.document.census import ADDRESSES, Census
from camaudit.document.nouns import OWN, hints, later, shapes
from camaudit.model.audit import Audit
from camaudit.model.device import Device
from camaudit.model.identity import Identity
from camaudit.model.observation import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from camaudit.document.census import Group

    Spell = Callable[[object], str]


def lines(audit: Audit, form: str) -> Iterator[str]:
    """Yield the file, piece by piece; the same audit gives the same text.

    Raises: ValueError for a number that JSON cannot hold (infinite, or none at all), and for
            identities that are not one for each device.
    """
    if len(audit.devices) != len(audit.identities):
        raise ValueError("identities: expected one for each device")
    census = Census(audit)
    texts = census.texts(quoted)
    rows = _Rows(texts)
    groups = census.groups(rows.group_of)
    del census
    rows.share(groups)
    yield f'{{\n "format": {quoted(form)},\n "shapes": '
    of_nouns = ((one.__name__, json.dumps(shape.spelled())) for one, shape in shapes().items())
    yield from _object(of_nouns)
    yield ',\n "texts": '
    yield from _list(map(quoted, texts), " ")
    yield ',\n "groups": '
    yield from _object((noun.__name__, iter(table.values())) for noun, table in groups.items())
    yield ',\n "audit": '
    yield from _object(_fields(rows, audit))
    yield "\n}\n"


def _fields(rows: _Rows, audit: Audit) -> Iterator[tuple[str, str | Iterator[str]]]:
    """Yield the fields of an audit: a list as its lines, all else as one text."""
    for name, kind in hints(Audit).items():
        value = getattr(audit, name)
        if name == "identities":
            continue  # each stands in the line of its device
        if name == "devices":
            yield name, rows.devices(audit)
        elif get_origin(kind) is tuple:
            yield name, map(rows.of(get_args(kind)[0]), value)
        else:
            yield name, rows.of(kind)(value)


def _object(members: Iterable[tuple[str, str | Iterator[str]]]) -> Iterator[str]:
    comma = ""
    yield "{"
    for name, value in members:
        yield f"{comma}\n  {quoted(name)}: "
        yield from (value,) if isinstance(value, str) else _list(value, "  ")
        comma = ","
    yield "\n }"


def _list(every: Iterator[str], indent: str) -> Iterator[str]:
    first = next(every, None)
    if first is None:
        yield "[]"
        return
    yield f"[\n{indent} {first}"
    yield from (f",\n{indent} {one}" for one in every)
    yield f"\n{indent}]"


class _Rows:
    """Spells nouns as rows. A row ends where all that follows is what a field has by itself."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._numbers = {text: str(at) for at, text in enumerate(texts)}
        self._groups: dict[type, dict[Group, str]] = {}
        self._known: dict[object, Spell] = {}
        self._own: dict[type, list[str]] | None = None  # rows of the device of this line
        self._once: dict[object, str] = {}  # what is in them -> its number

    def share(self, groups: dict[type, dict[Group, str]]) -> None:
        """Write these as numbers from now on."""
        for noun, table in groups.items():
            self._groups.setdefault(noun, {}).update(
                (group, str(at)) for at, group in enumerate(table)
            )

    def devices(self, audit: Audit) -> Iterator[str]:
        """Yield a line for each device: what it shares with itself, the device, its identity."""
        device, identity = self.of(Device), self.of(Identity)
        for one, its in zip(audit.devices, audit.identities, strict=True):
            rows: dict[type, list[str]] = {noun: [] for noun in OWN}
            self._own = rows
            self._once.clear()
            told = f"{device(one)},{identity(its)}"
            self._own = None
            own = ",".join(f"[{','.join(table)}]" for table in rows.values())
            yield f"[{own},{told}]"

    def of(self, kind: object) -> Spell:
        """Give what spells values of a type."""
        if kind not in self._known:
            self._known[kind] = self._made(kind)
        return self._known[kind]

    def group_of(self, noun: type) -> Callable[[Group], str]:
        """Give what spells the values of those fields of a noun that stand together."""
        spells = [self.of(hints(noun)[name]) for name in shapes()[noun].group]
        return lambda group: f"[{','.join([f(one) for f, one in zip(spells, group, strict=True)])}]"

    def _text(self, value: object) -> str:
        return self._numbers.get(value) or quoted(value)  # type: ignore[call-overload,arg-type]

    def _made(self, kind: object) -> Spell:
        origin, args = get_origin(kind), get_args(kind)
        if origin in {Union, UnionType}:
            return self._either(frozenset(args))
        if origin is tuple:
            return self._tuple(args)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self._noun(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            words = {one: self._text(str(one.value)) for one in kind}
            return words.__getitem__  # type: ignore[return-value]
        return self._text if kind is str else _number

    def _either(self, kinds: frozenset[object]) -> Spell:
        present = kinds - {NoneType}
        if present == ADDRESSES:
            if NoneType in kinds:
                return lambda value: "null" if value is None else self._text(str(value))
            return lambda value: self._text(str(value))
        (only,) = present
        spell = self.of(only)
        return lambda value: "null" if value is None else spell(value)

    def _tuple(self, kinds: tuple[object, ...]) -> Spell:
        if kinds[-1] is Ellipsis:
            each = self.of(kinds[0])
            return lambda value: f"[{','.join(map(each, value))}]"  # type: ignore[call-overload]
        every = tuple(map(self.of, kinds))

        def spell(value: object) -> str:
            inner = zip(every, value, strict=True)  # type: ignore[call-overload]
            return f"[{','.join([one(told) for one, told in inner])}]"

        return spell

    def _noun(self, noun: type) -> Spell:
        shape = shapes()[noun]
        if shape.group:
            return self._grouped(noun)
        row = self._row(noun, shape.fields)
        return self._numbered(noun, row) if noun in OWN else row

    def _numbered(self, noun: type, row: Spell) -> Spell:
        """Give what spells a noun as the number of its row in the line of the device."""

        def spell(value: object) -> str:
            if self._own is None:
                return row(value)
            number = self._once.get(value)
            if number is None:
                spelled, rows = row(value), self._own[noun]
                number = self._once[value] = str(len(rows))
                rows.append(spelled)
            return number

        return spell

    def _grouped(self, noun: type) -> Spell:
        """Give what spells a noun with those of its fields as a number that come from a rule."""
        shape = shapes()[noun]
        fields = self._values(noun, shape.fields)
        group, together = attrgetter(*shape.group), self.group_of(noun)
        table = self._groups.setdefault(noun, {})

        def spell(value: object) -> str:
            shared = group(value)
            return f"[{','.join(fields(value))},{table.get(shared) or together(shared)}]"

        return spell

    def _row(self, noun: type, names: tuple[str, ...]) -> Spell:
        values = self._values(noun, names)
        by_itself = _defaults(noun, names)
        if not by_itself:
            return lambda value: f"[{','.join(values(value))}]"

        def spell(value: object) -> str:
            row = values(value)
            while row and row[-1] == by_itself.get(len(row)):
                row.pop()
            return f"[{','.join(row)}]"

        return spell

    def _values(self, noun: type, names: tuple[str, ...]) -> Callable[[object], list[str]]:
        kinds = hints(noun)
        spells = [
            quoted if (noun, one) == (Seen, "place") else self.of(kinds[one]) for one in names
        ]
        if len(names) == 1:
            (only,), field = spells, attrgetter(*names)
            return lambda value: [only(field(value))]
        every = attrgetter(*names)
        return lambda value: [f(one) for f, one in zip(spells, every(value), strict=True)]


def _defaults(noun: type, names: tuple[str, ...]) -> dict[int, str]:
    """Give by length of a row what its last value is by itself, spelled with nothing shared."""
    default = {one.name: one.default for one in dataclasses.fields(noun)}
    found: dict[int, str] = {}
    for length in range(len(names), 0, -1):
        name = names[length - 1]
        if name not in later(noun):
            break
        found[length] = _Rows(()).of(hints(noun)[name])(default[name])
    return found


def _number(value: object) -> str:
    if type(value) is float and math.isfinite(value):
        return repr(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return repr(value)
    if isinstance(value, float):
        raise ValueError(f"Out of range: {value} has no place in an audit")  # noqa: TRY004
    raise TypeError(f"{type(value).__name__} has no place in an audit")
