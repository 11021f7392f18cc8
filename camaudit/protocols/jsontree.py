"""JSON from strangers: bounded in size and depth, and only flat fields taken from it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_JSON = 16_384  # bytes
MAX_DEPTH = 16
_FIELD = re.compile(r'"([A-Za-z0-9_.]{1,64})"\s*:\s*(?:"([^"\\,{}\[\]]{0,1024})"?|(-?\d{1,18}))')

Fields = tuple[tuple[str, str], ...]  # (key, text), nested keys flattened, in order


def parse_fields(data: bytes) -> Fields:
    """Read an object and give every scalar under its own key, whatever its depth.

    Some devices send JSON that is not: a missing quote, a NUL at the end. Where the grammar
    fails, plain `"key": value` pairs are still read; less is taken, nothing is guessed.

    Raises: TruncatedError without an end, MalformedError where it is no object.
    """
    text = data[:MAX_JSON].decode("utf-8", "replace").strip("\0\r\n\t ")
    if not text.startswith("{"):
        raise MalformedError("no JSON object")
    depth = deepest = 0
    for character in text:
        depth += (character in "{[") - (character in "}]")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise MalformedError("JSON nested too deep")
    try:
        return tuple(_scalars(json.loads(text)))
    except (ValueError, RecursionError):
        found = tuple((m[1], (m[2] or m[3] or "").strip()) for m in _FIELD.finditer(text))
    if not found:
        raise MalformedError("no JSON fields")
    if depth > 0 and not text.endswith("}"):
        raise TruncatedError("JSON cut short")
    return found


def _scalars(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _scalars(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner, key)
    elif isinstance(value, bool):
        yield key, "true" if value else "false"
    elif isinstance(value, str | int | float):
        yield key, str(value)


def first(fields: Fields, key: str) -> str | None:
    """Give the first text of a key that has any."""
    return next((text for name, text in fields if name == key and text), None)
