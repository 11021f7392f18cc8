"""Audit <-> audit.json: the whole answer in one file, published schema, strict on the way back.

The codec follows the types of the nouns: a noun becomes an object, a tuple an array, an address
or a word of a closed list its text. Same Audit, same bytes.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
import types
from enum import Enum
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING, Union, get_args, get_origin, get_type_hints

from camaudit.errors import DocumentError
from camaudit.model import audit as audit_nouns
from camaudit.model import coverage, device, endpoint, finding, grade, identity, observation
from camaudit.model.audit import Audit

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "camaudit-audit/1"

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_NAMES: dict[str, object] = {
    name: value
    for module in (
        audit_nouns, coverage, device, endpoint, finding, grade, identity, observation,
    )
    for name, value in vars(module).items()
    if not name.startswith("_")
}  # fmt: skip
_HINTS: dict[type, dict[str, object]] = {}


def to_json(audit: Audit) -> str:
    """Write an audit; the same audit gives the same text."""
    body = {"format": FORMAT, "audit": _encode(audit)}
    return json.dumps(body, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def from_json(text: str) -> Audit:
    """Read an audit.

    Raises: DocumentError with the place of the first thing that is wrong.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not an audit: no JSON ({error})") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise DocumentError(f"not an audit: format is not {FORMAT}")
    found = _decode(body.get("audit"), Audit, "audit")
    if not isinstance(found, Audit):
        raise DocumentError("not an audit: audit is missing")
    return found


def write(path: Path, audit: Audit) -> None:
    """Write audit.json beside a temporary name, then rename it; only its owner may read it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".audit-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(to_json(audit))
        os.replace(name, path)  # noqa: PTH105 - the temporary name is text
    except BaseException:
        os.unlink(name)  # noqa: PTH108 - as above
        raise


def read(path: Path) -> Audit:
    """Read audit.json.

    Raises: DocumentError where it cannot be read or is no audit.
    """
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: not an audit: not UTF-8 text") from error
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from error


def hints(noun: type) -> dict[str, object]:
    """Give the types of a noun's fields."""
    found = _HINTS.get(noun)
    if found is None:
        found = _HINTS[noun] = get_type_hints(noun, localns=_NAMES)
    return found


def _encode(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, IPv4Address | IPv6Address | IPv4Network | IPv6Network):
        return str(value)
    if isinstance(value, tuple):
        return [_encode(one) for one in value]
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: _encode(getattr(value, field.name)) for field in fields}
    raise TypeError(f"{type(value).__name__} has no place in an audit")


def _wrong(where: str, wanted: str) -> DocumentError:
    return DocumentError(f"{where}: expected {wanted}")


def _decode(value: Json, kind: object, where: str) -> object:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _decode_union(value, get_args(kind), where)
    if origin is tuple:
        return _decode_tuple(value, get_args(kind), where)
    if isinstance(kind, type):
        if dataclasses.is_dataclass(kind):
            return _decode_noun(value, kind, where)
        return _decode_plain(value, kind, where)
    raise _wrong(where, str(kind))


def _decode_union(value: Json, kinds: tuple[object, ...], where: str) -> object:
    if value is None and type(None) in kinds:
        return None
    rest = [kind for kind in kinds if kind is not type(None)]
    if set(rest) == {IPv4Address, IPv6Address} or set(rest) == {IPv4Network, IPv6Network}:
        read_text = ip_address if IPv4Address in rest else ip_network
        try:
            return read_text(str(value))
        except ValueError:
            raise _wrong(where, "an IP address or network") from None
    return _decode(value, rest[0], where)


def _decode_tuple(value: Json, kinds: tuple[object, ...], where: str) -> object:
    if not isinstance(value, list):
        raise _wrong(where, "a list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_decode(one, kinds[0], f"{where}[{n}]") for n, one in enumerate(value))
    if len(value) != len(kinds):
        raise _wrong(where, f"{len(kinds)} values")
    pairs = zip(value, kinds, strict=True)
    return tuple(_decode(one, kind, f"{where}[{n}]") for n, (one, kind) in enumerate(pairs))


def _decode_noun(value: Json, kind: type, where: str) -> object:
    if not isinstance(value, dict):
        raise _wrong(where, "an object")
    wanted = hints(kind)
    names = {field.name for field in dataclasses.fields(kind)}
    for name in sorted(set(value) ^ names):
        raise DocumentError(f"{where}.{name}: {'unknown' if name in value else 'missing'}")
    return kind(**{name: _decode(value[name], wanted[name], f"{where}.{name}") for name in names})


def _decode_plain(value: Json, kind: type, where: str) -> object:
    if issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise _wrong(where, f"one of {', '.join(str(one.value) for one in kind)}") from None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, bool) is (kind is bool) and isinstance(value, kind):
        return value
    raise _wrong(where, {str: "text", int: "a whole number", float: "a number"}.get(kind, "yes"))
