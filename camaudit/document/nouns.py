"""The nouns of an audit as its file sees them: their fields, and how a row of them is laid out."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import get_args, get_type_hints

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
from camaudit.model.endpoint import Endpoint
from camaudit.model.finding import Finding, Proof
from camaudit.model.identity import Evidence
from camaudit.model.observation import Fact, Seen

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

# What the facts, evidence and finds of one device share stands once in the line of the device.
OWN = {Endpoint: "endpoints", Seen: "moments", Fact: "facts"}
# Fields that hold the same for many devices, because they come from a rule: written as one value.
GROUPS: dict[type, tuple[str, ...]] = {
    Evidence: ("rule", "proves", "says", "weight", "strong", "because", "references"),
    Finding: ("code", "severity", "grade", "remedy"),
    Proof: ("rule", "references"),
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


@dataclass(frozen=True, slots=True)
class Shape:
    """What the values of a row are, in their order."""

    fields: tuple[str, ...]
    group: tuple[str, ...]  # fields that stand together as the last value; empty: there is none

    def spelled(self) -> list[Json]:
        """Give it as it stands in the file."""
        fields: list[Json] = [*self.fields]
        group: list[Json] = [*self.group]
        return [*fields, group] if group else fields


@cache
def hints(noun: type) -> dict[str, object]:
    """Give the types of a noun's fields, in their order."""
    return dict(get_type_hints(noun, localns=_NAMES))


@cache
def later(noun: type) -> frozenset[str]:
    """Give the fields that a file of an older version may lack: those with a value of their own."""
    fields = dataclasses.fields(noun) if dataclasses.is_dataclass(noun) else ()
    return frozenset(one.name for one in fields if one.default is not dataclasses.MISSING)


@cache
def shapes() -> dict[type, Shape]:
    """Give the shape of every noun that stands in an audit as a row, by the noun's name."""
    found: set[type] = set()
    _nouns_in(Audit, found)
    return {noun: _shape(noun) for noun in sorted(found, key=lambda one: one.__name__)}


def _shape(noun: type) -> Shape:
    group = GROUPS.get(noun, ())
    return Shape(tuple(name for name in hints(noun) if name not in group), group)


def _nouns_in(kind: object, found: set[type]) -> None:
    for inner in get_args(kind):
        _nouns_in(inner, found)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind not in found:
        if kind is not Audit:
            found.add(kind)
        for inner in hints(kind).values():
            _nouns_in(inner, found)
