"""The JSON Schemas of audit.json, made from the types of the nouns (draft 2020-12)."""

from __future__ import annotations

import dataclasses
import json
import types
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING, Union, get_args, get_origin

from camaudit.document import FORMAT, SPELLED_OUT
from camaudit.document.nouns import GROUPS, OWN, hints, later, shapes
from camaudit.model.audit import Audit
from camaudit.model.device import Device
from camaudit.model.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from camaudit.document import Json

    Of = Callable[[object], dict[str, Json]]

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
_TEXTUAL = (IPv4Address, IPv4Network, IPv6Address, IPv6Network)
_NUMBER: dict[str, Json] = {"type": "integer", "minimum": 0}
_TIMES = "Times are seconds since the Unix epoch, UTC."


def schema() -> str:
    """Write the schema of audit.json as it is written; the same nouns give the same text."""
    nouns: dict[str, Json] = {
        noun.__name__: _row(noun) for noun in sorted(shapes(), key=lambda one: one.__name__)
    }
    groups = {noun.__name__: _list_of({"$ref": f"#/$defs/{noun.__name__}Group"}) for noun in GROUPS}
    nouns |= {f"{noun.__name__}Group": _array(noun, names) for noun, names in GROUPS.items()}
    nouns["Text"] = {
        "description": "A text, or the number of one in `texts`, from 0.",
        "anyOf": [{"type": "string"}, _NUMBER],
    }
    every = hints(Audit)
    lines = {name: _written(kind) for name, kind in every.items() if name != "identities"}
    lines["devices"] = _list_of(_line())
    return _text(
        "camaudit audit",
        "What many devices share stands once: a number in place of a text is its place in `texts`, "
        "in place of a group of fields its place in `groups`, in place of an endpoint, a moment or "
        "a fact its place in the lists at the beginning of the line of the device. `shapes` names "
        "the values of every row. `camaudit export --to json` spells all of it out. " + _TIMES,
        {
            "format": {"const": FORMAT},
            "shapes": {"const": {noun.__name__: one.spelled() for noun, one in shapes().items()}},
            "texts": _list_of({"type": "string"}),
            "groups": _object(groups, []),
            "audit": _object(lines, [name for name in lines if name not in later(Audit)]),
        },
        nouns,
    )


def spelled_out() -> str:
    """Write the schema of an audit that is spelled out (`camaudit export --to json`)."""
    nouns: dict[str, Json] = {}

    def of(kind: object) -> dict[str, Json]:
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            name = kind.__name__
            if name not in nouns:
                nouns[name] = None  # a noun may hold itself
                fields = {one: of(told) for one, told in hints(kind).items()}
                nouns[name] = {"description": _said(kind), **_object(fields, list(fields))}
            return {"$ref": f"#/$defs/{name}"}
        return _value(kind, of, {"type": "string"})

    members: dict[str, Json] = {"format": {"const": SPELLED_OUT}, "audit": of(Audit)}
    return _text("camaudit audit, spelled out", _TIMES, members, nouns)


def _text(title: str, told: str, members: Mapping[str, Json], nouns: Mapping[str, Json]) -> str:
    body: dict[str, Json] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": told,
        **_object(members, list(members)),
        "$defs": {name: nouns[name] for name in sorted(nouns)},
    }
    return json.dumps(body, indent=1) + "\n"


def _written(kind: object) -> dict[str, Json]:
    """Give the schema of a value as it stands in audit.json."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        of: dict[str, Json] = {"$ref": f"#/$defs/{kind.__name__}"}
        return {"anyOf": [of, _NUMBER]} if kind in OWN else of
    return _value(kind, _written, {"$ref": "#/$defs/Text"})


def _value(kind: object, of: Of, text: dict[str, Json]) -> dict[str, Json]:
    """Give the schema of what is no noun; `of` gives that of what is in it."""
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        parts = [one for one in get_args(kind) if one is not type(None)]
        made = of(parts[0])
        return {"anyOf": [made, {"type": "null"}]} if type(None) in get_args(kind) else made
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return _list_of(of(inner[0]))
        return _fixed([of(one) for one in inner], len(inner))
    if isinstance(kind, type) and issubclass(kind, Enum):
        words: dict[str, Json] = {"enum": [str(one.value) for one in kind]}
        return words if text == {"type": "string"} else {"anyOf": [words, _NUMBER]}
    if kind in _TEXTUAL or kind is str:
        return text
    return {"type": _PLAIN[kind]} if isinstance(kind, type) else {}


def _row(noun: type) -> dict[str, Json]:
    shape = shapes()[noun]
    row = _array(noun, shape.fields)
    if shape.group:
        group: dict[str, Json] = {
            "anyOf": [{"$ref": f"#/$defs/{noun.__name__}Group"}, _NUMBER],
        }
        row = _fixed([*_fields(noun, shape.fields), group], len(shape.fields) + 1)
    return {"description": _said(noun), **row}


def _array(noun: type, names: tuple[str, ...]) -> dict[str, Json]:
    least = max((at + 1 for at, name in enumerate(names) if name not in later(noun)), default=0)
    return _fixed(_fields(noun, names), least)


def _fields(noun: type, names: tuple[str, ...]) -> list[dict[str, Json]]:
    return [{"title": name, **_written(hints(noun)[name])} for name in names]


def _line() -> dict[str, Json]:
    own = [
        {"title": title, **_list_of({"$ref": f"#/$defs/{noun.__name__}"})}
        for noun, title in OWN.items()
    ]
    return _fixed([*own, *map(_written, (Device, Identity))], len(own) + 2)


def _list_of(items: dict[str, Json]) -> dict[str, Json]:
    return {"type": "array", "items": items}


def _fixed(items: list[dict[str, Json]], least: int) -> dict[str, Json]:
    """Give the schema of an array of values that are told apart by their place."""
    inner: list[Json] = [*items]
    return {"type": "array", "prefixItems": inner, "minItems": least, "maxItems": len(items)}


def _object(members: Mapping[str, Json], required: list[str]) -> dict[str, Json]:
    wanted: list[Json] = [*required]
    return {
        "type": "object",
        "properties": {**members},
        "required": wanted,
        "additionalProperties": False,
    }


def _said(noun: type) -> str:
    return (noun.__doc__ or "").split("\n")[0]
