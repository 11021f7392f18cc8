"""Audit <-> the same spelled out: every noun an object with every field, nothing by reference.

The form of audit.json before `camaudit-audit/2`, and the one for other programs and for people
(`camaudit export --to json`). A noun becomes an object, a tuple an array, an address or a word of
a closed list its text. Written as ASCII, so that hostile text can be shown on a terminal.
"""

from __future__ import annotations

import dataclasses
import json
import math
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin

from camaudit.document.cursor import key
from camaudit.document.nouns import hints, later
from camaudit.errors import DocumentError
from camaudit.model.audit import Audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.document.nouns import Json

SPELLED_OUT = "camaudit-audit/1"

_ADDRESS = frozenset({IPv4Address, IPv6Address})
_WORDS: dict[object, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def plain(audit: Audit) -> dict[str, Json]:
    """Give an audit as objects and arrays."""
    return {"format": SPELLED_OUT, "audit": _encode(audit)}


def pieces(audit: Audit) -> Iterator[str]:
    """Yield it as text, what is one of a list on a line of its own; the same audit, the same text.

    Raises: ValueError for a number that JSON cannot hold (infinite, or none at all).
    """
    spell = json.JSONEncoder(allow_nan=False).encode
    yield f'{{\n "format": {spell(SPELLED_OUT)},\n "audit": {{'
    comma = ""
    for field in dataclasses.fields(audit):
        value = getattr(audit, field.name)
        yield f"{comma}\n  {spell(field.name)}: "
        comma = ","
        if not isinstance(value, tuple) or not value:
            yield spell(_encode(value))
            continue
        for place, one in enumerate(value):
            yield f"{',' if place else '['}\n   {spell(_encode(one))}"
        yield "\n  ]"
    yield "\n }\n}\n"


def audit_of(body: dict[str, Json]) -> Audit:
    """Read an audit that is spelled out.

    Raises: DocumentError, one line, with the place of the first thing that is wrong.
    """
    for name in sorted(set(body) ^ {"format", "audit"}):
        raise DocumentError(f"{key(name)}: {'unknown' if name in body else 'missing'}")
    found = _noun(body["audit"], Audit, "")
    if not isinstance(found, Audit):  # for the type checker: _noun builds what it is asked for
        raise DocumentError("audit: expected an object")
    return found


def _encode(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, IPv4Address | IPv6Address):
        return str(value)
    if isinstance(value, tuple):
        return [_encode(one) for one in value]
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: _encode(getattr(value, field.name)) for field in fields}
    raise TypeError(f"{type(value).__name__} has no place in an audit")


def _wrong(where: str, wanted: str) -> DocumentError:
    return DocumentError(f"{where or 'audit'}: expected {wanted}")


def _decode(value: Json, kind: object, where: str) -> object:
    """Read a value of the type `kind`; `where` is its path, such as devices[3].mac."""
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _either(value, frozenset(get_args(kind)), where)
    if origin is tuple:
        return _tuple(value, get_args(kind), where)
    if isinstance(kind, type):
        if dataclasses.is_dataclass(kind):
            return _noun(value, kind, where)
        if issubclass(kind, Enum):
            return _word(value, kind, where)
        return _scalar(value, kind, where)
    raise TypeError(f"{kind} has no place in an audit")


def _either(value: Json, kinds: frozenset[object], where: str) -> object:
    """Read a value that may be absent, an address of either family, or both."""
    if value is None and NoneType in kinds:
        return None
    present = kinds - {NoneType}
    if present == _ADDRESS:
        return _address(value, where)
    (only,) = present
    return _decode(value, only, where)


def _address(value: Json, where: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(value if isinstance(value, str) else "")
    except ValueError:
        raise _wrong(where, "an IP address") from None


def _tuple(value: Json, kinds: tuple[object, ...], where: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise _wrong(where, "a list")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(value) != len(kinds):
        raise _wrong(where, f"a list of {len(kinds)}")
    pairs = enumerate(zip(value, kinds, strict=True))
    return tuple(_decode(one, kind, f"{where}[{place}]") for place, (one, kind) in pairs)


def _noun(value: Json, kind: type, where: str) -> object:
    if not isinstance(value, dict):
        raise _wrong(where, "an object")
    dot = f"{where}." if where else ""
    wanted = hints(kind)
    may_lack = later(kind)
    for name in wanted:
        if name not in value and name not in may_lack:
            raise DocumentError(f"{dot}{name}: missing")
    for name in value:
        if name not in wanted:
            raise DocumentError(f"{dot}{key(name)}: unknown")
    there = {name: wanted[name] for name in wanted if name in value}
    return kind(
        **{name: _decode(value[name], told, f"{dot}{name}") for name, told in there.items()}
    )


def _word(value: Json, kind: type[Enum], where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        known = [str(one.value) for one in kind]
        shown = ", ".join(known) if len(known) <= 12 else f"the words of {kind.__name__}"
        raise _wrong(where, f"one of {shown}") from None


def _scalar(value: Json, kind: type, where: str) -> bool | float | str:
    wanted = _WORDS[kind]
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            raise _wrong(where, wanted) from None
        if not math.isfinite(number):
            raise _wrong(where, wanted)
        return number
    if isinstance(value, bool | int | str) and type(value) is kind:
        return value
    raise _wrong(where, wanted)
