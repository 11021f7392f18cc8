"""The JSON Schema of audit.json, made from the types of the nouns (draft 2020-12)."""

from __future__ import annotations

import dataclasses
import json
import types
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Union, get_args, get_origin

from camaudit.document import FORMAT, Json, hints
from camaudit.model.audit import Audit

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
_TEXTUAL = (IPv4Address, IPv4Network, IPv6Address, IPv6Network)


def schema() -> str:
    """Write the schema; the same nouns give the same text."""
    nouns: dict[str, Json] = {}
    root = _of(Audit, nouns)
    body: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "camaudit audit",
        "description": "Times are seconds since the Unix epoch, UTC.",
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "audit": root},
        "required": ["format", "audit"],
        "additionalProperties": False,
        "$defs": {name: nouns[name] for name in sorted(nouns)},
    }
    return json.dumps(body, indent=1) + "\n"


def _of(kind: object, nouns: dict[str, Json]) -> Json:  # noqa: PLR0911 - one for each kind of type
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        parts = [one for one in get_args(kind) if one is not type(None)]
        made = _of(parts[0], nouns)
        return {"anyOf": [made, {"type": "null"}]} if type(None) in get_args(kind) else made
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return {"type": "array", "items": _of(inner[0], nouns)}
        items: list[Json] = [_of(one, nouns) for one in inner]
        return {
            "type": "array",
            "prefixItems": items,
            "minItems": len(items),
            "maxItems": len(items),
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [str(one.value) for one in kind]}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _noun(kind, nouns)
    if kind in _TEXTUAL:
        return {"type": "string"}
    return {"type": _PLAIN[kind]} if isinstance(kind, type) else {}


def _noun(kind: type, nouns: dict[str, Json]) -> Json:
    name = kind.__name__
    if name not in nouns:
        nouns[name] = None  # a noun may hold itself
        wanted = hints(kind)
        fields = [field.name for field in dataclasses.fields(kind)]
        nouns[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").split("\n")[0],
            "properties": {field: _of(wanted[field], nouns) for field in fields},
            "required": list(fields),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
