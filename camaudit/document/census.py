"""Counts in how many lines of audit.json a text or a group of fields would stand.

What is shorter as a number wherever it stands is written once, the most frequent first: they have
the shortest numbers. Values that are equal count as one.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin

from camaudit.document.nouns import OWN, hints, shapes
from camaudit.model.audit import Audit
from camaudit.model.device import Device
from camaudit.model.identity import Identity
from camaudit.model.observation import Seen

if TYPE_CHECKING:
    from collections.abc import Callable

    Walk = Callable[[object], None]
    Group = tuple[object, ...]  # the values of its fields, in their order

ADDRESSES = frozenset({IPv4Address, IPv6Address})
NUMBER = 6  # characters that a number in place of a text may have, with its comma
_LINE = 32  # bits of a count that hold in how many lines; above them stands the last of these
_COUNT = (1 << _LINE) - 1


class Census:
    """Goes through an audit once."""

    def __init__(self, audit: Audit) -> None:
        self._line = 0
        self._texts: dict[str, int] = {}
        self._groups: defaultdict[type, dict[Group, int]] = defaultdict(dict)
        self._own: set[object] = set()  # what was met in this line, of what stands once in it
        self._known: dict[object, Walk | None] = {}
        for name, kind in hints(Audit).items():
            if name not in {"devices", "identities"}:
                self._field(kind, getattr(audit, name))
        device, identity = self._of(Device), self._of(Identity)
        for one, its in zip(audit.devices, audit.identities, strict=True):
            self._line += 1
            self._own.clear()
            if device and identity:
                device(one)
                identity(its)
        self._own.clear()

    def texts(self, spelled: Callable[[str], str]) -> list[str]:
        """Give the texts that are shorter as a number, the most frequent first."""
        found = [
            (-count, text)
            for text, packed in self._texts.items()
            if is_worth(count := packed & _COUNT, len(spelled(text)))
        ]
        return [text for _, text in sorted(found)]

    def groups(
        self, spell: Callable[[type], Callable[[Group], str]]
    ) -> dict[type, dict[Group, str]]:
        """Give the groups of each noun that are shorter as a number, as they are spelled."""
        found: dict[type, dict[Group, str]] = {}
        for noun in sorted(self._groups, key=lambda one: one.__name__):
            spelled = spell(noun)
            rows = [
                (-count, spelled(group), group)
                for group, packed in self._groups[noun].items()
                if (count := packed & _COUNT) > 1
            ]
            rows.sort(key=lambda row: row[:2])
            found[noun] = {group: row for count, row, group in rows if is_worth(-count, len(row))}
        return found

    def _field(self, kind: object, value: object) -> None:
        walk = self._of(get_args(kind)[0] if isinstance(value, tuple) else kind)
        for one in value if isinstance(value, tuple) else (value,):
            self._line += 1
            if walk:
                walk(one)

    def _count(self, table: dict[str, int] | dict[Group, int], key: object) -> bool:
        """Count it once a line; tell whether it was counted before."""
        was: int = table.get(key, 0)  # type: ignore[call-overload]
        if was >> _LINE != self._line:
            table[key] = self._line << _LINE | (was & _COUNT) + 1  # type: ignore[index]
        return was > 0

    def _text(self, value: object) -> None:
        if len(value) >= NUMBER - 1:  # type: ignore[arg-type]
            self._count(self._texts, value)

    def _of(self, kind: object) -> Walk | None:
        """Give what counts the texts and groups in values of a type; None: there are none."""
        if kind not in self._known:
            self._known[kind] = self._made(kind)
        return self._known[kind]

    def _made(self, kind: object) -> Walk | None:
        origin, args = get_origin(kind), get_args(kind)
        if origin in {Union, UnionType}:
            return self._either(frozenset(args))
        if origin is tuple:
            return self._tuple(args)
        if kind is str:
            return self._text
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self._noun(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return lambda value: self._text(str(value.value))  # type: ignore[attr-defined]
        return None

    def _either(self, kinds: frozenset[object]) -> Walk | None:
        present = kinds - {NoneType}
        if present == ADDRESSES:
            return lambda value: None if value is None else self._text(str(value))
        (only,) = present
        walk = self._of(only)
        return walk and (lambda value: None if value is None else walk(value))

    def _tuple(self, kinds: tuple[object, ...]) -> Walk | None:
        if kinds[-1] is Ellipsis:
            return self._each(self._of(kinds[0]))
        every = [(at, one) for at, kind in enumerate(kinds) if (one := self._of(kind))]

        def each(value: object) -> None:
            for at, one in every:
                one(value[at])  # type: ignore[index]

        return each if every else None

    @staticmethod
    def _each(walk: Walk | None) -> Walk | None:
        def each(value: object) -> None:
            for one in value:  # type: ignore[attr-defined]
                walk(one)  # type: ignore[misc]

        return walk and each

    def _noun(self, noun: type) -> Walk | None:
        shape = shapes()[noun]
        fields = self._fields(noun, shape.fields)
        if shape.group:
            return self._grouped(noun, fields)
        return self._once(fields) if noun in OWN else fields

    def _fields(self, noun: type, names: tuple[str, ...]) -> Walk:
        # Which frame of a file it is, few others tell: not worth being counted.
        every = [
            (attrgetter(name), walk)
            for name in names
            if (noun, name) != (Seen, "place") and (walk := self._of(hints(noun)[name]))
        ]

        def each(value: object) -> None:
            for field, walk in every:
                walk(field(value))

        return each

    def _once(self, fields: Walk) -> Walk:
        def walk(value: object) -> None:
            if value not in self._own:
                self._own.add(value)
                fields(value)

        return walk

    def _grouped(self, noun: type, fields: Walk) -> Walk:
        values = attrgetter(*shapes()[noun].group)
        inner = self._fields(noun, shapes()[noun].group)
        table = self._groups[noun]

        def walk(value: object) -> None:
            fields(value)
            if not self._count(table, values(value)):
                inner(value)  # wherever else it stands, it stands as a number

        return walk


def is_worth(lines: int, length: int) -> bool:
    """Tell whether so many lines are shorter with a number in place of so many characters."""
    return lines > 1 and (lines - 1) * (length - NUMBER) > 2 * NUMBER
