"""audit.json -> Audit, line by line; whatever is wrong is named with its place.

What stands once in the file stands once in memory too. Nothing in a table refers to a table of
its own kind, so there is no loop to follow; how long an audit may be against its file is bounded.
"""

from __future__ import annotations

import dataclasses
import math
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import NoneType, UnionType
from typing import TYPE_CHECKING, TypeVar, Union, get_args, get_origin

from camaudit.document.cursor import Cursor, key
from camaudit.document.nouns import OWN, hints, later, shapes
from camaudit.document.nouns import Shape as Laid
from camaudit.errors import DocumentError
from camaudit.model.audit import Audit
from camaudit.model.device import Device
from camaudit.model.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.document.nouns import Json

    Take = Callable[[Json], object]

_T = TypeVar("_T")

MEMBERS = ("format", "shapes", "texts", "groups", "audit")  # in this order
MAX_GROWTH = 1_000  # characters that may be spelled out of one of the file ...
ALWAYS = 1 << 24  # ... beyond so many

_ADDRESSES = frozenset({IPv4Address, IPv6Address})
_WORDS: dict[object, str] = {int: "a whole number", float: "a number", bool: "true or false"}


class _WrongError(Exception):
    """What is wrong, and the way to it, gathered from its end."""

    def __init__(self, what: str, *, wanted: bool = True) -> None:
        super().__init__(what)
        self.what = f"expected {what}" if wanted else what
        self.way = ""

    def within(self, step: str | int) -> _WrongError:
        dot = "." if self.way and not self.way.startswith("[") else ""
        self.way = f"[{step}]{dot}{self.way}" if isinstance(step, int) else f"{step}{dot}{self.way}"
        return self


def audit_of(text: str) -> Audit:
    """Read an audit whose members stand in their order.

    Raises: DocumentError, one line, with the place of what is wrong; ValueError and
            RecursionError for what is no JSON.
    """
    cursor = Cursor(text)
    reader = _Reader(ALWAYS + MAX_GROWTH * len(text))
    found: Audit | None = None
    wanted = iter(MEMBERS)
    for name in cursor.members():
        if name != (due := next(wanted, None)):
            raise DocumentError(f"{key(name)}: unknown" if due is None else f"{due}: missing")
        try:
            if name == "format":
                cursor.value()
            elif name == "shapes":
                reader.shapes(cursor.value())
            elif name == "texts":
                reader.texts(cursor)
            elif name == "groups":
                reader.groups(cursor)
            else:
                found = reader.audit(cursor)
        except _WrongError as error:
            where = error if name == "audit" else error.within(name)
            raise DocumentError(f"{where.way or 'audit'}: {where.what}") from error
    cursor.end()
    if found is None:
        raise DocumentError(f"{next(wanted)}: missing")
    return found


class _Reader:
    """Holds the tables of one file."""

    def __init__(self, most: int) -> None:
        self._most = most  # characters that all may be, spelled out
        self._size = 0  # of them, so far
        self._shapes: dict[type, Laid] = {}
        self._texts: list[str] = []
        self._groups: dict[type, list[tuple[dict[str, object], int]]] = {}
        self._own: dict[type, list[tuple[object, int]]] = {}
        self._known: dict[object, Take] = {}

    def shapes(self, value: Json) -> None:
        """Take the shapes of rows: every noun of this version, with fields that it knows."""
        if not isinstance(value, dict):
            raise _WrongError("an object")
        nouns = {noun.__name__: noun for noun in shapes()}
        for name in nouns.keys() ^ value.keys():
            if name in value:
                raise _WrongError("unknown", wanted=False).within(key(name))
        for name, noun in nouns.items():
            if name in value:  # a noun that came later stands in no older file
                try:
                    self._shapes[noun] = _shape(noun, value[name])
                except _WrongError as error:
                    raise error.within(name) from None

    def texts(self, cursor: Cursor) -> None:
        """Take the texts that several lines share."""
        if not cursor.begins("["):
            raise _WrongError("a list")
        for at, one in enumerate(cursor.items()):
            if not isinstance(one, str):
                raise _WrongError("text").within(at)
            self._texts.append(one)

    def groups(self, cursor: Cursor) -> None:
        """Take the groups of fields that several nouns share."""
        if not cursor.begins("{"):
            raise _WrongError("an object")
        nouns = {noun.__name__: noun for noun, laid in self._shapes.items() if laid.group}
        for name in cursor.members():
            if name not in nouns:
                raise _WrongError("unknown", wanted=False).within(key(name))
            take = self._fields(nouns[name], self._shapes[nouns[name]].group)
            table = self._groups[nouns[name]] = []
            if not cursor.begins("["):
                raise _WrongError("a list").within(name)
            for at, one in enumerate(cursor.items()):
                try:
                    table.append(self._sized(take, one))
                except _WrongError as error:
                    raise error.within(at).within(name) from None

    def audit(self, cursor: Cursor) -> Audit:
        """Take the audit itself."""
        if not cursor.begins("{"):
            raise _WrongError("an object")
        kinds = {name: kind for name, kind in hints(Audit).items() if name != "identities"}
        found: dict[str, object] = {}
        for name in cursor.members():
            if name not in kinds:
                raise _WrongError("unknown", wanted=False).within(key(name))
            try:
                if name == "devices":
                    found |= self._devices(cursor)
                elif get_origin(kinds[name]) is tuple:
                    found[name] = self._lines(cursor, self.of(get_args(kinds[name])[0]))
                else:
                    found[name] = self.of(kinds[name])(cursor.value())
            except _WrongError as error:
                raise error.within(name) from None
        for name in kinds.keys() - found.keys() - later(Audit):
            raise _WrongError("missing", wanted=False).within(name)
        return Audit(**found)  # type: ignore[arg-type]

    def _devices(self, cursor: Cursor) -> dict[str, object]:
        pairs = self._lines(cursor, self._device)
        devices, identities = zip(*pairs, strict=True) if pairs else ((), ())
        return {"devices": devices, "identities": identities}

    def _lines(self, cursor: Cursor, take: Take) -> tuple[object, ...]:
        if not cursor.begins("["):
            raise _WrongError("a list")
        found: list[object] = []
        for at, one in enumerate(cursor.items()):
            try:
                found.append(take(one))
                self._bounded()
            except _WrongError as error:
                raise error.within(at) from None
        return tuple(found)

    def _bounded(self) -> None:
        if self._size > self._most:
            raise _WrongError(
                f"more than {MAX_GROWTH:,} times as long spelled out as the file: no audit is",
                wanted=False,
            )

    def _device(self, value: Json) -> tuple[object, object]:
        """Read a line: what a device shares with itself, the device, its identity."""
        if not isinstance(value, list) or len(value) != len(OWN) + 2:
            raise _WrongError(f"a list of {len(OWN) + 2}")
        self._own = {}
        for at, (noun, name) in enumerate(OWN.items()):
            take, table, rows = self._row(noun), [], value[at]
            if not isinstance(rows, list):
                raise _WrongError("a list").within(name)
            for place, one in enumerate(rows):
                try:
                    table.append(self._sized(take, one))
                except _WrongError as error:
                    raise error.within(place).within(name) from None
            self._own[noun] = table
        found = self.of(Device)(value[-2])
        try:
            return found, self.of(Identity)(value[-1])
        except _WrongError as error:
            raise error.within("identity") from None
        finally:
            self._own = {}

    def _sized(self, take: Callable[[Json], _T], value: Json) -> tuple[_T, int]:
        """Read one of a table, and how long it is spelled out: each reference costs as much."""
        before = self._size
        found = take(value)
        size, self._size = self._size - before, before
        return found, size

    def of(self, kind: object) -> Take:
        """Give what reads values of a type."""
        if kind not in self._known:
            self._known[kind] = self._made(kind)
        return self._known[kind]

    def _made(self, kind: object) -> Take:
        origin = get_origin(kind)
        if origin in {Union, UnionType}:
            return self._either(frozenset(get_args(kind)))
        if origin is tuple:
            return self._tuple(get_args(kind))
        if kind is str:
            return self._text
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self._noun(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._word(kind)
        return _scalar(kind)

    def _either(self, kinds: frozenset[object]) -> Take:
        present = kinds - {NoneType}
        if present == _ADDRESSES:
            take = self._converted(ip_address, "an IP address")
        else:
            (only,) = present
            take = self.of(only)
        if NoneType not in kinds:
            return take
        return lambda value: None if value is None else take(value)

    def _text(self, value: Json) -> str:
        if type(value) is int:
            if not 0 <= value < len(self._texts):
                raise _WrongError(f"text, or the number of one of {len(self._texts)} texts")
            value = self._texts[value]
        if not isinstance(value, str):
            raise _WrongError("text")
        self._size += len(value) + 1
        return value

    def _converted(self, make: Callable[[str], object], wanted: str) -> Take:
        known: dict[str, object] = {}

        def take(value: Json) -> object:
            if not isinstance(value, int | str) or isinstance(value, bool):
                raise _WrongError(wanted)
            text = self._text(value)
            if text not in known:
                try:
                    known[text] = make(text)
                except ValueError:
                    raise _WrongError(wanted) from None
            return known[text]

        return take

    def _word(self, kind: type[Enum]) -> Take:
        words = [str(one.value) for one in kind]
        shown = ", ".join(words) if len(words) <= 12 else f"the words of {kind.__name__}"
        return self._converted(kind, f"one of {shown}")

    def _tuple(self, kinds: tuple[object, ...]) -> Take:
        each = self.of(kinds[0]) if kinds[-1] is Ellipsis else None
        every = () if each else tuple(map(self.of, kinds))

        def take(value: Json) -> tuple[object, ...]:
            if not isinstance(value, list):
                raise _WrongError("a list")
            if each is None and len(value) != len(every):
                raise _WrongError(f"a list of {len(every)}")
            self._size += 1
            found: list[object] = []
            for one in value:
                try:
                    found.append(each(one) if each else every[len(found)](one))
                except _WrongError as error:
                    raise error.within(len(found)) from None
            return tuple(found)

        return take

    def _noun(self, noun: type) -> Take:
        row = self._row(noun)
        if noun not in OWN:
            return row
        name = OWN[noun]

        def take(value: Json) -> object:
            if type(value) is not int:
                return row(value)
            table = self._own.get(noun, [])
            if not 0 <= value < len(table):
                raise _WrongError(f"a list, or the number of one of {len(table)} {name}")
            found, size = table[value]
            self._size += size
            return found

        return take

    def _row(self, noun: type) -> Take:
        laid = self._shapes.get(noun)
        if laid is None:
            name = noun.__name__
            return lambda _: _raise(f"no {name}: shapes has none")
        fields = self._fields(noun, laid.fields)
        if not laid.group:
            return lambda value: noun(**fields(value))
        group, table = self._fields(noun, laid.group), self._groups.get(noun, [])
        length = len(laid.fields) + 1

        def take(value: Json) -> object:
            if not isinstance(value, list) or len(value) != length:
                raise _WrongError(f"a list of {length}")
            last = value[-1]
            if type(last) is not int:
                return noun(**fields(value[:-1]), **group(last))
            if not 0 <= last < len(table):
                raise _WrongError(f"a list, or the number of one of {len(table)} groups")
            shared, size = table[last]
            self._size += size
            return noun(**fields(value[:-1]), **shared)

        return take

    def _fields(self, noun: type, names: tuple[str, ...]) -> Callable[[Json], dict[str, object]]:
        """Give what reads a row, or a group, as fields by name."""
        takes = [self.of(hints(noun)[name]) for name in names]
        least = max((at + 1 for at, name in enumerate(names) if name not in later(noun)), default=0)

        def take(value: Json) -> dict[str, object]:
            if not isinstance(value, list):
                raise _WrongError("a list")
            if not least <= len(value) <= len(names):
                most = f"to {len(names)}" if least < len(names) else ""
                raise _WrongError(f"a list of {least} {most}".rstrip())
            self._size += 1
            found: dict[str, object] = {}
            for name, one, inner in zip(names, takes, value, strict=False):
                try:
                    found[name] = one(inner)
                except _WrongError as error:
                    raise error.within(name) from None
            return found

        return take


def _raise(wanted: str) -> object:
    raise _WrongError(wanted)


def _shape(noun: type, value: Json) -> Laid:
    """Read what a row of a noun holds: every field that this version needs, and no other."""
    if not isinstance(value, list):
        raise _WrongError("a list")
    last = value[-1] if value else None
    group = _names(last) if isinstance(last, list) else ()
    fields = _names(value[:-1] if isinstance(last, list) else value)
    known, seen = hints(noun), set[str]()
    for name in (*fields, *group):
        if name not in known or name in seen:
            what = "written twice" if name in seen else "unknown"
            raise _WrongError(what, wanted=False).within(key(name))
        seen.add(name)
    for name in known:
        if name not in seen and name not in later(noun):
            raise _WrongError("missing", wanted=False).within(name)
    return Laid(fields, group)


def _names(value: list[Json]) -> tuple[str, ...]:
    names = tuple(one for one in value if isinstance(one, str))
    if len(names) != len(value):
        raise _WrongError("names of fields")
    return names


def _scalar(kind: object) -> Take:
    wanted = _WORDS[kind]

    def take(value: Json) -> object:
        if type(value) is kind:
            return value
        raise _WrongError(wanted)

    def number(value: Json) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise _WrongError(wanted)
        try:
            found = float(value)
        except OverflowError:
            raise _WrongError(wanted) from None
        if not math.isfinite(found):
            raise _WrongError(wanted)
        return found

    return number if kind is float else take
