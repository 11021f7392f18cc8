"""The shape of what is known of operators of networks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where the addresses of an operator are, as two country tables agree."""

    DOMESTIC = "cn_domestic"
    ABROAD = "cn_operated_abroad"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A network operator by autonomous system number."""

    asn: int
    operator: str
    parent: str | None
    place: Place
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyPlaces:
    """A network whose addresses answer from many places: a table's country says nothing of it."""

    asn: int
    operator: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeServer:
    """Names of time servers (NTP) that are run in China or for it."""

    suffix: str  # lower case, matched at label boundaries
    runs: str  # who runs it
    references: tuple[str, ...]
