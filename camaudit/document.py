"""Audit <-> audit.json: the whole answer in one file, with a published schema, strictly read.

The codec follows the types of the nouns: a noun becomes an object with every field, a tuple an
array, an address or a word of a closed list its text. Written as ASCII, so that hostile text is
spelled out and the file can be shown on a terminal.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import tempfile
from collections import Counter
from enum import Enum
from functools import cache
from io import StringIO
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin, get_type_hints

from camaudit.errors import DocumentError
from camaudit.model import (
    action,
    coverage,
    device,
    endpoint,
    finding,
    grade,
    identity,
    listed,
    observation,
)
from camaudit.model import audit as audit_nouns
from camaudit.model.audit import Audit

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = "camaudit-audit/1"  # the number changes when an older reader would misread the file

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_ADDRESS = frozenset({IPv4Address, IPv6Address})
_WORDS: dict[object, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}
# The nouns import each other for type checkers only: here are the names their annotations use.
_NAMES: dict[str, object] = {
    name: value
    for module in (
        action,
        audit_nouns,
        coverage,
        device,
        endpoint,
        finding,
        grade,
        identity,
        listed,
        observation,
    )
    for name, value in vars(module).items()
    if not name.startswith("_")
}


def to_json(audit: Audit) -> str:
    """Write an audit; the same audit gives the same text.

    Raises: ValueError for a number that JSON cannot hold (infinite, or none at all).
    """
    body = {"format": FORMAT, "audit": _encode(audit)}
    # Piece by piece: `dumps` keeps a list of them first, ten times as large as the text.
    text = StringIO()
    text.writelines(json.JSONEncoder(allow_nan=False, indent=1).iterencode(body))
    text.write("\n")
    return text.getvalue()


def from_json(text: str) -> Audit:
    """Read an audit.

    Raises: DocumentError, one line, with the place of the first thing that is wrong.
    """
    try:
        body: Json = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not an audit: {error}") from error
    if not isinstance(body, dict) or "format" not in body:
        raise DocumentError("not an audit: it does not name its format")
    if body["format"] != FORMAT:
        shown = json.dumps(body["format"])[:60]
        raise DocumentError(f"format: {shown} is not read by this version, which reads {FORMAT!r}")
    for name in sorted(set(body) ^ {"format", "audit"}):
        raise DocumentError(f"{_key(name)}: {'unknown' if name in body else 'missing'}")
    found = _noun(body["audit"], Audit, "")
    if not isinstance(found, Audit):  # for the type checker: _noun builds what it is asked for
        raise DocumentError("audit: expected an object")
    _check_ids(found)
    return found


def write(path: Path, audit: Audit) -> None:
    """Write audit.json whole or not at all; on POSIX only its owner may read it (0600).

    Raises: OSError.
    """
    text = to_json(audit)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".audit-")  # made with mode 0600
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
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


@cache
def hints(noun: type) -> dict[str, object]:
    """Give the types of a noun's fields, in their order."""
    return dict(get_type_hints(noun, localns=_NAMES))


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise ValueError(f"the key {_key(max(counted, key=counted.__getitem__))} is written twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _key(name: str) -> str:
    """Show a key of the file, which is foreign text, in one short line."""
    return name[:60] if name.isascii() and name.isprintable() else json.dumps(name)[:60]


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
    later = _later(kind)
    for name in wanted:
        if name not in value and name not in later:
            raise DocumentError(f"{dot}{name}: missing")
    for name in value:
        if name not in wanted:
            raise DocumentError(f"{dot}{_key(name)}: unknown")
    there = {name: wanted[name] for name in wanted if name in value}
    return kind(
        **{name: _decode(value[name], told, f"{dot}{name}") for name, told in there.items()}
    )


@cache
def _later(noun: type) -> frozenset[str]:
    """Give the fields that a file of an older version may lack: those with a value of their own."""
    fields = dataclasses.fields(noun) if dataclasses.is_dataclass(noun) else ()
    return frozenset(one.name for one in fields if one.default is not dataclasses.MISSING)


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


def _check_ids(audit: Audit) -> None:
    """Refuse what refers to a device that is not there: outputs rely on it."""
    if len(audit.identities) != len(audit.devices):
        raise DocumentError(f"identities: expected {len(audit.devices)}, one for each device")
    for place, one in enumerate(audit.identities):
        if one.device != audit.devices[place].id:
            raise DocumentError(f"identities[{place}].device: not the id of devices[{place}]")
    known = {one.id for one in audit.devices}
    _unique("devices", [one.id for one in audit.devices])
    for place, finding_ in enumerate(audit.findings):
        if finding_.device not in known:
            raise DocumentError(f"findings[{place}].device: no such device")
    _check_actions(audit, known)
    _check_listed(audit, known)
    _check_labels(audit, known)


def _check_actions(audit: Audit, known: set[str]) -> None:
    told = {one.id for one in audit.findings}
    for place, action_ in enumerate(audit.actions):
        if not known.issuperset(action_.devices):
            raise DocumentError(f"actions[{place}].devices: no such device")
        if not told.issuperset(action_.findings):
            raise DocumentError(f"actions[{place}].findings: no such finding")
    for place, exemption in enumerate(audit.exemptions):
        if not known.issuperset(one.device for one in exemption.held):
            raise DocumentError(f"exemptions[{place}].held: no such device")


def _check_listed(audit: Audit, known: set[str]) -> None:
    _unique("listed", [one.id for one in audit.listed])
    cameras = {one.id for one in audit.listed}
    for place, camera in enumerate(audit.listed):
        if not known.issuperset({camera.device, camera.recorder} - {None}):
            raise DocumentError(f"listed[{place}]: no such device")
    for place, one in enumerate(audit.lists):
        if one.recorder is not None and one.recorder not in known:
            raise DocumentError(f"lists[{place}].recorder: no such device")
    for place, row in enumerate(audit.register):
        if row.device is not None and row.device not in known:
            raise DocumentError(f"register[{place}].device: no such device")
        if row.listed is not None and row.listed not in cameras:
            raise DocumentError(f"register[{place}].listed: no such camera")


def _check_labels(audit: Audit, known: set[str]) -> None:
    cameras = {one.id for one in audit.listed}
    for place, one in enumerate(audit.labels):
        if one.device is not None and one.device not in known:
            raise DocumentError(f"labels[{place}].device: no such device")
        if one.listed is not None and one.listed not in cameras:
            raise DocumentError(f"labels[{place}].listed: no such camera")


def _unique(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for place, one in enumerate(ids):
        if one in seen:
            raise DocumentError(f"{name}[{place}].id: the id of another one")
        seen.add(one)
